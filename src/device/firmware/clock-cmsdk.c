/* Timer 0 of ARM's CMSDK (ARM DDI 0479, "APB timer"): counts down 32 bits at the board's clock. */
#include "chip.h"

#ifndef TIMER_BASE /* board data may say otherwise */
#define TIMER_BASE 0x40000000u
#endif
#define CTRL REGISTER(TIMER_BASE + 0x0)
#define VALUE REGISTER(TIMER_BASE + 0x4)
#define RELOAD REGISTER(TIMER_BASE + 0x8)

void clock_start(void) {
  RELOAD = 0xFFFFFFFFu;
  VALUE = 0xFFFFFFFFu;
  CTRL = 1;
}

uint32_t clock_ticks(void) { return ~VALUE; }
