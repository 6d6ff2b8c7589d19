/*
 * The STM32F405's flash controller with sectors 10 and 11, as RM0090 describes it in chapter 3: what bus_read and bus_write
 * reach. What the manual forbids, or what no driver of ours should do, ends the test. Each write of a register or of a word
 * is one thing at which the power can be cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chip.h"

#define SECTOR (128 * 1024)
#define FIRST 10
#define ORIGIN 0x080C0000u
#define WORDS (2 * SECTOR / 4)

#define ACR 0x40023C00u
#define KEYR 0x40023C04u
#define SR 0x40023C0Cu
#define CR 0x40023C10u

#define ACR_AT_WORK 0x705u /* 5 wait states, prefetch, both caches: as chip-stm32f405.c sets it */
#define ACR_DCEN (1u << 10)
#define ACR_DCRST (1u << 12)
#define SR_PGPERR (1u << 6)
#define SR_PGSERR (1u << 7)
#define SR_BSY (1u << 16)
#define CR_PG (1u << 0)
#define CR_SER (1u << 1)
#define CR_PSIZE (3u << 8)
#define CR_PSIZE_X32 (2u << 8)
#define CR_STRT (1u << 16)
#define CR_LOCK (1u << 31)

static uint32_t cells[WORDS];
static uint32_t worn = WORDS; /* index of the word that takes no zeros */
static uint32_t acr, sr, cr;
static uint32_t keys; /* that were right so far */
static uint32_t busy; /* reads of SR until the work is done */
static uint32_t left; /* writes until the power is cut; 0: it stays on */

/* The data cache: 8 lines of 4 words. */
static struct {
  uint32_t line; /* index of its first word, or WORDS: nothing */
  uint32_t words[4];
} cache[8];

static void forbid(const char *what) {
  printf("forbidden: %s (ACR %08x, SR %08x, CR %08x)\n", what, acr, sr, cr);
  exit(1);
}

static void empty_cache(void) {
  for (int i = 0; i < 8; i++) cache[i].line = WORDS;
}

static void power_on(void) {
  acr = ACR_AT_WORK;
  sr = 0;
  cr = CR_LOCK;
  keys = busy = left = 0;
  empty_cache();
}

void model_fresh(void) {
  memset(cells, 0xFF, sizeof cells);
  worn = WORDS;
  power_on();
}

void model_cut(uint32_t n) {
  if (n == 0 && !(cr & CR_LOCK)) forbid("left unlocked");
  left = n;
}

int model_wear(uint32_t place) {
  worn = place / 4;
  return 1;
}

void model_flip(uint32_t place, uint32_t bits) {
  cells[place / 4] ^= bits;
  empty_cache();
}

static uint32_t *cached(uint32_t index) {
  uint32_t line = index & ~3u;
  uint32_t slot = line / 4 % 8;
  if (cache[slot].line != line) {
    cache[slot].line = line;
    memcpy(cache[slot].words, cells + line, sizeof cache[slot].words);
  }
  return &cache[slot].words[index % 4];
}

static uint32_t index_of(uint32_t address) {
  if (address < ORIGIN || address >= ORIGIN + 4 * WORDS || address % 4) forbid("another address");
  return (address - ORIGIN) / 4;
}

uint32_t bus_read(uint32_t address) {
  if (address == ACR) return acr;
  if (address == CR) return cr;
  if (address == SR) return sr | (busy > 0 && busy-- ? SR_BSY : 0);
  uint32_t index = index_of(address);
  busy = 0; /* the read waits until the work is done */
  return acr & ACR_DCEN ? *cached(index) : cells[index];
}

static void take_key(uint32_t key) {
  static const uint32_t right[] = {0x45670123u, 0xCDEF89ABu};
  if (!(cr & CR_LOCK) || key != right[keys]) forbid("a key that does not come next");
  keys = (keys + 1) % 2;
  if (keys == 0) cr &= ~CR_LOCK;
}

static void set_access(uint32_t word) {
  if (word & ACR_DCRST) {
    if ((acr | word) & ACR_DCEN) forbid("a reset of the data cache while it is on");
    empty_cache();
  }
  acr = word;
}

static void erase(int torn) {
  uint32_t sector = cr >> 3 & 15;
  if ((cr & CR_PSIZE) != CR_PSIZE_X32 || !(cr & CR_SER) || cr & CR_PG) forbid("a start of nothing");
  if (sector != FIRST && sector != FIRST + 1) forbid("an erasure of the program");
  uint32_t *first = cells + (sector - FIRST) * (SECTOR / 4);
  for (uint32_t i = 0; i < SECTOR / 4; i++) first[i] |= torn ? torn_bits() : ~0u;
  busy = 5;
}

static void control(uint32_t word, int torn) {
  if (cr & CR_LOCK && word != CR_LOCK) forbid("control while locked");
  if (torn && !(word & CR_STRT)) return;
  cr = word & ~CR_STRT;
  if (word & CR_STRT) erase(torn);
}

/* The word comes into the cache as it was meant, whatever the cells make of it. */
static void program(uint32_t index, uint32_t word, int torn) {
  if (cr & CR_LOCK || !(cr & CR_PG)) sr |= SR_PGSERR;
  else if ((cr & CR_PSIZE) != CR_PSIZE_X32) sr |= SR_PGPERR;
  else {
    if (word & ~cells[index]) forbid("a bit that only an erasure sets");
    if (acr & ACR_DCEN) *cached(index) = word;
    if (index != worn) cells[index] &= torn ? word | ~torn_bits() : word;
    busy = 3;
  }
}

void bus_write(uint32_t address, uint32_t word) {
  int torn = left > 0 && --left == 0;
  if (busy > 0) forbid("a write while it is at work");
  if (address == CR) control(word, torn);
  else if (address >= ORIGIN && address < ORIGIN + 4 * WORDS) program(index_of(address), word, torn);
  else if (torn) {
  } else if (address == ACR) set_access(word);
  else if (address == KEYR) take_key(word);
  else if (address == SR) sr &= ~word;
  else forbid("another register");
  if (!torn) return;
  power_on();
  chip_reset();
}
