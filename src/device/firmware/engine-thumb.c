/*
 * The network as machine code that may lie anywhere (SPEC.md, "Machine code"), called as Espruino's E.nativeCall calls it:
 * with the memory's address and an int, floats as their bits. It runs where the program lies, as from Espruino's Storage,
 * or with CODE_IN_RAM from a copy, as from a flat string. Code and memory lie as Espruino's do at worst, at addresses that
 * are multiples of no more than 4. network.h has CODE_WORDS and CODE_ENTRIES, the first bytes of the entries.
 */
#include "engine.h"

#define MISALIGNED __attribute__((aligned(8))) /* its word 1, where all begins, is not */

const char engine_name[] = "thumb";

typedef int entry(int memory, int argument);

static const uint32_t entries[ROUTINES] = {CODE_ENTRIES};

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

uint32_t *engine_memory(void) { return memory + 1; }

uint32_t engine_run(enum routine routine, uint32_t argument) {
  entry *function = (entry *)((uintptr_t)(copy + 1) + entries[routine] + 1); /* an odd address means Thumb */
  return (uint32_t)function((int)(uintptr_t)(memory + 1), (int)argument);
}

uint32_t engine_heap(void) { return 0; }
