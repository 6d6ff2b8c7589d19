/* Counts flash writes, checks each, and cuts the power at one of them to test what a checkpoint survives. */
#include "flash.h"

#include "chip.h"

/* Which bits of its last word a torn write still clears; tests try others. */
#ifndef FLASH_TORN
#define FLASH_TORN 0x0000FFFFu
#endif

static uint32_t writes;
static uint32_t left; /* writes until the power is cut; 0: it stays on */

void flash_start(void) {
  writes = 0;
  left = 0;
  flash_driver_start();
}

uint32_t flash_read(uint32_t place) { return flash_driver_read(place); }

uint32_t flash_writes(void) { return writes; }

void flash_cut(uint32_t n) { left = n; }

/* Counts a write; true when it is the one at which the power fails. */
static bool last_one(void) {
  writes++;
  return left > 0 && --left == 0;
}

bool flash_write(uint32_t place, uint32_t word) {
  if (last_one()) {
    flash_driver_write(place, word | ~FLASH_TORN);
    chip_reset();
  }
  flash_driver_write(place, word);
  return flash_driver_read(place) == word;
}

bool flash_erase(uint32_t place) {
  if (last_one()) {
    flash_driver_erase_half(place);
    chip_reset();
  }
  flash_driver_erase(place);
  for (uint32_t i = 0; i < FLASH_UNIT; i += 4) {
    if (flash_driver_read(place + i) != 0xFFFFFFFFu) return false;
  }
  return true;
}
