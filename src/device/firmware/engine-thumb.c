/*
 * The network as machine code that may lie anywhere (SPEC.md, "Machine code"), called as Espruino's E.nativeCall calls it:
 * with the memory's address and an int, floats as their bits. It runs where the program lies, as from Espruino's Storage,
 * or with CODE_IN_RAM from a copy, as from a flat string. Code and memory lie as Espruino's do at worst, at addresses that
 * are multiples of no more than 4. network.h has CODE_WORDS and the entries' first bytes, CODE_INIT and so on.
 */
#include <string.h>

#include "engine.h"
#include "network.h"

#define MISALIGNED __attribute__((aligned(8))) /* its word 1, where all begins, is not */

const char engine_name[] = "thumb";

typedef int entry(int memory, int argument);
typedef union {
  float value;
  int bits;
} word;

extern const uint32_t network_code[1 + CODE_WORDS];

static MISALIGNED uint32_t memory[1 + (NETWORK_END + 3) / 4];

#ifdef CODE_IN_RAM
static MISALIGNED uint32_t copy[1 + CODE_WORDS];

bool engine_start(void) {
  memcpy(copy, network_code, sizeof copy);
  __asm__ volatile("dsb\n\tisb" : : : "memory");
  return true;
}
#else
#define copy network_code

bool engine_start(void) { return true; }
#endif

static int call(uint32_t at, int argument) {
  entry *function = (entry *)((uintptr_t)(copy + 1) + at + 1); /* an odd address means Thumb */
  return function((int)(uintptr_t)(memory + 1), argument);
}

uint32_t *engine_memory(void) { return memory + 1; }

void engine_init(uint32_t seed) { call(CODE_INIT, (int)seed); }

void engine_forward(void) { call(CODE_FORWARD, 0); }

float engine_step(float learning_rate) {
  word w = {learning_rate};
  w.bits = call(CODE_STEP, w.bits);
  return w.value;
}

uint32_t engine_heap(void) { return 0; }
