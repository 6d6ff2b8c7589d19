/*
 * The network as C (build --target c): static memory, no heap. network.h includes the generated header and names its
 * functions NETWORK_INIT, NETWORK_FORWARD, NETWORK_STEP and its memory NETWORK_MEMORY.
 */
#include "engine.h"
#include "network.h"

const char engine_name[] = "c";

bool engine_start(void) { return NETWORK_INIT(NETWORK_SEED) == 0; }

uint32_t *engine_memory(void) { return NETWORK_MEMORY; }

void engine_init(uint32_t seed) { (void)NETWORK_INIT(seed); }

void engine_forward(void) { NETWORK_FORWARD(); }

float engine_step(float learning_rate) { return NETWORK_STEP(learning_rate); }

uint32_t engine_heap(void) { return 0; }
