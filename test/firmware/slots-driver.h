/* Included before each of the firmware's files: what a test puts in the place of hardware. */
#ifndef PERCEPTINO_SLOTS_DRIVER_H
#define PERCEPTINO_SLOTS_DRIVER_H

#include <stdint.h>

#include "torn.h"

/* A model of the flash under test (slots-emulated.c, stm32f4-model.c): erases it all, as it came from the factory. */
void model_fresh(void);
/* The n-th thing that is done to it from now is the last, and torn; 0 ends an operation that was not cut. */
void model_cut(uint32_t n);
/* From now on no bit of the word at a place can be cleared; 0 when the model cannot do that. */
int model_wear(uint32_t place);
/* Turns bits of the word at a place over, as age may. */
void model_flip(uint32_t place, uint32_t bits);

/* What the image begins with, which a test changes as another image would. */
extern uint32_t origin;
#define TRAINED_ORIGIN origin

/* In the place of bus.h. */
#define PERCEPTINO_BUS_H
uint32_t bus_read(uint32_t address);
void bus_write(uint32_t address, uint32_t word);

#endif
