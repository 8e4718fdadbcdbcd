/* The reference workload by hand in AVX-512 intrinsics: the practical limit of one core. Nobody should have to write a
   model like this. Sixteen firms a vector; a byte of flags a firm: stage (bits 0-2), alive (3), capital (4), sector (5-7).
   At most 16,000 slots, because events are counted in ten bits a lane. */
#include <immintrin.h>

#include "firms.h"

#define GROUP 256 /* firms whose luck is drawn before they act: it stays in the innermost cache */
#define ALIVE 8
#define CAPITAL 16
#define F1(x) _mm512_set1_ps(x)
#define I1(x) _mm512_set1_epi32(x)
#define FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
typedef __m512 Reals;
typedef __m512i Ints;
typedef struct { Ints a, b, c, d; } Vectors;
typedef struct { uint32_t month, run, stream, k0, k1; } Counter;
typedef struct { float *revenue, *cash, *head; uint32_t *uid; int16_t *age; uint8_t *flags; } Firms;

#define TURN(x, r) _mm512_rolv_epi32(x, I1(r))
INLINE Vectors draw(Ints uid, const Counter *c) {
  const uint32_t k[5] = {c->k0, c->k1, 0, 0, 0x1BD11BDAu ^ c->k0 ^ c->k1};
  static const int turns[8][2] = {{10, 26}, {11, 21}, {13, 27}, {23, 5}, {6, 20}, {17, 11}, {25, 10}, {18, 20}};
  Ints x0 = _mm512_add_epi32(uid, I1(k[0])), x1 = I1(c->month + k[1]), x2 = I1(c->run), x3 = I1(c->stream);
#pragma GCC unroll 12
  for (int i = 0; i < 12; i++) {
    if (i % 2 == 0) {
      x0 = _mm512_add_epi32(x0, x1); x1 = _mm512_xor_si512(TURN(x1, turns[i & 7][0]), x0);
      x2 = _mm512_add_epi32(x2, x3); x3 = _mm512_xor_si512(TURN(x3, turns[i & 7][1]), x2);
    } else {
      x0 = _mm512_add_epi32(x0, x3); x3 = _mm512_xor_si512(TURN(x3, turns[i & 7][0]), x0);
      x2 = _mm512_add_epi32(x2, x1); x1 = _mm512_xor_si512(TURN(x1, turns[i & 7][1]), x2);
    }
    if (i % 4 == 3) {
      int s = i / 4 + 1;
      x0 = _mm512_add_epi32(x0, I1(k[s % 5])); x1 = _mm512_add_epi32(x1, I1(k[(s + 1) % 5]));
      x2 = _mm512_add_epi32(x2, I1(k[(s + 2) % 5])); x3 = _mm512_add_epi32(x3, I1(k[(s + 3) % 5] + s));
    }
  }
  return (Vectors){x0, x1, x2, x3};
}

INLINE Reals exps(Reals x) {
  Reals y = _mm512_mul_ps(x, F1(1.44269504f)), r = _mm512_roundscale_ps(y, 8), f = _mm512_sub_ps(y, r);
  Reals p = FMA(F1(1.535336188e-4f), f, F1(1.339887440e-3f));
  p = FMA(p, f, F1(9.618437357e-3f)); p = FMA(p, f, F1(5.550332471e-2f)); p = FMA(p, f, F1(2.402264791e-1f));
  p = FMA(p, f, F1(6.931472028e-1f)); p = FMA(p, f, F1(1));
  return _mm512_scalef_ps(p, r);
}
INLINE Reals logs(Reals x) {
  Ints i = _mm512_sub_epi32(_mm512_castps_si512(x), I1(0x3f3504f3));
  Reals e = _mm512_cvtepi32_ps(_mm512_srai_epi32(i, 23));
  Ints mantissa = _mm512_add_epi32(_mm512_and_si512(i, I1(0x7fffff)), I1(0x3f3504f3));
  Reals m = _mm512_sub_ps(_mm512_castsi512_ps(mantissa), F1(1)), z = _mm512_mul_ps(m, m);
  Reals p = FMA(F1(7.0376836292e-2f), m, F1(-1.1514610310e-1f));
  p = FMA(p, m, F1(1.1676998740e-1f)); p = FMA(p, m, F1(-1.2420140846e-1f)); p = FMA(p, m, F1(1.4249322787e-1f));
  p = FMA(p, m, F1(-1.6668057665e-1f)); p = FMA(p, m, F1(2.0000714765e-1f)); p = FMA(p, m, F1(-2.4999993993e-1f));
  p = FMA(p, m, F1(3.3333331174e-1f)); p = FMA(p, m, F1(-0.5f));
  return FMA(e, F1(0.693147182f), FMA(z, p, m));
}
INLINE void normal_pairs(Ints w0, Ints w1, Reals *z0, Reals *z1) {
  Reals u = _mm512_mul_ps(_mm512_add_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(w0, 1)), F1(0.5f)), F1(0x1p-31f));
  Reals l = _mm512_max_ps(_mm512_mul_ps(F1(-2), logs(u)), F1(1e-20f)), r = _mm512_mul_ps(l, _mm512_rsqrt14_ps(l));
  Ints q = _mm512_srai_epi32(_mm512_add_epi32(w1, I1(1 << 29)), 30);
  Reals a = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(w1, _mm512_slli_epi32(q, 30))), F1(1.57079633f * 0x1p-30f));
  Reals a2 = _mm512_mul_ps(a, a);
  Reals sn = FMA(FMA(FMA(F1(-1.95152959e-4f), a2, F1(8.33216087e-3f)), a2, F1(-1.66666547e-1f)), _mm512_mul_ps(a, a2), a);
  Reals cs = FMA(FMA(FMA(FMA(F1(2.44331571e-5f), a2, F1(-1.38873163e-3f)), a2, F1(4.16664568e-2f)), a2, F1(-0.5f)), a2, F1(1));
  __mmask16 odd = _mm512_test_epi32_mask(q, I1(1));
  Reals s = _mm512_mask_blend_ps(odd, sn, cs), c = _mm512_mask_blend_ps(odd, cs, sn);
  s = _mm512_castsi512_ps(_mm512_xor_si512(_mm512_castps_si512(s), _mm512_slli_epi32(_mm512_and_si512(q, I1(2)), 30)));
  Ints turned = _mm512_and_si512(_mm512_add_epi32(q, I1(1)), I1(2));
  c = _mm512_castsi512_ps(_mm512_xor_si512(_mm512_castps_si512(c), _mm512_slli_epi32(turned, 30)));
  *z0 = _mm512_mul_ps(r, c);
  *z1 = _mm512_mul_ps(r, s);
}
INLINE Reals units(Ints w) {
  return _mm512_mul_ps(_mm512_add_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(w, 9)), F1(0.5f)), F1(0x1p-23f));
}
/* A table by stage that is looked up with flags as index; only living firms (bit 3) find a value. */
INLINE Reals table(const float *of) {
  float x[16] = {0};
  for (int i = 0; i < 5; i++) x[ALIVE + i] = of[i];
  return _mm512_loadu_ps(x);
}
INLINE Ints lanes(void) { return _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0); }

KERNEL void one_month(int n, const Counter *counter, const Parameters *p, Firms s, float *out) {
  const Reals growth = table(p->growth), funding = table(p->funding), amount = table(p->amount), leaving = table(p->leaving);
  const Reals per_wage = F1(1 / p->wage), new = F1(p->hazard_new * 12);
  Ints events[SECTORS];
  Reals jobs[SECTORS];
  for (int k = 0; k < SECTORS; k++) events[k] = I1(0), jobs[k] = F1(0);
  for (int first = 0; first < n; first += GROUP) {
    int m = n - first < GROUP ? (n - first + 15) / 16 * 16 : GROUP;
    Ints event[16], sector[16];
    Reals heads[16], z_growth[16], z_round[16], u_round[16], u_exit[16];
    for (int v = 0; v < m / 16; v++) {
      Vectors w = draw(_mm512_load_si512(s.uid + first + v * 16), counter);
      normal_pairs(w.a, w.b, &z_growth[v], &z_round[v]);
      u_round[v] = units(w.c);
      u_exit[v] = units(w.d);
    }
    for (int v = 0; v < m / 16; v++) {
      int i = first + v * 16;
      Ints flags = _mm512_cvtepu8_epi32(_mm_load_si128((void *)(s.flags + i)));
      __m256i age = _mm256_load_si256((void *)(s.age + i));
      Reals months = _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(age)), h = _mm512_load_ps(s.head + i);
      Reals r = _mm512_mul_ps(_mm512_load_ps(s.revenue + i), exps(FMA(F1(p->sigma), z_growth[v], _mm512_permutexvar_ps(flags, growth))));
      Reals c = _mm512_sub_ps(_mm512_add_ps(_mm512_load_ps(s.cash + i), r), FMA(h, F1(p->wage), F1(p->fixed)));
      Reals ramp = _mm512_min_ps(F1(1), _mm512_mul_ps(months, F1(1 / 12.f)));
      __mmask16 round = _mm512_cmp_ps_mask(u_round[v], _mm512_mul_ps(_mm512_permutexvar_ps(flags, funding), ramp), _CMP_LT_OQ);
      flags = _mm512_mask_add_epi32(flags, round, flags, I1(1));
      c = _mm512_mask3_fmadd_ps(_mm512_permutexvar_ps(flags, amount), exps(_mm512_mul_ps(F1(0.5f), z_round[v])), c, round);
      Reals hazard = FMA(new, _mm512_rcp14_ps(_mm512_add_ps(months, F1(12))), F1(p->hazard_old));
      __mmask16 stays = _mm512_mask_cmp_ps_mask(_mm512_test_epi32_mask(flags, I1(ALIVE)), c, F1(0), _CMP_GE_OQ);
      stays = _mm512_mask_cmp_ps_mask(stays, u_exit[v], hazard, _CMP_GE_OQ);
      Reals limit = _mm512_fnmadd_ps(_mm512_permutexvar_ps(flags, leaving), _mm512_sub_ps(F1(1), hazard), F1(1));
      __mmask16 moves = _mm512_mask_cmp_ps_mask(_mm512_mask_testn_epi32_mask(stays, flags, I1(CAPITAL)), u_exit[v], limit, _CMP_GE_OQ);
      Reals goal = _mm512_mul_ps(FMA(_mm512_max_ps(c, F1(0)), F1(p->cash_to_staff), r), per_wage);
      h = _mm512_max_ps(F1(1), FMA(F1(p->adjust), _mm512_sub_ps(goal, h), h));
      flags = _mm512_mask_mov_epi32(_mm512_andnot_si512(I1(ALIVE), flags), stays, flags);
      flags = _mm512_mask_or_epi32(flags, moves, flags, I1(CAPITAL));
      _mm512_store_ps(s.revenue + i, r);
      _mm512_store_ps(s.cash + i, c);
      _mm512_store_ps(s.head + i, h);
      _mm_store_si128((void *)(s.flags + i), _mm512_cvtepi32_epi8(flags));
      _mm256_store_si256((void *)(s.age + i), _mm256_add_epi16(age, _mm256_set1_epi16(1)));
      Ints e = _mm512_maskz_mov_epi32(stays, I1(1));
      e = _mm512_mask_or_epi32(e, round, e, I1(1 << 10));
      event[v] = _mm512_mask_or_epi32(e, moves, e, I1(1 << 20));
      heads[v] = _mm512_maskz_mov_ps(stays, h);
      sector[v] = _mm512_srli_epi32(flags, 5);
    }
    for (int v = 0; v < m / 16; v++) {
#pragma GCC unroll 8
      for (int k = 0; k < SECTORS; k++) {
        __mmask16 mine = _mm512_cmpeq_epi32_mask(sector[v], I1(k));
        events[k] = _mm512_mask_add_epi32(events[k], mine, events[k], event[v]);
        jobs[k] = _mm512_mask_add_ps(jobs[k], mine, jobs[k], heads[v]);
      }
    }
  }
  for (int k = 0; k < SECTORS; k++) {
    out[k] = _mm512_reduce_add_epi32(_mm512_and_si512(events[k], I1(1023)));
    out[SECTORS + k] = _mm512_reduce_add_ps(jobs[k]);
    out[2 * SECTORS + k] = _mm512_reduce_add_epi32(_mm512_and_si512(_mm512_srli_epi32(events[k], 10), I1(1023)));
    out[3 * SECTORS + k] = _mm512_reduce_add_epi32(_mm512_srli_epi32(events[k], 20));
  }
}

/* Slots a .. a + n: firms with identities first, first + 1, ..., and free slots after them up to a whole vector. */
KERNEL void found(int a, int n, uint32_t first, const Counter *counter, const Parameters *p, Firms s) {
  for (int i = 0; i < n; i += 16) {
    Ints uid = _mm512_add_epi32(I1(first + i), lanes());
    Vectors w = draw(uid, counter);
    Reals z_revenue, z_cash;
    normal_pairs(w.a, w.b, &z_revenue, &z_cash);
    _mm512_storeu_ps(s.revenue + a + i, _mm512_mul_ps(F1(p->first_revenue), exps(_mm512_mul_ps(F1(p->first_revenue_spread), z_revenue))));
    _mm512_storeu_ps(s.cash + a + i, _mm512_mul_ps(F1(p->first_cash), exps(_mm512_mul_ps(F1(p->first_cash_spread), z_cash))));
    _mm512_storeu_ps(s.head + a + i, F1(p->first_head));
    _mm512_storeu_si512(s.uid + a + i, uid);
    _mm256_storeu_si256((void *)(s.age + a + i), _mm256_setzero_si256());
    Ints flags = _mm512_slli_epi32(_mm512_srli_epi32(w.c, 29), 5);
    flags = _mm512_mask_or_epi32(flags, _mm512_cmp_ps_mask(units(w.d), F1(p->share_capital), _CMP_LT_OQ), flags, I1(CAPITAL));
    flags = _mm512_mask_or_epi32(flags, _mm512_cmplt_epi32_mask(_mm512_add_epi32(I1(i), lanes()), I1(n)), flags, I1(ALIVE));
    _mm_storeu_si128((void *)(s.flags + a + i), _mm512_cvtepi32_epi8(flags));
  }
}

/* The last firm takes the slot of one that is gone; returns the number of firms left. Free slots follow up to n. */
KERNEL int close_ranks(int n, Firms s) {
  for (int b = 0; b < n; b += 64) {
    uint64_t gone = _mm512_testn_epi8_mask(_mm512_load_si512(s.flags + b), _mm512_set1_epi8(ALIVE));
    for (; gone; gone &= gone - 1) {
      int i = b + __builtin_ctzll(gone);
      if (i >= n) break;
      do n--; while (n > i && !(s.flags[n] & ALIVE));
      s.revenue[i] = s.revenue[n]; s.cash[i] = s.cash[n]; s.head[i] = s.head[n]; s.uid[i] = s.uid[n];
      s.age[i] = s.age[n]; s.flags[i] = s.flags[n];
      s.flags[n] = 0;
    }
  }
  return n;
}

int64_t run_draws(int slots, int months, int runs, int at_start, double entrants, uint64_t seed, const Parameters *p, float *out, int threads) {
  int64_t firm_months = 0;
  int fewest;
  double *cumulative = poisson_table(entrants, &fewest);
  if (slots > 16000) return -1;
#pragma omp parallel num_threads(threads) reduction(+ : firm_months)
  {
    int size = slots + 128;
    Firms s = {column(4 * size), column(4 * size), column(4 * size), column(4 * size), column(2 * size), column(size)};
#pragma omp for schedule(dynamic, 1)
    for (int run = 0; run < runs; run++) {
      Counter c = {AT_START, run, FOUNDER, seed, seed >> 32};
      int n = at_start;
      memset(s.flags, 0, size);
      found(0, n, 0, &c, p, s);
      for (int t = 0; t < months; t++) {
        c.month = t;
        c.stream = FIRM;
        firm_months += n;
        one_month(n, &c, p, s, out + ((size_t)run * months + t) * 4 * SECTORS);
        n = close_ranks(n, s);
        double u = unit(threefry12(0, t, run, ENTRANTS, c.k0, c.k1).a);
        int new = fewest;
        while (u > cumulative[new]) new++;
        if (new > slots - n) new = slots - n;
        c.stream = FOUNDER;
        found(n, new, (uint32_t)(t + 1) << 20, &c, p, s);
        n += new;
      }
    }
    free(s.revenue); free(s.cash); free(s.head); free(s.uid); free(s.age); free(s.flags);
  }
  free(cumulative);
  return firm_months;
}
