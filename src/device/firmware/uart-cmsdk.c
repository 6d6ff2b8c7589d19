/* UART of ARM's CMSDK, in the MPS2 boards (ARM DDI 0479, "APB UART"). One byte of buffer each way. */
#include "chip.h"
#include "uart.h"

#define DATA REGISTER(UART_BASE + 0x00)
#define STATE REGISTER(UART_BASE + 0x04)
#define CTRL REGISTER(UART_BASE + 0x08)
#define BAUDDIV REGISTER(UART_BASE + 0x10)

#define STATE_SEND_FULL 1u
#define STATE_RECEIVE_FULL 2u
#define CTRL_ENABLE 3u /* sender and receiver */

void uart_start(uint32_t clock, uint32_t baud) {
  BAUDDIV = clock / baud;
  CTRL = CTRL_ENABLE;
  (void)DATA; /* QEMU looks for bytes that came before only once one is read */
}

bool uart_receive(uint8_t *byte) {
  if (!(STATE & STATE_RECEIVE_FULL)) return false;
  *byte = (uint8_t)DATA;
  return true;
}

bool uart_ready(void) { return !(STATE & STATE_SEND_FULL); }

void uart_send(uint8_t byte) { DATA = byte; }

bool uart_idle(void) { return uart_ready(); }
