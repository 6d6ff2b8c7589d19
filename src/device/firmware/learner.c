/* Mirrors src/common/loader/learner.ts and restorable.ts, without any arithmetic of its own. For little-endian chips. */
#include "learner.h"

#include <stdbool.h>
#include <string.h>

#include "chip.h"
#include "crc32.h"
#include "engine.h"
#include "frame.h"

#define FORMAT 2u

/* Words of the state: all from RATE on are floats, up to the end of the batch. */
#define STEPS NETWORK_PARAMETERS
#define RANDOM (STEPS + 1)
#define OBSERVED (STEPS + 2)
#define RATE (STEPS + 3)
#define TARGETS (NETWORK_READINGS / 4 + NETWORK_BATCH * NETWORK_INPUTS)
#define BATCH_END (TARGETS + NETWORK_BATCH * NETWORK_TARGETS)

static uint32_t *at(uint32_t byte) { return engine_memory() + byte / 4; }

/* Puts numbers where the network reads them. */
static void put(uint32_t byte, const uint32_t *values, uint32_t count) {
  memcpy(at(byte), values, 4 * count);
}

/* The error code of what a function gave; that the normaliser warms up is no error. */
static uint8_t error_of(int32_t status) {
  if (status >= 0 || status == STATUS_WARMING_UP) return 0;
  return status == STATUS_BATCH_FULL ? ERROR_ORDER : ERROR_RANGE;
}

void learner_init(uint32_t seed) { engine_init(seed); }

#ifdef TRAINED_STATE
static const uint32_t trained[] = {TRAINED_STATE};
#define TRAINED trained
#define TRAINED_WORDS (sizeof trained / sizeof *trained)
#endif

#ifdef TRAINED
/* Of each piece of the state: its first word's index, how many words, the words. */
static void take_over(void) {
  const uint32_t *piece = TRAINED;
  const uint32_t *end = piece + TRAINED_WORDS;
  while (piece < end) {
    memcpy(learner_state() + piece[0], piece + 2, 4 * piece[1]);
    piece += 2 + piece[1];
  }
}
#else
static void take_over(void) {}
#endif

void learner_begin(void) {
  learner_init(NETWORK_SEED);
  take_over();
}

uint8_t learner_observe(const uint32_t *values) {
  put(NETWORK_INPUT, values, NETWORK_INPUTS + NETWORK_TARGETS);
  return error_of(engine_observe());
}

uint8_t learner_train(struct trained *trained) {
  if (learner_observed() == 0) return ERROR_ORDER;
  uint32_t before = clock_ticks();
  trained->loss = engine_train();
  trained->ticks = clock_ticks() - before;
  trained->steps = learner_steps();
  trained->hash = crc32_of(learner_state(), 4 * NETWORK_PARAMETERS);
  return 0;
}

uint8_t learner_predict(const uint32_t *reading) {
  put(NETWORK_INPUT, reading, NETWORK_INPUTS);
  return error_of(engine_predict());
}

const uint32_t *learner_output(void) { return at(NETWORK_OUTPUT); }

#ifdef NETWORK_CHANNELS
uint8_t learner_push(const uint32_t *reading, uint32_t *complete) {
  put(NETWORK_READING, reading, NETWORK_CHANNELS);
  int32_t status = engine_push();
  *complete = status == 1;
  return error_of(status);
}

const uint32_t *learner_features(void) { return at(NETWORK_INPUT); }

void learner_restart(void) { engine_restart(); }
#endif

uint32_t learner_steps(void) { return learner_state()[STEPS]; }

uint32_t learner_observed(void) { return learner_state()[OBSERVED]; }

uint32_t *learner_state(void) { return engine_memory(); }

uint8_t learner_write(uint32_t first, const uint32_t *words, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (!learner_accepts(first + i, words[i])) return ERROR_RANGE;
  }
  memcpy(learner_state() + first, words, 4 * count);
  return 0;
}

void learner_header(uint32_t header[CHECKPOINT_HEADER]) {
  header[0] = CHECKPOINT_MAGIC;
  header[1] = FORMAT;
  header[2] = NETWORK_FINGERPRINT;
  header[3] = NETWORK_STATE;
  header[4] = STATE_WORDS;
}

static float to_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static bool finite_bits(uint32_t bits) { return (bits & 0x7F800000u) != 0x7F800000u; }

static bool is_target(float target) {
  return NETWORK_LABELS == 0 || (target >= 0 && target < NETWORK_LABELS && target == (float)(uint32_t)target);
}

int learner_accepts(uint32_t index, uint32_t word) {
  if (index == OBSERVED) return word <= NETWORK_BATCH;
  /* Steps and random state may be anything; counts behind the batch the network itself sees to. */
  if (index == STEPS || index == RANDOM || index >= BATCH_END) return true;
  if (!finite_bits(word)) return false;
  if (index == RATE) return to_float(word) > 0;
  return index < TARGETS || is_target(to_float(word));
}

int learner_may_be_kept(void) {
  for (uint32_t i = 0; i < STATE_WORDS; i++) {
    if (!learner_accepts(i, learner_state()[i])) return false;
  }
  return true;
}
