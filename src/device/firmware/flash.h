/*
 * Flash for checkpoints: erasing sets a unit's bits, writing a word only clears bits. Places are bytes from the start of
 * the region, which holds two slots. flash.c counts and checks; a driver (flash-*.c, chosen in the board's data) does the
 * work. With CUT_POWER, in simulated boards, the power can be cut at any word.
 */
#ifndef PERCEPTINO_FLASH_H
#define PERCEPTINO_FLASH_H

#include <stdbool.h>
#include <stdint.h>

#include "network.h"

#ifndef FLASH_UNIT
#define FLASH_UNIT 256 /* bytes that are erased together */
#endif

void flash_start(void);
uint32_t flash_read(uint32_t place);
/* Writes words in ascending order; false when they do not read back. */
bool flash_write(uint32_t place, const uint32_t *words, uint32_t count);
/* Erases the unit at a place; false when it does not read back. */
bool flash_erase(uint32_t place);

/* Words written and units erased since the start. */
uint32_t flash_writes(void);

#ifdef CUT_POWER
/* The bits of a word that what is torn still changes: a write clears them, an erasure sets them. Tests try others. */
#ifndef FLASH_TORN
#define FLASH_TORN 0x0000FFFFu
#endif

/* The n-th word or unit from now is the last, and torn, then the chip restarts. 0: none. */
void flash_cut(uint32_t n);
#endif

/* The drivers' part. */
void flash_driver_start(void);
uint32_t flash_driver_read(uint32_t place);
void flash_driver_write(uint32_t place, const uint32_t *words, uint32_t count);
void flash_driver_erase(uint32_t place);
#ifdef CUT_POWER
/* What remains of an erasure that was cut. */
void flash_driver_tear_erasure(uint32_t place);
#endif

#endif
