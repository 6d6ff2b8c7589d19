/* A learner without a network, whose state a number decides, to see which state a checkpoint holds. */
#ifndef PERCEPTINO_SLOTS_STATE_H
#define PERCEPTINO_SLOTS_STATE_H

#include <setjmp.h>

#include "learner.h"

#define NO_STATE 1000u /* the number of the state that counts as none */

/* The whole state. */
struct state {
  uint32_t words[STATE_WORDS];
};

/* Takes on the state of a number: parameters, and as many observations as fit. */
void become(uint32_t number);
struct state state_now(void);
struct state state_of(uint32_t number);
int same(const struct state *one, const struct state *other);

/* What is there after power-up: the restored state, or NO_STATE. */
struct state power_up(void);

/* What the firmware does to all checkpoints; cut at the n-th thing that it does to the flash, 0 for not at all. */
enum operation { SAVE, FORGET };
/* Gives 1 when the power failed before the end, 0 when it was done; ends the test when it was done and did not succeed. */
int run(enum operation operation, uint32_t n);

/* Says what went wrong, for a history or life and a write or step of it, and ends the test. */
void fail(const char *what, uint32_t history, uint32_t n);

/* Many lives of many checkpoints (slots-lives.c); gives how many cuts there were. */
uint32_t live(uint32_t lives);

#endif
