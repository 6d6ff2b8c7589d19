/*
 * Trains a network (net.h) on the rows of data.h, over and over, and says after each tenth step the loss' bits and the
 * parameters' CRC-32; or, if init refuses, only what it says.
 */
#include "net.h"
#include "data.h"
#include "say.h"

static uint32_t crc32(const uint32_t *words, uint32_t count) {
  uint32_t crc = 0xffffffffu;
  for (uint32_t i = 0; i < 32 * count; i++)
    crc = (crc >> 1) ^ (((crc ^ (words[i / 32] >> (i % 32))) & 1) ? 0xedb88320u : 0);
  return ~crc;
}

int main(void) {
  char line[20];
  int status = net_init(NET_SEED);
  if (status != 0) {
    char *end = hexadecimal(line, (uint32_t)status);
    *end++ = '\n';
    *end = 0;
    say("refused ");
    say(line);
    return 0;
  }
  for (uint32_t row = 0; row < ROWS; row++) {
    for (uint32_t i = 0; i < NET_INPUTS; i++) ((uint32_t *)NET_INPUT)[i] = readings[row * NET_INPUTS + i];
    for (uint32_t i = 0; i < NET_TARGETS; i++) ((uint32_t *)NET_TARGET)[i] = labels[row * NET_TARGETS + i];
    if (net_observe() != (int)row + 1) say("not observed\n");
  }
  for (int step = 1; step <= STEPS; step++) {
    union {
      float value;
      uint32_t bits;
    } loss;
    NET_OBSERVED = ROWS; /* a step empties the batch */
    loss.value = net_train();
    if (step % 10 != 0) continue;
    char *at = hexadecimal(line, loss.bits);
    *at++ = ' ';
    at = hexadecimal(at, crc32(net_memory, NET_PARAMETER_COUNT));
    *at++ = '\n';
    *at = 0;
    say(line);
  }
  return 0;
}
