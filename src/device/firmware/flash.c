/* Counts flash writes, checks each, and cuts the power at one of them to test what a checkpoint survives. */
#include "flash.h"

#include "chip.h"

#define ERASED 0xFFFFFFFFu

static uint32_t writes;

uint32_t flash_read(uint32_t place) { return flash_driver_read(place); }

uint32_t flash_writes(void) { return writes; }

#ifdef CUT_POWER
static uint32_t left; /* words and units until the power is cut; 0: it stays on */

void flash_cut(uint32_t n) { left = n; }

/* Counts words or units down; whether the power fails at one of them. */
static bool fails_within(uint32_t count) {
  if (left == 0) return false;
  if (left <= count) return true;
  left -= count;
  return false;
}

static void tear_write(uint32_t place, const uint32_t *words) {
  uint32_t torn = words[left - 1] | ~FLASH_TORN;
  flash_driver_write(place, words, left - 1);
  flash_driver_write(place + 4 * (left - 1), &torn, 1);
  chip_reset();
}

static void tear_erasure(uint32_t place) {
  flash_driver_tear_erasure(place);
  chip_reset();
}
#endif

void flash_start(void) {
  writes = 0;
#ifdef CUT_POWER
  left = 0;
#endif
  flash_driver_start();
}

bool flash_write(uint32_t place, const uint32_t *words, uint32_t count) {
  writes += count;
#ifdef CUT_POWER
  if (fails_within(count)) tear_write(place, words);
#endif
  flash_driver_write(place, words, count);
  for (uint32_t i = 0; i < count; i++) {
    if (flash_driver_read(place + 4 * i) != words[i]) return false;
  }
  return true;
}

bool flash_erase(uint32_t place) {
  writes++;
#ifdef CUT_POWER
  if (fails_within(1)) tear_erasure(place);
#endif
  flash_driver_erase(place);
  for (uint32_t i = 0; i < FLASH_UNIT; i += 4) {
    if (flash_driver_read(place + i) != ERASED) return false;
  }
  return true;
}
