/*
 * Runs src/device/firmware/slots.c on the host over a model of flash: cuts the power at everything that is done to it for a
 * checkpoint, tears that in several ways, starts again and looks at what is restored. Prints how many cuts it made, or what
 * went wrong. Arguments: "cuts" and the ways of tearing ("some" or "all"); "lives", a seed and how many; "origins"; or "copy",
 * which restores the slot on standard input and writes the one that it saves of the same state to standard output.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chip.h"
#include "engine.h"
#include "slots-state.h"
#include "slots.h"

static uint32_t memory[NETWORK_END / 4];
static jmp_buf power;
uint32_t origin;
static uint32_t torn_now;

uint32_t *engine_memory(void) { return memory; }

static void init(uint32_t seed) {
  memset(memory, 0, NETWORK_STATE_END);
  /* One bit of the exponent stays clear: all are finite. */
  for (uint32_t i = 0; i < NETWORK_PARAMETERS; i++) memory[i] = (seed * 2654435761u + i) & ~0x00800000u;
  memory[NETWORK_PARAMETERS + 1] = seed;
  memory[NETWORK_PARAMETERS + 3] = 0x3F000000u; /* the learning rate: above 0 */
}

static uint32_t observe(void) {
  uint32_t row = memory[NETWORK_PARAMETERS + 2]++;
  memcpy(memory + NETWORK_READINGS / 4 + row * NETWORK_INPUTS, memory + NETWORK_INPUT / 4, 4 * NETWORK_INPUTS);
  return row + 1;
}

uint32_t engine_run(enum routine routine, uint32_t argument) {
  if (routine == ROUTINE_INIT) init(argument);
  return routine == ROUTINE_OBSERVE ? observe() : 0;
}

uint32_t clock_ticks(void) { return 0; }
void chip_reset(void) { longjmp(power, 1); }

void become(uint32_t number) {
  uint32_t values[NETWORK_INPUTS + NETWORK_TARGETS] = {0};
  learner_init(number);
  for (uint32_t i = 0; i < number % (NETWORK_BATCH + 1); i++) {
    values[0] = 0x3F800000u + 0x100u * number;
    if (learner_observe(values)) fail("observe", number, i);
  }
}

struct state state_now(void) {
  struct state s;
  memcpy(s.words, learner_state(), sizeof s.words);
  return s;
}

struct state state_of(uint32_t number) {
  become(number);
  return state_now();
}

int same(const struct state *one, const struct state *other) {
  return memcmp(one, other, sizeof *one) == 0;
}

void fail(const char *what, uint32_t history, uint32_t n) {
  printf("%s: history %u, write %u, torn %08x\n", what, history, n, torn_now);
  exit(1);
}

struct state power_up(void) {
  flash_start();
  become(NO_STATE);
  slots_restore();
  return state_now();
}

int run(enum operation operation, uint32_t n) {
  flash_start();
  if (setjmp(power)) return 1;
  model_cut(n);
  if (operation == SAVE ? !slots_save() : !slots_forget()) fail("not written", operation, n);
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
  struct state wanted = state_of(77);
  if (!slots_save()) fail("cannot save afterwards", history, n);
  struct state got = power_up();
  if (!same(&got, &wanted)) fail("the next checkpoint is lost", history, n);
}

/* Cuts an operation at one thing after the other, until one cut comes after its end; gives how many did not. */
static uint32_t cut_all(enum operation operation, uint32_t history) {
  for (uint32_t n = 1;; n++) {
    struct state old = begin(history);
    struct state new = state_of(operation == SAVE ? history + 1 : NO_STATE);
    int cut = run(operation, n);
    struct state got = power_up();
    if (!cut && !same(&got, &new)) fail("not done", history, n);
    if (!same(&got, &old) && !same(&got, &new)) fail("a third state", history, n);
    goes_on(history, n);
    if (!cut) return n - 1;
  }
}

static uint32_t cut_torn(uint32_t bits) {
  uint32_t cuts = 0;
  torn_always(torn_now = bits);
  for (uint32_t history = 0; history < 4; history++) {
    cuts += cut_all(SAVE, history) + cut_all(FORGET, history);
  }
  return cuts;
}

/* Torn to a pattern; if `all`, also to each bit and each byte, and to all others than this one. */
static uint32_t cut(int all) {
  static const uint32_t patterns[] = {0x0000FFFFu, 0xFFFF0000u, 0x55555555u, 0xAAAAAAAAu, 0, ~0u};
  uint32_t cuts = 0;
  for (uint32_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) cuts += cut_torn(patterns[i]);
  for (uint32_t i = 0; all && i < 32; i++) cuts += cut_torn(1u << i) + cut_torn(~(1u << i));
  for (uint32_t i = 0; all && i < 32; i += 8) cuts += cut_torn(0xFFu << i) + cut_torn(~(0xFFu << i));
  return cuts;
}

/* A word that cannot be written is noticed, and costs nothing but the new checkpoint. */
static void wears(void) {
  struct state old = begin(2);
  become(3);
  if (!model_wear(4 * CHECKPOINT_HEADER)) return;
  if (slots_save() != 0) fail("a word that was not written passes", 2, 0);
  struct state got = power_up();
  if (!same(&got, &old)) fail("the old state is lost", 2, 0);
}

/* Restores the slot on standard input, saves into the other one and writes that. */
static int copy(void) {
  uint32_t words[SLOT_BYTES / 4];
  uint32_t length = (uint32_t)fread(words, 1, sizeof words, stdin);
  model_fresh();
  flash_start();
  flash_write(0, words, length / 4);
  if (!slots_restore() || !slots_save()) return fputs("refused", stderr), 1;
  for (uint32_t i = 0; i < CHECKPOINT_BYTES; i += 4) {
    uint32_t word = flash_read(SLOT_BYTES + i);
    fwrite(&word, 4, 1, stdout);
  }
  return 0;
}

/* The state of a number is what there is after power-up under an image that begins with something. */
static void expect(uint32_t image, uint32_t number) {
  struct state wanted = state_of(number);
  origin = image;
  struct state got = power_up();
  if (!same(&got, &wanted)) fail("another state", image, number);
}

static void save(uint32_t image, uint32_t number, uint32_t sequence) {
  origin = image;
  flash_start();
  become(number);
  if (slots_save() != sequence) fail("sequence number", image, number);
}

/* Images with one checkpoint and with another, and one without. */
static void origins(void) {
  enum { NONE = 0, ONE = 0x100, OTHER = 0xABCDEF00 };
  model_fresh();
  expect(ONE, NO_STATE);
  save(ONE, 1, 1);
  expect(ONE, 1);
  expect(OTHER, NO_STATE); /* flashed over it: what was learnt before does not count */
  expect(ONE, 1);
  expect(NONE, 1); /* one without weights of its own goes on with any */
  save(OTHER, 2, 2); /* numbers go on, so that the newest is known to all */
  expect(OTHER, 2);
  expect(ONE, NO_STATE);
  expect(NONE, 2);
  save(OTHER, 3, 3);
  save(NONE, 4, 4);
  expect(NONE, 4);
  expect(OTHER, NO_STATE);
  if (!slots_forget()) fail("not forgotten", 0, 0);
  expect(NONE, NO_STATE);
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "copy") == 0) return copy();
  if (count > 1 && strcmp(arguments[1], "origins") == 0) {
    origins();
    printf("0 cuts\n");
    return 0;
  }
  if (count > 3 && strcmp(arguments[1], "lives") == 0) {
    random_seed((uint32_t)atoi(arguments[2]));
    printf("%u cuts\n", live((uint32_t)atoi(arguments[3])));
  } else {
    uint32_t cuts = cut(count > 2 && strcmp(arguments[2], "all") == 0);
    wears();
    printf("%u cuts\n", cuts);
  }
  return 0;
}
