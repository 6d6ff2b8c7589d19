/*
 * Takes over a network's state (data.h) and pushes a stream of readings, as a board's sensor would; for each window it says
 * the likeliest class and the outputs' bits.
 */
#include "net.h"
#include "data.h"
#include "say.h"

static char line[9 * (NET_OUTPUTS + 1) + 1];

int main(void) {
  if (net_init(NET_SEED) != 0) {
    say("refused\n");
    return 0;
  }
  for (uint32_t i = 0; i < NET_STATE_WORDS; i++) net_memory[i] = state[i];
  for (uint32_t row = 0; row < ROWS; row++) {
    if (begins[row]) net_restart();
    for (uint32_t i = 0; i < NET_CHANNELS; i++) ((uint32_t *)NET_READING)[i] = readings[row * NET_CHANNELS + i];
    if (net_push() != 1) continue;
    char *at = hexadecimal(line, (uint32_t)net_predict(0, 0));
    for (uint32_t j = 0; j < NET_OUTPUTS; j++) {
      *at++ = ' ';
      at = hexadecimal(at, ((uint32_t *)NET_OUTPUT)[j]);
    }
    *at++ = '\n';
    *at = 0;
    say(line);
  }
  return 0;
}
