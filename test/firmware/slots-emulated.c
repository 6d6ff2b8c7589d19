/* The flash of flash-emulated.c as a model: flash.c itself cuts the power. */
#include "flash.h"
#include "slots.h"

uint32_t _kept_start[1 + 2 * SLOT_BYTES / 4];

void model_fresh(void) { _kept_start[0] = 0; }

void model_cut(uint32_t n) { flash_cut(n); }

int model_wear(uint32_t place) {
  (void)place;
  return 0;
}

void model_flip(uint32_t place, uint32_t bits) { _kept_start[1 + place / 4] ^= bits; }
