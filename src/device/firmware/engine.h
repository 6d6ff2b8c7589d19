/*
 * What executes the network: the Wasm module in wasm3 (engine-wasm3.c), the same module as C (engine-c.c), or the machine
 * code of Espruino boards (engine-thumb.c). Sizes and places come from network.h, which the build writes from the module's
 * constants.
 */
#ifndef PERCEPTINO_ENGINE_H
#define PERCEPTINO_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

/* Makes the network ready to run; false when it does not fit into the memory at hand. */
bool engine_start(void);

/* The module's linear memory, NETWORK_END bytes, on a word boundary. */
uint32_t *engine_memory(void);

/* The module's functions (SPEC.md, "The module"). */
void engine_init(uint32_t seed);
void engine_forward(void);
float engine_step(float learning_rate);

/* Bytes of heap used at most; 0 without a heap. */
uint32_t engine_heap(void);

/* "wasm3", "c" or "thumb" */
extern const char engine_name[];

#endif
