/*
 * Times training steps of a C implementation on this machine.
 * Usage: native-main RUNS STEPS
 * Trains STEPS steps from the initial weights, RUNS times over, and prints the mean time of a step
 * in nanoseconds, the loss before the first step and the loss after the last.
 */
#include "bench.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) { /* ns */
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double loss(void) { /* negative log-likelihood, summed over the batch */
  static float a[BATCH * NOUT];
  double sum = 0;
  impl_predict_all(a);
  for (int i = 0; i < BATCH * NOUT; i++) sum -= Y[i] > 0.5f ? log(a[i]) : log1p(-(double)a[i]);
  return sum;
}

int main(int argc, char **argv) {
  long runs = argc == 3 ? atol(argv[1]) : 0;
  long steps = argc == 3 ? atol(argv[2]) : 0;
  if (runs < 1 || steps < 1) {
    fprintf(stderr, "usage: %s RUNS STEPS\n", argv[0]);
    return 2;
  }
  double spent = 0;
  data_init();
  impl_setup();
  double before = loss();
  for (long r = 0; r < runs; r++) {
    impl_setup();
    double start = now();
    for (long s = 0; s < steps; s++) impl_train_step();
    spent += now() - start;
  }
  printf("%.3f %.6f %.6f\n", spent / (double)runs / (double)steps, before, loss());
  return 0;
}
