/*
 * Lets the yardstick's measuring programs (bench.h of PERCEPTINO_YARDSTICK) run a network that perceptino translated to C.
 * The network's header is net.h; with NET_WITHOUT_LOSS a step does not compute the loss, as the yardstick's own don't.
 */
#include "bench.h"
#include "net.h"
#include <string.h>

const char impl_name[] = "perceptino";

void impl_setup(void) {
  memcpy(NET_PARAMETERS, P0, sizeof P0);
  memcpy(NET_READINGS, X, sizeof X);
  memcpy(NET_LABELS, Y, sizeof Y);
  NET_OBSERVED = BATCH;
}

void impl_train_step(void) { net_step(LR); }

/* A full batch's forward() reads its last row, so that row is put back afterwards. */
void impl_infer(const float *x, float *y) {
  float *row = NET_READINGS + (BATCH - 1) * NIN;
  memcpy(row, x, NIN * sizeof *x);
  net_forward();
  memcpy(y, NET_OUTPUT, NOUT * sizeof *y);
  memcpy(row, X + (BATCH - 1) * NIN, NIN * sizeof *x);
}

void impl_predict_all(float *out) {
  for (int m = 0; m < BATCH; m++) impl_infer(X + m * NIN, out + m * NOUT);
}

uint32_t impl_macs_train(void) { return MACS_TRAIN; }
uint32_t impl_macs_infer(void) { return MACS_INFER; }
uint32_t impl_param_bytes(void) { return 4 * NET_PARAMETER_COUNT; }
uint32_t impl_work_bytes(void) { return 4 * NET_WORDS; }
uint32_t impl_static_bytes(void) { return 0; }
