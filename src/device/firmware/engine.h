/*
 * What executes the network: the Wasm module in wasm3 (engine-wasm3.c), the same module as C (engine-c.c), the machine code
 * of Espruino boards (engine-thumb.c), or such code that is not known when the firmware is compiled (engine-attached.c).
 * Sizes and places come from network.h, which the build writes from the module's constants; NETWORK_CHANNELS is there with a
 * window only. With NETWORK_ATTACHED they are no constants but read from flash, and NETWORK_CHANNELS is 0 without a window.
 */
#ifndef PERCEPTINO_ENGINE_H
#define PERCEPTINO_ENGINE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "network.h"

/* The module's functions (SPEC.md, "The module"). */
enum routine {
  ROUTINE_INIT,
  ROUTINE_OBSERVE,
  ROUTINE_PREDICT,
  ROUTINE_TRAIN,
#ifdef NETWORK_CHANNELS
  ROUTINE_PUSH,
  ROUTINE_RESTART,
#endif
  ROUTINES
};

/* Makes the network ready to run; false when it does not fit into the memory at hand. */
bool engine_start(void);

/* The module's linear memory, NETWORK_END bytes, on a word boundary. */
uint32_t *engine_memory(void);

/* Calls a function, of which only init takes the argument; gives its result's bits, 0 where it has none. */
uint32_t engine_run(enum routine routine, uint32_t argument);

/* Bytes of heap used at most; 0 without a heap. */
uint32_t engine_heap(void);

/* "wasm3", "c" or "thumb" */
extern const char engine_name[];

/* What a function gives below 0. */
enum {
  STATUS_NOT_FINITE = -1,
  STATUS_NO_TARGET = -2,
  STATUS_BATCH_FULL = -3,
  STATUS_WARMING_UP = -4,
};

static inline void engine_init(uint32_t seed) { engine_run(ROUTINE_INIT, seed); }

static inline int32_t engine_observe(void) { return (int32_t)engine_run(ROUTINE_OBSERVE, 0); }

static inline int32_t engine_predict(void) { return (int32_t)engine_run(ROUTINE_PREDICT, 0); }

static inline float engine_train(void) {
  uint32_t bits = engine_run(ROUTINE_TRAIN, 0);
  float loss;
  memcpy(&loss, &bits, 4);
  return loss;
}

#ifdef NETWORK_CHANNELS
static inline int32_t engine_push(void) { return (int32_t)engine_run(ROUTINE_PUSH, 0); }

static inline void engine_restart(void) { engine_run(ROUTINE_RESTART, 0); }
#endif

#endif
