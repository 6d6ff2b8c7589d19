/*
 * Lets the yardstick's measuring programs (bench.h of PERCEPTINO_YARDSTICK) run a network that perceptino translated to C.
 * The network's header is net.h; with NET_WITHOUT_LOSS a step does not compute the loss, as the yardstick's own don't.
 */
#include "bench.h"
#include "net.h"
#include <string.h>

const char impl_name[] = "perceptino";

/* The class that is marked, or labels as they are. */
static void take_target(const float *y) {
#if SOFTMAX
  for (int j = 0; j < NOUT; j++) {
    if (y[j] == 1) NET_TARGET[0] = (float)j;
  }
#else
  memcpy(NET_TARGET, y, NOUT * sizeof *y);
#endif
}

void impl_setup(void) {
  net_init(NET_SEED);
  memcpy(NET_PARAMETERS, P0, sizeof P0);
  NET_LEARNING_RATE = LR;
  for (int m = 0; m < BATCH; m++) {
    memcpy(NET_INPUT, X + m * NIN, NIN * sizeof *X);
    take_target(Y + m * NOUT);
    net_observe();
  }
}

/* A step empties the batch, which stays the same here. */
void impl_train_step(void) {
  NET_OBSERVED = BATCH;
  net_train();
}

void impl_infer(const float *x, float *y) {
  net_predict(x, y);
}

void impl_predict_all(float *out) {
  for (int m = 0; m < BATCH; m++) impl_infer(X + m * NIN, out + m * NOUT);
}

uint32_t impl_macs_train(void) { return MACS_TRAIN; }
uint32_t impl_macs_infer(void) { return MACS_INFER; }
uint32_t impl_param_bytes(void) { return 4 * NET_PARAMETER_COUNT; }
uint32_t impl_work_bytes(void) { return 4 * NET_WORDS; }
uint32_t impl_static_bytes(void) { return 0; }
