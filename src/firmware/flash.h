/*
 * Flash for checkpoints: erasing sets a unit's bits, writing a word only clears bits. Places are bytes from the start of
 * the region, which holds two slots. flash.c counts the writes and can cut the power at one; a driver (flash-emulated.c,
 * flash-nrf51.c) does the work.
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
/* Writes one word; false when it does not read back. */
bool flash_write(uint32_t place, uint32_t word);
/* Erases the unit at a place; false when it does not read back. */
bool flash_erase(uint32_t place);

/* Writes and erasures since the start. */
uint32_t flash_writes(void);
/* The n-th write or erasure from now is the last, and torn: half of it is done, then the chip restarts. 0: none. */
void flash_cut(uint32_t n);

/* The drivers' part. */
void flash_driver_start(void);
uint32_t flash_driver_read(uint32_t place);
void flash_driver_write(uint32_t place, uint32_t word);
void flash_driver_erase(uint32_t place);
/* What remains of an erasure that was cut: half of the unit. */
void flash_driver_erase_half(uint32_t place);

#endif
