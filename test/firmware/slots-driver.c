/*
 * Runs src/firmware/slots.c on the host over a model of flash: cuts the power at everything that is done to it for a
 * checkpoint, tears that in several ways, starts again and looks at what is restored. Prints how many cuts it made, or what
 * went wrong. With a checkpoint on
 * standard input it restores that one and writes its own of the same state to standard output.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chip.h"
#include "engine.h"
#include "learner.h"
#include "slots.h"

uint32_t flash_torn;

static uint32_t memory[NETWORK_END / 4];
static jmp_buf power;
static uint32_t cuts;

uint32_t *engine_memory(void) { return memory; }
void engine_init(uint32_t seed) {
  for (uint32_t i = 0; i < NETWORK_PARAMETERS; i++) memory[i] = seed * 2654435761u + i;
  memory[NETWORK_OBSERVED / 4] = 0;
}
void engine_forward(void) {}
float engine_step(float learning_rate) { return learning_rate; }
uint32_t clock_ticks(void) { return 0; }
void chip_reset(void) { longjmp(power, 1); }

/* The whole state as a checkpoint would hold it. */
struct state {
  uint32_t words[CHECKPOINT_BYTES(NETWORK_BATCH) / 4];
};

static struct state state_now(void) {
  struct state s;
  struct words blocks[CHECKPOINT_BLOCKS];
  memset(&s, 0, sizeof s);
  learner_header(s.words);
  learner_blocks(blocks);
  uint32_t *to = s.words + CHECKPOINT_HEADER;
  for (int b = 0; b < CHECKPOINT_BLOCKS; b++) {
    memcpy(to, blocks[b].words, 4 * blocks[b].count);
    to += blocks[b].count;
  }
  return s;
}

static int same(const struct state *one, const struct state *other) {
  return memcmp(one, other, sizeof *one) == 0;
}

static void fail(const char *what, uint32_t history, uint32_t n) {
  printf("%s: history %u, write %u, torn %08x\n", what, history, n, flash_torn);
  exit(1);
}

/* A state of its own for each number: parameters, and as many observations as fit. */
static void become(uint32_t number) {
  uint32_t values[NETWORK_INPUTS + NETWORK_OUTPUTS] = {0};
  learner_defaults();
  learner_init(number);
  for (uint32_t i = 0; i < number % (NETWORK_BATCH + 1); i++) {
    values[0] = 0x3F800000u + 0x1000u * number;
    if (learner_observe(values)) fail("observe", number, i);
  }
}

/* What is there after power-up; state 1000 when no checkpoint counts. */
static struct state power_up(void) {
  flash_start();
  become(1000);
  slots_restore();
  return state_now();
}

/* Saves with a cut at write n; whether the power failed before the end. */
static int save_cut(uint32_t n) {
  flash_start();
  if (setjmp(power)) return 1;
  model_cut(n);
  slots_save();
  model_cut(0);
  return 0;
}

static int forget_cut(uint32_t n) {
  flash_start();
  if (setjmp(power)) return 1;
  model_cut(n);
  slots_forget();
  model_cut(0);
  return 0;
}

/* Fresh flash with checkpoints of the states 1 to `history`; gives the state that is then the old one. */
static struct state begin(uint32_t history) {
  model_fresh();
  flash_start();
  for (uint32_t i = 1; i <= history; i++) {
    become(i);
    if (slots_save() != i) fail("sequence number", history, i);
  }
  return power_up();
}

/* After any cut the device must go on: it saves, and what it saved is restored. */
static void goes_on(uint32_t history, uint32_t n) {
  flash_start();
  become(77);
  struct state wanted = state_now();
  if (!slots_save()) fail("cannot save afterwards", history, n);
  struct state got = power_up();
  if (!same(&got, &wanted)) fail("the next checkpoint is lost", history, n);
}

static void cut_saves(uint32_t history) {
  for (uint32_t n = 1;; n++) {
    volatile uint32_t kept = n; /* longjmp */
    struct state old = begin(history);
    become(history + 1);
    struct state new = state_now();
    int cut = save_cut(kept);
    struct state got = power_up();
    if (!cut && !same(&got, &new)) fail("not saved", history, kept);
    if (!same(&got, &old) && !same(&got, &new)) fail("a third state", history, kept);
    goes_on(history, kept);
    if (!cut) return;
    cuts++;
  }
}

static void cut_forgets(uint32_t history) {
  for (uint32_t n = 1;; n++) {
    volatile uint32_t kept = n;
    struct state old = begin(history);
    become(1000);
    struct state none = state_now();
    int cut = forget_cut(kept);
    struct state got = power_up();
    if (!cut && !same(&got, &none)) fail("not forgotten", history, kept);
    if (!same(&got, &old) && !same(&got, &none)) fail("forget: a third state", history, kept);
    goes_on(history, kept);
    if (!cut) return;
    cuts++;
  }
}

/* A word that cannot be written is noticed, and costs nothing but the new checkpoint. */
static void wears(void) {
  struct state old = begin(2);
  become(3);
  if (!model_wear(SLOT_HEADER + 4 * CHECKPOINT_HEADER)) return;
  if (slots_save() != 0) fail("a word that was not written passes", 2, 0);
  struct state got = power_up();
  if (!same(&got, &old)) fail("the old state is lost", 2, 0);
}

/* Restores the checkpoint on standard input and writes its own; 0 when there is none. */
static int copy(void) {
  static uint32_t words[CHECKPOINT_BYTES(NETWORK_BATCH) / 4 + 1];
  uint32_t length = (uint32_t)fread(words, 1, sizeof words, stdin);
  if (length == 0) return 0;
  uint32_t sequence = 1;
  model_fresh();
  flash_start();
  flash_write(0, &length, 1);
  flash_write(SLOT_HEADER, words, length / 4);
  flash_write(4, &sequence, 1);
  if (!slots_restore() || slots_save() != 2) return fputs("refused", stderr), exit(1), 1;
  uint32_t written = flash_read(SLOT_BYTES);
  for (uint32_t i = 0; i < written / 4; i++) {
    uint32_t word = flash_read(SLOT_BYTES + SLOT_HEADER + 4 * i);
    fwrite(&word, 4, 1, stdout);
  }
  return 1;
}

int main(void) {
  static const uint32_t torn[] = {0x0000FFFFu, 0xFFFF0000u, 0x55555555u,
                                  0xAAAAAAAAu, 0x00000000u, 0xFFFFFFFFu};
  if (copy()) return 0;
  for (uint32_t t = 0; t < sizeof torn / sizeof torn[0]; t++) {
    flash_torn = torn[t];
    for (uint32_t history = 0; history < 4; history++) {
      cut_saves(history);
      cut_forgets(history);
    }
  }
  wears();
  printf("%u cuts\n", cuts);
  return 0;
}
