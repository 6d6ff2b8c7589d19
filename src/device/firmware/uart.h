/* The serial line, polled: 8 data bits, no parity, 1 stop bit. One uart-*.c per kind of hardware. */
#ifndef PERCEPTINO_UART_H
#define PERCEPTINO_UART_H

#include <stdbool.h>
#include <stdint.h>

/* Sets the line up; `clock` is the frequency that drives it, in Hz. */
void uart_start(uint32_t clock, uint32_t baud);

/* Whether a byte has come; it is put into *byte. Never waits. */
bool uart_receive(uint8_t *byte);

/* Whether the line takes a byte now. */
bool uart_ready(void);

/* Sends a byte; call only when uart_ready(). */
void uart_send(uint8_t byte);

/* Whether the last byte has left the chip. */
bool uart_idle(void);

#endif
