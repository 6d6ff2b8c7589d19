/* SysTick of the Cortex-M: counts down 24 bits at the core's clock; an interrupt at each wrap counts the upper bits. */
#include "chip.h"

#define CSR REGISTER(0xE000E010u)
#define RVR REGISTER(0xE000E014u)
#define CVR REGISTER(0xE000E018u)

#define ICSR REGISTER(0xE000ED04u)

#define ICSR_PENDING (1u << 26) /* a turn is over that was not counted yet */
#define CSR_ENABLE 7u /* on, with interrupt, from the core's clock */
#define TURN 0x1000000u /* ticks between two interrupts */

static volatile uint32_t turns;

void SysTick_Handler(void);
void SysTick_Handler(void) { turns++; }

void clock_start(void) {
  RVR = TURN - 1;
  CVR = 0;
  CSR = CSR_ENABLE;
}

/*
 * The interrupt comes when the count reaches 0, where it stays for one tick and begins again. A count of 0 is not used: it
 * belongs to the old turn or to the new one.
 */
uint32_t clock_ticks(void) {
  uint32_t before, value;
  do {
    before = turns;
    value = CVR;
  } while (value == 0 || before != turns || (ICSR & ICSR_PENDING));
  return before * TURN + (TURN - value);
}
