/* ARM's PrimeCell UART PL011 (ARM DDI 0183), in the LM3S6965 and the RP2040. Buffers of 16 or 32 bytes each way. */
#include "chip.h"
#include "uart.h"

#define DR REGISTER(UART_BASE + 0x00)
#define FR REGISTER(UART_BASE + 0x18)
#define IBRD REGISTER(UART_BASE + 0x24)
#define FBRD REGISTER(UART_BASE + 0x28)
#define LCR_H REGISTER(UART_BASE + 0x2C)
#define CR REGISTER(UART_BASE + 0x30)

#define FR_BUSY (1u << 3)
#define FR_RECEIVE_EMPTY (1u << 4)
#define FR_SEND_FULL (1u << 5)
#define LCR_H_8_BITS_BUFFERED (3u << 5 | 1u << 4)
#define CR_ENABLE (1u << 9 | 1u << 8 | 1u) /* receiver, sender, UART */

void uart_start(uint32_t clock, uint32_t baud) {
  uint32_t divisor = (clock * 4 + baud / 2) / baud; /* clock / (16 baud) in 64ths */
  CR = 0;
  IBRD = divisor >> 6;
  FBRD = divisor & 63;
  LCR_H = LCR_H_8_BITS_BUFFERED; /* takes the divisor over */
  CR = CR_ENABLE;
}

bool uart_receive(uint8_t *byte) {
  if (FR & FR_RECEIVE_EMPTY) return false;
  *byte = (uint8_t)DR;
  return true;
}

bool uart_ready(void) { return !(FR & FR_SEND_FULL); }

void uart_send(uint8_t byte) { DR = byte; }

bool uart_idle(void) { return !(FR & FR_BUSY); }
