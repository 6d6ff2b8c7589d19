/* Timer 0 of ARM's CMSDK (ARM DDI 0479, "APB timer"): counts down 32 bits at the board's clock. */
#include "chip.h"

#define CTRL REGISTER(0x40000000u)
#define VALUE REGISTER(0x40000004u)
#define RELOAD REGISTER(0x40000008u)

void clock_start(void) {
  RELOAD = 0xFFFFFFFFu;
  VALUE = 0xFFFFFFFFu;
  CTRL = 1;
}

uint32_t clock_ticks(void) { return ~VALUE; }
