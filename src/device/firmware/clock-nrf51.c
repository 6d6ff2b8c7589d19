/* Timer 0 of the nRF51, which has no SysTick: 32 bits at 1 MHz (nRF51 Series Reference Manual 3.0, chapter 18). */
#include "chip.h"

#define TIMER 0x40008000u
#define START REGISTER(TIMER + 0x000)
#define CAPTURE REGISTER(TIMER + 0x040)
#define MODE REGISTER(TIMER + 0x504)
#define BITMODE REGISTER(TIMER + 0x508)
#define PRESCALER REGISTER(TIMER + 0x510)
#define CC REGISTER(TIMER + 0x540)

void clock_start(void) {
  MODE = 0;
  BITMODE = 3; /* 32 bits */
  PRESCALER = 4; /* 16 MHz / 2^4 */
  START = 1;
}

uint32_t clock_ticks(void) {
  CAPTURE = 1;
  return CC;
}
