/*
 * The network as C (build --target c): static memory, no heap. network.h includes the generated header and names its
 * functions NETWORK_INIT, NETWORK_OBSERVE and so on, and its memory NETWORK_MEMORY.
 */
#include "engine.h"

const char engine_name[] = "c";

bool engine_start(void) { return NETWORK_INIT(NETWORK_SEED) == 0; }

uint32_t *engine_memory(void) { return NETWORK_MEMORY; }

uint32_t engine_run(enum routine routine, uint32_t argument) {
  switch (routine) {
    case ROUTINE_INIT: return (uint32_t)NETWORK_INIT(argument);
    case ROUTINE_OBSERVE: return (uint32_t)NETWORK_OBSERVE();
    case ROUTINE_PREDICT: return (uint32_t)NETWORK_PREDICT(0, 0);
    case ROUTINE_TRAIN: {
      float loss = NETWORK_TRAIN();
      uint32_t bits;
      memcpy(&bits, &loss, 4);
      return bits;
    }
#ifdef NETWORK_CHANNELS
    case ROUTINE_PUSH: return (uint32_t)NETWORK_PUSH();
    case ROUTINE_RESTART: NETWORK_RESTART(); return 0;
#endif
    default: return 0;
  }
}

uint32_t engine_heap(void) { return 0; }
