/* MPS2 boards as QEMU emulates them: all runs from reset on at 25 MHz, pins need no setting. */
#include "chip.h"

uint32_t chip_start(void) { return 25000000; }
