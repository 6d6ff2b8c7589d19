/*
 * The C target's functions (net.h) for the measuring programs, as calls of a network's machine code: through a pointer,
 * with the memory's address and an int, as Espruino's E.nativeCall does it. AT_… are the entries' first bytes.
 */
#include "net.h"

typedef int entry(int memory, int argument);
typedef union {
  float value;
  int bits;
} word;

extern const uint8_t blob[];

static int call(uint32_t at, int argument) {
  entry *function = (entry *)((uintptr_t)blob + at + 1);
  return function((int)(uintptr_t)net_memory, argument);
}

int net_init(uint32_t seed) { return call(AT_INIT, (int)seed); }

int net_observe(void) { return call(AT_OBSERVE, 0); }

int net_predict(const float *reading, float *out) {
  for (uint32_t i = 0; reading && i < NET_INPUTS; i++) NET_INPUT[i] = reading[i];
  int said = call(AT_PREDICT, 0);
  for (uint32_t i = 0; out && said >= 0 && i < NET_OUTPUTS; i++) out[i] = NET_OUTPUT[i];
  return said;
}

float net_train(void) {
  word w;
  w.bits = call(AT_TRAIN, 0);
  return w.value;
}

float net_loss(void) {
  word w;
  w.bits = call(AT_LOSS, 0);
  return w.value;
}
