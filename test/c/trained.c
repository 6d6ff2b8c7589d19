/*
 * Begins with the checkpoint that the network (net.h) was built with, predicts each row of data.h, then learns it: what
 * test/support/trained-networks.ts does in Node.
 */
#include "net.h"
#include "data.h"
#include "say.h"

#ifndef NET_CHANNELS
#define NET_CHANNELS NET_INPUTS
#endif

static char line[9 * (NET_OUTPUTS + 2) + 1];

static uint32_t crc32(const uint32_t *words, uint32_t count) {
  uint32_t crc = 0xffffffffu;
  for (uint32_t i = 0; i < 32 * count; i++)
    crc = (crc >> 1) ^ (((crc ^ (words[i / 32] >> (i % 32))) & 1) ? 0xedb88320u : 0);
  return ~crc;
}

static void say_words(uint32_t first, const uint32_t *more, uint32_t count) {
  char *at = hexadecimal(line, first);
  for (uint32_t i = 0; i < count; i++) {
    *at++ = ' ';
    at = hexadecimal(at, more[i]);
  }
  *at++ = '\n';
  *at = 0;
  say(line);
}

int main(void) {
  union {
    float values[NET_CHANNELS];
    uint32_t bits[NET_CHANNELS];
  } reading;
  union {
    float values[NET_OUTPUTS];
    uint32_t bits[NET_OUTPUTS];
  } out;
  if (net_init_trained() != 0 || crc32(net_memory, NET_PARAMETER_COUNT) != NET_TRAINED) {
    say("refused\n");
    return 0;
  }
  for (uint32_t row = 0; row < ROWS; row++) {
    for (uint32_t i = 0; i < NET_CHANNELS; i++) reading.bits[i] = readings[row * NET_CHANNELS + i];
    int said = net_predict(reading.values, out.values);
    if (said == -5) continue;
    say_words((uint32_t)said, out.bits, NET_OUTPUTS);
    for (uint32_t i = 0; i < NET_TARGETS; i++) ((uint32_t *)NET_TARGET)[i] = targets[row * NET_TARGETS + i];
    if (net_observe() != NET_BATCH) continue;
    union {
      float value;
      uint32_t bits;
    } loss;
    loss.value = net_train();
    uint32_t hash = crc32(net_memory, NET_PARAMETER_COUNT);
    say_words(loss.bits, &hash, 1);
  }
  return 0;
}
