/* What each chip does its own way: clocks and pins (chip-*.c), a running clock (clock-*.c), a restart (startup.c). */
#ifndef PERCEPTINO_CHIP_H
#define PERCEPTINO_CHIP_H

#include <stdint.h>

/* A hardware register of 32 bits. */
#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* Starts clocks and pins; gives the frequency that drives the UART, in Hz. */
uint32_t chip_start(void);

/* Restarts as after power-up; RAM that the program does not initialise keeps its contents. */
void chip_reset(void) __attribute__((noreturn));

/* Starts the clock that clock_ticks() reads. */
void clock_start(void);

/* Ticks since the start, CLOCK_HZ (board data) a second, modulo 2^32. */
uint32_t clock_ticks(void);

/* Bytes of stack used at most since the start. */
uint32_t stack_used(void);

#endif
