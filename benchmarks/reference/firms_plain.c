/* The reference workload in plain C: columns, and loops that the compiler turns into vector code. */
#include "firms.h"

#define BLOCK 1008 /* slots; below 1,024, because events are counted in ten bits */

typedef struct { float *revenue, *cash, *head; uint32_t *uid; int16_t *age; uint8_t *alive; int8_t *stage, *capital, *sector; } Firms;
typedef struct { float z_growth[BLOCK], z_round[BLOCK], u_round[BLOCK], u_exit[BLOCK], jobs[BLOCK]; int32_t event[BLOCK]; } Scratch;

INLINE float float_of(int32_t i) { float x; memcpy(&x, &i, 4); return x; }
INLINE int32_t bits_of(float x) { int32_t i; memcpy(&i, &x, 4); return i; }

INLINE float exp32(float x) {
  float y = x * 1.44269504f, r = rintf(y), f = y - r, p = 1.535336188e-4f;
  p = p * f + 1.339887440e-3f; p = p * f + 9.618437357e-3f; p = p * f + 5.550332471e-2f;
  p = p * f + 2.402264791e-1f; p = p * f + 6.931472028e-1f; p = p * f + 1.0f;
  return float_of(bits_of(p) + ((int32_t)r << 23));
}
INLINE float log32(float x) {
  int32_t i = bits_of(x) - 0x3f3504f3, e = i >> 23;
  float m = float_of((i & 0x7fffff) + 0x3f3504f3) - 1.0f, z = m * m, p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f; p = p * m + 1.1676998740e-1f; p = p * m - 1.2420140846e-1f; p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f; p = p * m + 2.0000714765e-1f; p = p * m - 2.4999993993e-1f; p = p * m + 3.3333331174e-1f;
  return m + (m * z * p - 0.5f * z) + (float)e * 0.693147182f;
}
/* Box and Muller: two words, two standard normals. */
INLINE void normal_pair(uint32_t w0, uint32_t w1, float *z0, float *z1) {
  float r = sqrtf(-2.0f * log32(((float)(int32_t)(w0 >> 1) + 0.5f) * 0x1p-31f));
  int32_t s = (int32_t)w1, q = (int32_t)(w1 + (1u << 29)) >> 30;
  float a = (float)(int32_t)((uint32_t)s - ((uint32_t)q << 30)) * (1.57079633f * 0x1p-30f), a2 = a * a;
  float sn = a + a * a2 * (-1.66666547e-1f + a2 * (8.33216087e-3f - 1.95152959e-4f * a2));
  float cs = 1.0f + a2 * (-0.5f + a2 * (4.16664568e-2f + a2 * (-1.38873163e-3f + 2.44331571e-5f * a2)));
  float ss = (q & 1) ? cs : sn, cc = (q & 1) ? sn : cs;
  ss = (q & 2) ? -ss : ss;
  cc = ((q + 1) & 2) ? -cc : cc;
  *z0 = r * cc;
  *z1 = r * ss;
}
INLINE float choose(int k, const float *of) {
  float v = of[0];
  v = k == 1 ? of[1] : v; v = k == 2 ? of[2] : v; v = k == 3 ? of[3] : v;
  return k == 4 ? of[4] : v;
}

KERNEL void draw_luck(int n, uint32_t month, uint32_t run, uint32_t k0, uint32_t k1, const uint32_t *restrict uid, Scratch *restrict d) {
#pragma omp simd
  for (int i = 0; i < n; i++) {
    Words w = threefry12(uid[i], month, run, FIRM, k0, k1);
    normal_pair(w.a, w.b, &d->z_growth[i], &d->z_round[i]);
    d->u_round[i] = unit(w.c);
    d->u_exit[i] = unit(w.d);
  }
}

/* Steps 1 to 6 of the month. One loop: the compiler keeps everything in registers. */
KERNEL void live(int n, const Parameters p, float *restrict revenue, float *restrict cash, float *restrict head,
                 int16_t *restrict age, uint8_t *restrict alive, int8_t *restrict stage, int8_t *restrict capital, Scratch *restrict d) {
  const float per_wage = 1.0f / p.wage;
#pragma omp simd
  for (int i = 0; i < n; i++) {
    int k = stage[i];
    float months = (float)age[i], h = head[i], u = d->u_exit[i];
    float r = revenue[i] * exp32(choose(k, p.growth) + p.sigma * d->z_growth[i]);
    float c = cash[i] + r - h * p.wage - p.fixed;
    float ramp = months * (1.0f / 12.0f);
    ramp = ramp < 1.0f ? ramp : 1.0f;
    int round = alive[i] & (d->u_round[i] < choose(k, p.funding) * ramp);
    k += round;
    float amount = choose(k, p.amount) * exp32(0.5f * d->z_round[i]);
    c += round ? amount : 0.0f;
    float hazard = p.hazard_old + p.hazard_new * 12.0f / (12.0f + months);
    int stays = alive[i] & (c >= 0.0f) & (u >= hazard);
    int moves = stays & (capital[i] == 0) & (u >= 1.0f - choose(k, p.leaving) * (1.0f - hazard));
    float goal = (r + (c > 0 ? c : 0) * p.cash_to_staff) * per_wage;
    h += p.adjust * (goal - h);
    h = h > 1.0f ? h : 1.0f;
    revenue[i] = r; cash[i] = c; head[i] = h; stage[i] = k; alive[i] = stays; capital[i] |= moves; age[i]++;
    d->event[i] = stays | round << 10 | moves << 20;
    d->jobs[i] = stays ? h : 0.0f;
  }
}

KERNEL void sector_sums(int n, int k, const int8_t *restrict sector, const Scratch *restrict d, int *events, float *jobs) {
  int e = 0;
  float j = 0;
#pragma omp simd reduction(+ : e, j)
  for (int i = 0; i < n; i++) {
    int mine = sector[i] == k;
    e += mine ? d->event[i] : 0;
    j += mine ? d->jobs[i] : 0.0f;
  }
  *events = e;
  *jobs = j;
}

/* Slots a .. a + n: firms with identities first, first + 1, ... */
KERNEL void found(int a, int n, uint32_t first, uint32_t month, uint32_t run, uint32_t k0, uint32_t k1, const Parameters p, Firms f) {
  float *restrict revenue = f.revenue + a, *restrict cash = f.cash + a;
  int8_t *restrict sector = f.sector + a, *restrict capital = f.capital + a;
#pragma omp simd
  for (int i = 0; i < n; i++) {
    Words w = threefry12(first + i, month, run, FOUNDER, k0, k1);
    float z_revenue, z_cash;
    normal_pair(w.a, w.b, &z_revenue, &z_cash);
    revenue[i] = p.first_revenue * exp32(p.first_revenue_spread * z_revenue);
    cash[i] = p.first_cash * exp32(p.first_cash_spread * z_cash);
    sector[i] = w.c >> 29;
    capital[i] = unit(w.d) < p.share_capital;
  }
  for (int i = 0; i < n; i++) {
    f.uid[a + i] = first + i; f.head[a + i] = p.first_head; f.age[a + i] = 0; f.stage[a + i] = 0; f.alive[a + i] = 1;
  }
}

/* The last firm takes the slot of one that is gone; returns the number of firms left. */
KERNEL int close_ranks(int n, Firms f) {
  for (int i = 0; i < n; i++) {
    if (f.alive[i]) continue;
    do n--; while (n > i && !f.alive[n]);
    f.revenue[i] = f.revenue[n]; f.cash[i] = f.cash[n]; f.head[i] = f.head[n]; f.uid[i] = f.uid[n]; f.age[i] = f.age[n];
    f.alive[i] = f.alive[n]; f.stage[i] = f.stage[n]; f.capital[i] = f.capital[n]; f.sector[i] = f.sector[n];
  }
  return n;
}

static void one_month(int n, uint32_t month, uint32_t run, uint32_t k0, uint32_t k1, const Parameters *p, Firms f, Scratch *d, float *out) {
  memset(out, 0, 4 * SECTORS * sizeof(float));
  for (int b = 0; b < n; b += BLOCK) {
    int m = n - b < BLOCK ? n - b : BLOCK;
    draw_luck(m, month, run, k0, k1, f.uid + b, d);
    live(m, *p, f.revenue + b, f.cash + b, f.head + b, f.age + b, f.alive + b, f.stage + b, f.capital + b, d);
    for (int k = 0; k < SECTORS; k++) {
      int e;
      float jobs;
      sector_sums(m, k, f.sector + b, d, &e, &jobs);
      out[k] += e & 1023; out[SECTORS + k] += jobs; out[2 * SECTORS + k] += e >> 10 & 1023; out[3 * SECTORS + k] += e >> 20;
    }
  }
}

int64_t run_draws(int slots, int months, int runs, int at_start, double entrants, uint64_t seed, const Parameters *p, float *out, int threads) {
  uint32_t k0 = seed, k1 = seed >> 32;
  int64_t firm_months = 0;
  int fewest;
  double *table = poisson_table(entrants, &fewest);
#pragma omp parallel num_threads(threads) reduction(+ : firm_months)
  {
    Firms f = {column(4 * slots), column(4 * slots), column(4 * slots), column(4 * slots), column(2 * slots),
               column(slots), column(slots), column(slots), column(slots)};
    Scratch *d = column(sizeof(Scratch));
#pragma omp for schedule(dynamic, 1)
    for (int run = 0; run < runs; run++) {
      int n = at_start;
      found(0, n, 0, AT_START, run, k0, k1, *p, f);
      for (int t = 0; t < months; t++) {
        firm_months += n;
        one_month(n, t, run, k0, k1, p, f, d, out + ((size_t)run * months + t) * 4 * SECTORS);
        n = close_ranks(n, f);
        double u = unit(threefry12(0, t, run, ENTRANTS, k0, k1).a);
        int new = fewest;
        while (u > table[new]) new++;
        if (new > slots - n) new = slots - n;
        found(n, new, (uint32_t)(t + 1) << 20, t, run, k0, k1, *p, f);
        n += new;
      }
    }
    free(f.revenue); free(f.cash); free(f.head); free(f.uid); free(f.age); free(f.alive); free(f.stage); free(f.capital); free(f.sector); free(d);
  }
  free(table);
  return firm_months;
}
