/*
 * The nRF51's own flash, at its end (nRF51 Series Reference Manual 3.0, chapter 6). Units are pages of 1 KiB; a word may be
 * written twice between erasures. QEMU emulates this controller.
 */
#include "flash.h"

#include "chip.h"
#include "slots.h"

#define READY REGISTER(0x4001E400u)
#define CONFIG REGISTER(0x4001E504u)
#define ERASEPAGE REGISTER(0x4001E508u)

enum { CONFIG_READ = 0, CONFIG_WRITE = 1, CONFIG_ERASE = 2 };

static void wait(void) {
  while (!READY) {
  }
}

static void set_mode(uint32_t mode) {
  CONFIG = mode;
  wait();
}

void flash_driver_start(void) {}

uint32_t flash_driver_read(uint32_t place) { return REGISTER(SLOTS_ORIGIN + place); }

void flash_driver_write(uint32_t place, const uint32_t *words, uint32_t count) {
  set_mode(CONFIG_WRITE);
  for (uint32_t i = 0; i < count; i++) {
    REGISTER(SLOTS_ORIGIN + place + 4 * i) = words[i];
    wait();
  }
  set_mode(CONFIG_READ);
}

void flash_driver_erase(uint32_t place) {
  set_mode(CONFIG_ERASE);
  ERASEPAGE = SLOTS_ORIGIN + place;
  wait();
  set_mode(CONFIG_READ);
}

#ifdef CUT_POWER
/* Half an erasure cannot be had from this controller; the page is left with half of its words cleared instead. */
void flash_driver_tear_erasure(uint32_t place) {
  static const uint32_t zero;
  for (uint32_t i = FLASH_UNIT / 2; i < FLASH_UNIT; i += 4) flash_driver_write(place + i, &zero, 1);
}
#endif
