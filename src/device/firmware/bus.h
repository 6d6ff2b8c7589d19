/* How drivers reach hardware that a test on the host can put a model in the place of (test/firmware/). */
#ifndef PERCEPTINO_BUS_H
#define PERCEPTINO_BUS_H

#include "chip.h"

static inline uint32_t bus_read(uint32_t address) { return REGISTER(address); }

/* Writes a word, and goes on when it has arrived. */
static inline void bus_write(uint32_t address, uint32_t word) {
  REGISTER(address) = word;
  __asm__ volatile("dsb" : : : "memory");
}

#endif
