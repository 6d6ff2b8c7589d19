/* MPS2 boards as QEMU emulates them: all runs from reset on at one clock, pins need no setting. */
#include "chip.h"

uint32_t chip_start(void) { return CLOCK_HZ; }
