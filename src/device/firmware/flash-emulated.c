/*
 * Flash in RAM that no start-up code touches: it survives a restart, not a loss of power. For boards whose flash has no
 * driver here, and for simulators that do not emulate what their chip's driver needs.
 */
#include "flash.h"
#include "room.h"
#include "slots.h"

/* "FLAS": says that the region was erased before; RAM holds anything after power-up */
#define MARK 0x53414C46u

#ifdef NETWORK_ATTACHED
#define KEPT ROOM_KEPT
#else
extern uint32_t _kept_start[]; /* from the linker script: KEPT_BYTES of RAM */
#define KEPT _kept_start
#endif

static uint32_t *word_at(uint32_t place) { return KEPT + 1 + place / 4; }

void flash_driver_start(void) {
  if (KEPT[0] == MARK) return;
  for (uint32_t place = 0; place < 2 * SLOT_BYTES; place += FLASH_UNIT) flash_driver_erase(place);
  KEPT[0] = MARK;
}

uint32_t flash_driver_read(uint32_t place) { return *word_at(place); }

void flash_driver_write(uint32_t place, const uint32_t *words, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) *word_at(place + 4 * i) &= words[i];
}

void flash_driver_erase(uint32_t place) {
  for (uint32_t i = 0; i < FLASH_UNIT; i += 4) *word_at(place + i) = 0xFFFFFFFFu;
}

#ifdef CUT_POWER
void flash_driver_tear_erasure(uint32_t place) {
  for (uint32_t i = 0; i < FLASH_UNIT; i += 4) *word_at(place + i) |= FLASH_TORN;
}
#endif
