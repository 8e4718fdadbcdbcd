/* What both C versions of the reference workload share: parameters, the generator, chance, and the yearly bookkeeping.
   The layout of Parameters is that of the record in c_firms.py. Chance is that of podobat.engine.randomness:
   Threefry4x32 with 12 rounds, counter (firm, month, run, stream), key = seed. */
#pragma once
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define KERNEL static __attribute__((noinline))
#define SECTORS 8
#define AT_START 0xffffffffu
enum { FIRM, FOUNDER, ENTRANTS }; /* streams */

typedef struct {
  float growth[5], funding[5], amount[5], leaving[5];
  float sigma, wage, fixed, hazard_old, hazard_new, adjust, cash_to_staff;
  float first_revenue, first_revenue_spread, first_cash, first_cash_spread, first_head, share_capital;
} Parameters;

typedef struct { uint32_t a, b, c, d; } Words;

INLINE uint32_t rotate(uint32_t x, int r) { return (x << r) | (x >> (32 - r)); }

/* Threefry4x32-12 (Salmon et al. 2011). */
#define EVEN(r, s) x0 += x1; x1 = rotate(x1, r) ^ x0; x2 += x3; x3 = rotate(x3, s) ^ x2;
#define ODD(r, s) x0 += x3; x3 = rotate(x3, r) ^ x0; x2 += x1; x1 = rotate(x1, s) ^ x2;
INLINE Words threefry12(uint32_t x0, uint32_t x1, uint32_t x2, uint32_t x3, uint32_t k0, uint32_t k1) {
  uint32_t k4 = 0x1BD11BDAu ^ k0 ^ k1;
  x0 += k0; x1 += k1;
  EVEN(10, 26) ODD(11, 21) EVEN(13, 27) ODD(23, 5)  x0 += k1; x3 += k4 + 1;
  EVEN(6, 20) ODD(17, 11) EVEN(25, 10) ODD(18, 20)  x2 += k4; x3 += k0 + 2;
  EVEN(10, 26) ODD(11, 21) EVEN(13, 27) ODD(23, 5)  x1 += k4; x2 += k0; x3 += k1 + 3;
  return (Words){x0, x1, x2, x3};
}

INLINE float unit(uint32_t w) { return ((float)(int32_t)(w >> 9) + 0.5f) * 0x1p-23f; }

/* Cumulative distribution of the number of entrants, for inversion; the last entry is above every uniform. */
static double *poisson_table(double mean, int *first) {
  int n = (int)(mean + 10 * sqrt(mean) + 64), k = 0;
  double *table = malloc(8 * n), sum = 0;
  for (int i = 0; i < n; i++) { sum += exp(i * log(mean) - mean - lgamma(i + 1.0)); table[i] = sum; }
  table[n - 1] = 2.0;
  while (table[k] < 1e-8) k++;
  *first = k;
  return table;
}

static void *column(size_t bytes) { return aligned_alloc(64, (bytes + 255) / 64 * 64); }
