/* USART of the STM32F4 (ST RM0090, chapter 30). One byte of buffer each way: what comes while the chip trains is lost. */
#include "chip.h"
#include "uart.h"

#define SR REGISTER(UART_BASE + 0x00)
#define DR REGISTER(UART_BASE + 0x04)
#define BRR REGISTER(UART_BASE + 0x08)
#define CR1 REGISTER(UART_BASE + 0x0C)

#define SR_RECEIVED (1u << 5)
#define SR_SENT (1u << 6)
#define SR_SEND_EMPTY (1u << 7)
#define CR1_ENABLE (1u << 13 | 1u << 3 | 1u << 2) /* USART, sender, receiver */

void uart_start(uint32_t clock, uint32_t baud) {
  BRR = (clock + baud / 2) / baud;
  CR1 = CR1_ENABLE;
}

bool uart_receive(uint8_t *byte) {
  if (!(SR & SR_RECEIVED)) return false;
  *byte = (uint8_t)DR;
  return true;
}

bool uart_ready(void) { return SR & SR_SEND_EMPTY; }

void uart_send(uint8_t byte) { DR = byte; }

bool uart_idle(void) { return SR & SR_SENT; }
