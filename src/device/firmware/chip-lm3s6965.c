/*
 * LM3S6965: 50 MHz from the 8 MHz crystal through the PLL, UART 0 on pins PA0 and PA1 (TI SPMS045, chapters 6 and 9). QEMU
 * takes the core's clock from the same register.
 */
#include "chip.h"

#define RIS REGISTER(0x400FE050u)
#define RCC REGISTER(0x400FE060u)
#define RCGC1 REGISTER(0x400FE104u)
#define RCGC2 REGISTER(0x400FE108u)
#define PORT_A_AFSEL REGISTER(0x40004420u)
#define PORT_A_DEN REGISTER(0x4000451Cu)

#define RIS_PLL_LOCKED (1u << 6)
#define RCC_BYPASS (1u << 11)
#define RCC_PLL_OFF (1u << 13)
#define RCC_BASE (3u << 23 | 1u << 22 | 0xEu << 6) /* 200 MHz / 4, divided, crystal of 8 MHz, main oscillator */
#define PATIENCE 100000 /* turns of a waiting loop, so that a dead crystal does not hang the chip */

static void wait_for(volatile uint32_t *reg, uint32_t bit) {
  for (uint32_t i = 0; i < PATIENCE && !(*reg & bit); i++) {
  }
}

uint32_t chip_start(void) {
  RCC = RCC_BASE | RCC_BYPASS | RCC_PLL_OFF;
  RCC = RCC_BASE | RCC_BYPASS;
  wait_for(&RIS, RIS_PLL_LOCKED);
  RCC = RCC_BASE;
  RCGC1 |= 1u << 0;
  RCGC2 |= 1u << 0;
  (void)RCGC2; /* the port answers some clocks later */
  (void)RCGC2;
  PORT_A_AFSEL |= 3u;
  PORT_A_DEN |= 3u;
  return 50000000;
}
