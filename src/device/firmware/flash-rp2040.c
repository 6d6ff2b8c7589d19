/*
 * The RP2040's flash chip, its last sectors, by the boot ROM's functions (RP2040 Datasheet, 2.8.3). While they work, no byte
 * of the flash can be read: so what calls them lies in RAM, calls nothing else, and no interrupt comes in between. Tested in
 * rp2040js with a model of the ROM (test/firmware/rp2040-rom.ts), never yet on a chip.
 */
#include "chip.h"
#include "flash.h"
#include "rp2040-xip.h"
#include "slots.h"

#define IN_RAM __attribute__((noinline, noclone, long_call, section(".ram_text")))

#define PAGE 64 /* words that are programmed together */
#define BLOCK 0x10000u /* bytes that one command could erase, and the command; for units of that size */
#define BLOCK_ERASE 0xD8u
#define OFFSET (SLOTS_ORIGIN - FLASH_ORIGIN) /* the ROM counts from the start of the flash */

/* Halfwords in the ROM: addresses of the table of its functions, and of the function that finds one by its letters. */
#define ROM_TABLE 0x14
#define ROM_LOOKUP 0x18

typedef void (*function)(void);

struct rom {
  void (*connect)(void);  /* the flash chip to its controller */
  void (*exit_xip)(void); /* ends reading as memory */
  void (*erase)(uint32_t offset, uint32_t bytes, uint32_t block, uint8_t block_erase);
  void (*program)(uint32_t offset, const uint32_t *page, uint32_t bytes);
  void (*flush)(void); /* empties the cache, and gives the chip select back */
};

static uint32_t page[PAGE]; /* in RAM, as the ROM reads it while the flash is away */

static uint16_t rom_half(uintptr_t address) {
  __asm__("" : "+r"(address)); /* or the compiler takes it for an offset from a null pointer */
  return *(volatile uint16_t *)address;
}

static function find(char first, char second) {
  function (*lookup)(uint32_t table, uint32_t code);
  lookup = (function (*)(uint32_t, uint32_t))(uintptr_t)rom_half(ROM_LOOKUP);
  return lookup(rom_half(ROM_TABLE), (uint32_t)second << 8 | (uint32_t)first);
}

/* Erases the unit at an offset, or programs the page there. */
IN_RAM static void change(const struct rom *rom, uint32_t offset, bool erase) {
  rom->connect();
  rom->exit_xip();
  if (erase) rom->erase(offset, FLASH_UNIT, BLOCK, BLOCK_ERASE);
  else rom->program(offset, page, sizeof page);
  rom->flush();
  REGISTER(SSI + SSI_SSIENR) = 0;
  REGISTER(SSI + SSI_BAUDR) = XIP_DIVIDER;
  REGISTER(SSI + SSI_CTRLR0) = XIP_CTRLR0;
  REGISTER(SSI + SSI_SPI_CTRLR0) = XIP_SPI_CTRLR0;
  REGISTER(SSI + SSI_CTRLR1) = 0;
  REGISTER(SSI + SSI_SSIENR) = 1;
}

static void change_alone(uint32_t offset, bool erase) {
  struct rom rom = {
      .connect = find('I', 'F'),
      .exit_xip = find('E', 'X'),
      .erase = (void (*)(uint32_t, uint32_t, uint32_t, uint8_t))find('R', 'E'),
      .program = (void (*)(uint32_t, const uint32_t *, uint32_t))find('R', 'P'),
      .flush = find('F', 'C'),
  };
  __asm__ volatile("cpsid i" : : : "memory");
  change(&rom, offset, erase);
  __asm__ volatile("cpsie i" : : : "memory");
}

void flash_driver_start(void) {}

uint32_t flash_driver_read(uint32_t place) { return REGISTER(SLOTS_ORIGIN + place); }

/* Page by page; what is not to be written is programmed as it was erased, which changes nothing. */
void flash_driver_write(uint32_t place, const uint32_t *words, uint32_t count) {
  for (uint32_t at = (OFFSET + place) / 4; count > 0;) {
    uint32_t first = at % PAGE;
    uint32_t here = count < PAGE - first ? count : PAGE - first;
    for (uint32_t i = 0; i < PAGE; i++) page[i] = 0xFFFFFFFFu;
    for (uint32_t i = 0; i < here; i++) page[first + i] = *words++;
    change_alone(4 * (at - first), false);
    at += here;
    count -= here;
  }
}

void flash_driver_erase(uint32_t place) { change_alone(OFFSET + place, true); }
