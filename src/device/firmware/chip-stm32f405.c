/*
 * STM32F405: 168 MHz from the board's crystal (HSE_MHZ) through the PLL, USART 1 on pins PB6 (out) and PB7 (in) (ST RM0090,
 * chapters 6 to 8). Without a crystal the chip stays at its own 16 MHz. QEMU does not emulate RCC and GPIO of this chip:
 * there the waits run out, and the core runs at 168 MHz anyway.
 */
#include "chip.h"

#define RCC_CR REGISTER(0x40023800u)
#define RCC_PLLCFGR REGISTER(0x40023804u)
#define RCC_CFGR REGISTER(0x40023808u)
#define RCC_AHB1ENR REGISTER(0x40023830u)
#define RCC_APB2ENR REGISTER(0x40023844u)
#define FLASH_ACR REGISTER(0x40023C00u)
#define PORT_B_MODER REGISTER(0x40020400u)
#define PORT_B_AFRL REGISTER(0x40020420u)

#define CR_HSE_ON (1u << 16)
#define CR_HSE_READY (1u << 17)
#define CR_PLL_ON (1u << 24)
#define CR_PLL_READY (1u << 25)
/* 1 MHz · 336 / 2 = 168 MHz; / 7 = 48 MHz for USB */
#define PLL (7u << 24 | 1u << 22 | 336u << 6 | HSE_MHZ)
#define CFGR_DIVIDERS (4u << 13 | 5u << 10) /* APB2 = 84 MHz, APB1 = 42 MHz */
#define CFGR_FROM_PLL 2u
#define ACR_5_WAITS_CACHED (7u << 8 | 5u)
#define PATIENCE 100000 /* turns of a waiting loop */

static int wait_for(volatile uint32_t *reg, uint32_t mask, uint32_t value) {
  for (uint32_t i = 0; i < PATIENCE; i++) {
    if ((*reg & mask) == value) return 1;
  }
  return 0;
}

/* Gives the frequency of APB2, which drives USART 1, in Hz. */
static uint32_t start_clocks(void) {
  RCC_CR |= CR_HSE_ON;
  if (!wait_for(&RCC_CR, CR_HSE_READY, CR_HSE_READY)) return 16000000;
  RCC_PLLCFGR = PLL;
  RCC_CR |= CR_PLL_ON;
  if (!wait_for(&RCC_CR, CR_PLL_READY, CR_PLL_READY)) return 16000000;
  FLASH_ACR = ACR_5_WAITS_CACHED;
  RCC_CFGR = CFGR_DIVIDERS;
  RCC_CFGR = CFGR_DIVIDERS | CFGR_FROM_PLL;
  wait_for(&RCC_CFGR, 3u << 2, CFGR_FROM_PLL << 2);
  return 84000000;
}

uint32_t chip_start(void) {
  uint32_t clock = start_clocks();
  RCC_AHB1ENR |= 1u << 1; /* port B */
  RCC_APB2ENR |= 1u << 4; /* USART 1 */
  (void)RCC_APB2ENR;
  PORT_B_AFRL = (PORT_B_AFRL & ~(0xFFu << 24)) | 0x77u << 24;
  PORT_B_MODER = (PORT_B_MODER & ~(0xFu << 12)) | 0xAu << 12;
  return clock;
}
