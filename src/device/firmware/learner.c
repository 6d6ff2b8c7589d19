/*
 * Mirrors src/common/loader/network.ts and checkpoint.ts, operation by operation: every float operation is rounded to binary32
 * (compile with -ffp-contract=off). For little-endian chips.
 */
#include "learner.h"

#include <stdbool.h>
#include <string.h>

#include "chip.h"
#include "crc32.h"
#include "engine.h"
#include "frame.h"

#define FORMAT 1u

static uint32_t steps;
static uint32_t random_state; /* a caller's 32 bits; the seed at first */
static float learning_rate;
/* (inputs) floats by their bits, as all that comes in and goes out */
static uint32_t mean[NETWORK_INPUTS];
static uint32_t scale[NETWORK_INPUTS];
static uint32_t row[NETWORK_INPUTS]; /* the reading at hand, normalised */

static uint32_t *at(uint32_t byte) { return engine_memory() + byte / 4; }
static uint32_t *observed(void) { return at(NETWORK_OBSERVED); }
static uint32_t *readings(void) { return at(NETWORK_READINGS); }
static uint32_t *labels(void) { return readings() + NETWORK_BATCH * NETWORK_INPUTS; }

static float to_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static uint32_t to_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return bits;
}

static bool finite_bits(uint32_t bits) { return (bits & 0x7F800000u) != 0x7F800000u; }

static bool all_finite(const uint32_t *words, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (!finite_bits(words[i])) return false;
  }
  return true;
}

static bool is_label(uint32_t bits) { return to_float(bits) == 0 || to_float(bits) == 1; }

void learner_init(uint32_t seed) {
  engine_init(seed);
  steps = 0;
  random_state = seed;
}

void learner_defaults(void) {
  static const uint32_t stated[2 * NETWORK_INPUTS] = {NETWORK_NORMALIZER_BITS};
  learning_rate = to_float(NETWORK_LEARNING_RATE_BITS);
  memcpy(mean, stated, sizeof mean);
  memcpy(scale, stated + NETWORK_INPUTS, sizeof scale);
}

uint8_t learner_settings(const uint32_t *values) {
  if (!all_finite(values, 1 + 2 * NETWORK_INPUTS) || !(to_float(values[0]) > 0)) return ERROR_RANGE;
  learning_rate = to_float(values[0]);
  memcpy(mean, values + 1, sizeof mean);
  memcpy(scale, values + 1 + NETWORK_INPUTS, sizeof scale);
  return 0;
}

/* Normalises a reading into `row`; false when a number is not finite. */
static bool normalise(const uint32_t *reading) {
  for (uint32_t i = 0; i < NETWORK_INPUTS; i++) {
    float centred = to_float(reading[i]) - to_float(mean[i]);
    row[i] = to_bits(centred * to_float(scale[i]));
    if (!finite_bits(row[i])) return false;
  }
  return true;
}

uint8_t learner_observe(const uint32_t *values) {
  uint32_t count = *observed();
  if (count >= NETWORK_BATCH) return ERROR_ORDER;
  const uint32_t *given = values + NETWORK_INPUTS;
  for (uint32_t j = 0; j < NETWORK_OUTPUTS; j++) {
    if (!is_label(given[j])) return ERROR_RANGE;
  }
  if (!normalise(values)) return ERROR_RANGE;
  memcpy(readings() + count * NETWORK_INPUTS, row, sizeof row);
  memcpy(labels() + count * NETWORK_OUTPUTS, given, 4 * NETWORK_OUTPUTS);
  *observed() = count + 1;
  return 0;
}

uint8_t learner_train(struct trained *trained) {
  if (*observed() == 0) return ERROR_ORDER;
  uint32_t before = clock_ticks();
  trained->loss = engine_step(learning_rate);
  trained->ticks = clock_ticks() - before;
  *observed() = 0;
  trained->steps = ++steps;
  trained->hash = crc32_of(learner_parameters(), 4 * NETWORK_PARAMETERS);
  return 0;
}

static void swap(uint32_t *one, uint32_t *other, uint32_t count) {
  for (; count > 0; count--) {
    uint32_t kept = *one;
    *one++ = *other;
    *other++ = kept;
  }
}

uint8_t learner_predict(const uint32_t *reading) {
  if (!normalise(reading)) return ERROR_RANGE;
  uint32_t count = *observed();
  uint32_t *place = readings() + (count < NETWORK_BATCH ? count : NETWORK_BATCH - 1) * NETWORK_INPUTS;
  swap(place, row, NETWORK_INPUTS);
  engine_forward();
  swap(place, row, NETWORK_INPUTS);
  return 0;
}

const uint32_t *learner_output(void) { return at(NETWORK_OUTPUT); }

uint32_t learner_steps(void) { return steps; }

uint32_t learner_observed(void) { return *observed(); }

uint32_t *learner_parameters(void) { return engine_memory(); }

uint8_t learner_write(uint32_t first, const uint32_t *words, uint32_t count) {
  if (!all_finite(words, count)) return ERROR_RANGE;
  memcpy(learner_parameters() + first, words, 4 * count);
  return 0;
}

void learner_header(uint32_t header[CHECKPOINT_HEADER]) {
  header[0] = CHECKPOINT_MAGIC;
  header[1] = FORMAT;
  header[2] = NETWORK_FINGERPRINT;
  header[3] = steps;
  header[4] = random_state;
  header[5] = to_bits(learning_rate);
  header[6] = NETWORK_PARAMETERS;
  header[7] = *observed();
}

int learner_accepts(const uint32_t header[CHECKPOINT_HEADER]) {
  return header[0] == CHECKPOINT_MAGIC && header[1] == FORMAT && header[2] == NETWORK_FINGERPRINT &&
         finite_bits(header[5]) && to_float(header[5]) > 0 && header[6] == NETWORK_PARAMETERS &&
         header[7] <= NETWORK_BATCH;
}

int learner_accepts_word(uint32_t observed, uint32_t index, uint32_t word) {
  uint32_t labels = CHECKPOINT_HEADER + 2 * NETWORK_INPUTS + NETWORK_PARAMETERS + observed * NETWORK_INPUTS;
  return index < labels ? finite_bits(word) : is_label(word);
}

int learner_may_be_kept(void) {
  struct words blocks[CHECKPOINT_BLOCKS];
  learner_blocks(blocks);
  uint32_t index = CHECKPOINT_HEADER;
  for (uint32_t b = 0; b < CHECKPOINT_BLOCKS; b++) {
    for (uint32_t i = 0; i < blocks[b].count; i++) {
      if (!learner_accepts_word(*observed(), index++, blocks[b].words[i])) return 0;
    }
  }
  return 1;
}

void learner_take_header(const uint32_t header[CHECKPOINT_HEADER]) {
  steps = header[3];
  random_state = header[4];
  learning_rate = to_float(header[5]);
  *observed() = header[7];
}

void learner_blocks(struct words blocks[CHECKPOINT_BLOCKS]) {
  uint32_t count = *observed();
  blocks[0] = (struct words){mean, NETWORK_INPUTS};
  blocks[1] = (struct words){scale, NETWORK_INPUTS};
  blocks[2] = (struct words){learner_parameters(), NETWORK_PARAMETERS};
  blocks[3] = (struct words){readings(), count * NETWORK_INPUTS};
  blocks[4] = (struct words){labels(), count * NETWORK_OUTPUTS};
}
