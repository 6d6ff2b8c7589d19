/* Seeded random numbers, and what a loss of power leaves of the word that it hits. */
#ifndef PERCEPTINO_TORN_H
#define PERCEPTINO_TORN_H

#include <stdint.h>

/* The same numbers follow the same seed. */
void random_seed(uint64_t seed);
/* A whole number from 0 to below - 1. */
uint32_t random_below(uint32_t below);

/* From now on a cut lets the same bits of every word change. */
void torn_always(uint32_t bits);
/* From now on it lets other bits of every word change, in a way that is chosen at random: single bits, few, bytes ... */
void torn_anyhow(void);
/* The bits of the next word that still change; drawn anew for each word. FLASH_TORN, where the firmware tears. */
uint32_t torn_bits(void);

#endif
