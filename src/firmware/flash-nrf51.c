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

#define PLACE (FLASH_ORIGIN + FLASH_LENGTH - 2 * SLOT_BYTES)

static void wait(void) {
  while (!READY) {
  }
}

static void set_mode(uint32_t mode) {
  CONFIG = mode;
  wait();
}

void flash_driver_start(void) {}

uint32_t flash_driver_read(uint32_t place) { return REGISTER(PLACE + place); }

void flash_driver_write(uint32_t place, uint32_t word) {
  set_mode(CONFIG_WRITE);
  REGISTER(PLACE + place) = word;
  wait();
  set_mode(CONFIG_READ);
}

void flash_driver_erase(uint32_t place) {
  set_mode(CONFIG_ERASE);
  ERASEPAGE = PLACE + place;
  wait();
  set_mode(CONFIG_READ);
}

/* Half an erasure cannot be had from this controller; the page is left with half of its words cleared instead. */
void flash_driver_erase_half(uint32_t place) {
  for (uint32_t i = FLASH_UNIT / 2; i < FLASH_UNIT; i += 4) flash_driver_write(place + i, 0);
}
