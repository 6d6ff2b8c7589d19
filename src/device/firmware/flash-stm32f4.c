/*
 * The STM32F405's own flash, its last two sectors of 128 KiB (ST RM0090, chapter 3). Words are programmed as a whole, which
 * needs a supply of 2.7 to 3.6 V. While the controller works the program stands still, as it lies in flash, too: 16 us for a
 * word, up to 2 s for a sector. Tested with a model of the controller (test/firmware/stm32f4-model.c), never yet on a chip.
 */
#include "bus.h"
#include "flash.h"
#include "slots.h"

#define ACR 0x40023C00u
#define KEYR 0x40023C04u
#define SR 0x40023C0Cu
#define CR 0x40023C10u

#define ACR_DATA_CACHE (1u << 10)
#define ACR_DATA_CACHE_RESET (1u << 12)
#define SR_ERRORS 0xF2u /* operation, write protection, alignment, parallelism, sequence; written as 1 to clear */
#define SR_BUSY (1u << 16)
#define CR_PROGRAM (1u << 0)
#define CR_ERASE (1u << 1)
#define CR_SECTOR(number) ((number) << 3)
#define CR_WORDS (2u << 8) /* 32 bits at a time */
#define CR_START (1u << 16)
#define CR_LOCK (1u << 31)

/* Sector 4 ends at 128 KiB, and from there on all have that size. */
#define SECTOR_OF(address) (4 + ((address) - 0x08000000u) / (128 * 1024))

static void wait(void) {
  while (bus_read(SR) & SR_BUSY) {
  }
}

/* Lets the control register be written, and forgets the errors of before. */
static void unlock(void) {
  wait();
  if (bus_read(CR) & CR_LOCK) {
    bus_write(KEYR, 0x45670123u);
    bus_write(KEYR, 0xCDEF89ABu);
  }
  bus_write(SR, SR_ERRORS);
}

/* An erasure leaves the data cache as it was; and what is read back must come from the flash itself. */
static void forget_cache(void) {
  uint32_t settings = bus_read(ACR);
  bus_write(ACR, settings & ~ACR_DATA_CACHE);
  bus_write(ACR, (settings & ~ACR_DATA_CACHE) | ACR_DATA_CACHE_RESET);
  bus_write(ACR, settings & ~ACR_DATA_CACHE);
  bus_write(ACR, settings);
}

static void lock(void) {
  bus_write(CR, CR_LOCK);
  forget_cache();
}

void flash_driver_start(void) {}

uint32_t flash_driver_read(uint32_t place) { return bus_read(SLOTS_ORIGIN + place); }

void flash_driver_write(uint32_t place, const uint32_t *words, uint32_t count) {
  unlock();
  bus_write(CR, CR_WORDS | CR_PROGRAM);
  for (uint32_t i = 0; i < count; i++) {
    bus_write(SLOTS_ORIGIN + place + 4 * i, words[i]);
    wait();
  }
  lock();
}

void flash_driver_erase(uint32_t place) {
  uint32_t erase = CR_WORDS | CR_SECTOR(SECTOR_OF(SLOTS_ORIGIN + place)) | CR_ERASE;
  unlock();
  bus_write(CR, erase);
  bus_write(CR, erase | CR_START);
  wait();
  lock();
}
