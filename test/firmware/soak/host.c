/*
 * Teaches the device one reading after the other, whatever happens on the way: after each doubt it asks where the device
 * stands and goes on from there. A checkpoint that was answered must be there after a loss of power, and the one under way
 * may be; nothing else may be. What a reading is follows from its number (test/support/soak.ts has the same).
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "frame.h"
#include "learner.h"
#include "slots.h"
#include "soak.h"
#include "torn.h"

enum { IDENTIFY = 1, INIT, OBSERVE, TRAIN, PREDICT, PUSH, RESTART, READ, WRITE, TRACE, CHECKPOINT, RESET, MEASURES, CUT };
enum { PARAMETERS = 9, STEPS = 13, OBSERVED, RESTORED }; /* words of the identity */
enum { OBSERVED_AT = NETWORK_PARAMETERS + 2, RATE_AT }; /* words of the state */

#define THINGS (SLOT_BYTES / FLASH_UNIT + CHECKPOINT_BYTES / 4) /* done to the flash by a checkpoint */

static uint32_t steps, observed; /* of the device, as far as is known */

static uint32_t position(void) { return steps * NETWORK_BATCH + observed; }

static uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return bits;
}

/* Input k of reading i: in [-2, 2), exact in float32. */
static float value(uint32_t i, uint32_t k) {
  uint32_t x = i * NETWORK_INPUTS + k;
  x = (x ^ x >> 16) * 0x7FEB352Du;
  x = (x ^ x >> 15) * 0x846CA68Bu;
  x ^= x >> 16;
  return (float)(x >> 8) / 4194304.0f - 2.0f;
}

static void reading(uint32_t i, uint32_t words[NETWORK_INPUTS + NETWORK_TARGETS]) {
  for (uint32_t k = 0; k < NETWORK_INPUTS; k++) words[k] = bits_of(value(i, k));
  for (uint32_t j = 0; j < NETWORK_TARGETS; j++) {
    bool label = value(i, j % NETWORK_INPUTS) > value(i, (j + 1) % NETWORK_INPUTS);
    words[NETWORK_INPUTS + j] = bits_of(label ? 1.0f : 0.0f);
  }
}

static struct answer until_answered(uint8_t type, const uint32_t *words, uint32_t count) {
  for (;;) {
    struct answer answer = request(type, words, count);
    if (answer.came == REFUSED) fail("a right request is refused");
    if (answer.came == ANSWERED) return answer;
  }
}

/* Asks where the device stands; gives whether it started from a checkpoint. */
static bool ask_position(void) {
  struct answer answer = until_answered(IDENTIFY, NULL, 0);
  if (answer.words < 16 || answer.payload[PARAMETERS] != NETWORK_PARAMETERS) fail("another identity");
  steps = answer.payload[STEPS];
  observed = answer.payload[OBSERVED];
  return answer.payload[RESTORED] == 1;
}

/* After a doubt: the device stands where it stood, or one request further. */
static void look(uint32_t further_steps, uint32_t further_observed) {
  uint32_t before[2] = {steps, observed};
  ask_position();
  bool same = steps == before[0] && observed == before[1];
  if (!same && (steps != further_steps || observed != further_observed)) fail("a third position");
}

static void settle(void) {
  uint32_t words[2 + 2 * NETWORK_INPUTS];
  uint32_t seed = 77;
  words[0] = RATE_AT;
  words[1] = bits_of(0.0625f);
  for (uint32_t i = 0; i < NETWORK_INPUTS; i++) {
    words[2 + i] = bits_of(0.25f * (float)i);
    words[2 + NETWORK_INPUTS + i] = bits_of(0.75f + 0.5f * (float)i);
  }
  until_answered(INIT, &seed, 1);
  until_answered(WRITE, words, 2 + 2 * NETWORK_INPUTS);
}

/* After power-up. */
static void connect(void) {
  device_run(NULL, 0);
  bool restored = ask_position();
  if (position() != lasting->kept && position() != lasting->pending) fail("neither checkpoint is there");
  if (restored != (position() > 0)) fail("restored from nothing");
  lasting->kept = lasting->pending = position();
  if (!restored) settle();
}

static void learn(void) {
  if (observed == NETWORK_BATCH) {
    struct answer answer = request(TRAIN, NULL, 0);
    if (answer.came == REFUSED) fail("train is refused");
    if (answer.came == LOST) return look(steps + 1, 0);
    if (answer.payload[0] != steps + 1) fail("another number of steps");
    steps++;
    observed = 0;
    return;
  }
  uint32_t words[NETWORK_INPUTS + NETWORK_TARGETS];
  reading(position(), words);
  struct answer answer = request(OBSERVE, words, NETWORK_INPUTS + NETWORK_TARGETS);
  if (answer.came == REFUSED) fail("observe is refused");
  if (answer.came == LOST) return look(steps, observed + 1);
  if (answer.payload[0] != observed + 1) fail("another number of observations");
  observed++;
}

/* The position that a loss of power from now on may lead to, besides the last checkpoint's. */
static void begin(uint32_t wanted) { lasting->pending = wanted; }
static void done(void) { lasting->kept = lasting->pending; }

static void checkpoint(void) {
  uint32_t n = 1 + random_below(THINGS);
  if (position() == 0) return;
  begin(position());
  if (!lasting->calm && random_below(3) == 0) {
    lasting->cuts++;
    torn_anyhow();
    until_answered(CUT, &n, 1);
  }
  until_answered(CHECKPOINT, NULL, 0);
  done();
  lasting->checkpoints++;
}

/* The device restarts; it may answer first. */
static void restart(uint32_t how) {
  if (how == 1) begin(0);
  for (;;) {
    if (request(RESET, &how, 1).came != LOST) fail("it goes on after a reset");
  }
}

static void predict(void) {
  uint32_t words[NETWORK_INPUTS + NETWORK_TARGETS];
  reading(random_below(1000), words);
  struct answer answer = request(PREDICT, words, NETWORK_INPUTS);
  if (answer.came == REFUSED) fail("predict is refused");
  if (answer.came == LOST) return look(steps, observed);
  for (uint32_t j = 0; j < NETWORK_OUTPUTS; j++) {
    if (answer.payload[j] > bits_of(1.0f)) fail("a probability outside of 0 to 1");
  }
}

/* A request that the device must refuse, with the right code. */
static void nonsense(void) {
  uint32_t words[NETWORK_INPUTS + NETWORK_TARGETS] = {0};
  static const struct {
    uint8_t type, words, code;
    uint32_t first, second;
  } kinds[] = {
      {0, 0, ERROR_TYPE, 0, 0},
      {99, 2, ERROR_TYPE, 1, 2},
      {IDENTIFY, 1, ERROR_LENGTH, 0, 0},
      {OBSERVE, 1, ERROR_LENGTH, 0, 0},
      {WRITE, 0, ERROR_LENGTH, 0, 0},
      {PREDICT, NETWORK_INPUTS, ERROR_RANGE, 0, 0x7FC00000u},
      {PUSH, NETWORK_INPUTS, ERROR_TYPE, 0, 0},
      {RESTART, 0, ERROR_TYPE, 0, 0},
      {READ, 2, ERROR_RANGE, STATE_WORDS, 1},
      {READ, 2, ERROR_RANGE, 0xFFFFFFFFu, 2},
      {READ, 2, ERROR_RANGE, 0, 0x40000001u},
      {WRITE, 2, ERROR_RANGE, STATE_WORDS, 1},
      {WRITE, 2, ERROR_RANGE, 0xFFFFFFFFu, 1},
      {WRITE, 2, ERROR_RANGE, 0, 0x7FC00000u},
      {WRITE, 2, ERROR_RANGE, OBSERVED_AT, NETWORK_BATCH + 1},
      {WRITE, 2, ERROR_RANGE, RATE_AT, 0xBF800000u},
      {WRITE, 2, ERROR_RANGE, RATE_AT, 0},
      {WRITE, 2, ERROR_RANGE, STATE_WORDS - 1, 0x3F000000u},
      {RESET, 1, ERROR_RANGE, 2, 0},
  };
  uint32_t i = random_below(sizeof kinds / sizeof kinds[0]);
  words[0] = kinds[i].first;
  words[1] = kinds[i].second;
  struct answer answer = request(kinds[i].type, words, kinds[i].words);
  if (answer.came == ANSWERED) fail("nonsense is served");
  if (answer.came == LOST) return look(steps, observed);
  if (answer.code != kinds[i].code) fail("another error");
  lasting->refused++;
}

/* CRC-32 of the parameters, which come in pieces. */
static uint32_t hash_parameters(void) {
  static uint32_t all[NETWORK_PARAMETERS];
  for (uint32_t first = 0; first < NETWORK_PARAMETERS;) {
    uint32_t left = NETWORK_PARAMETERS - first;
    uint32_t words[2] = {first, left < FRAME_MAX / 4 ? left : FRAME_MAX / 4};
    struct answer answer = until_answered(READ, words, 2);
    if (answer.words != words[1]) fail("another number of parameters");
    memcpy(all + first, answer.payload, 4 * words[1]);
    first += words[1];
  }
  uint32_t sum = ~0u;
  for (uint32_t bit = 0; bit < 32 * NETWORK_PARAMETERS; bit++) {
    sum ^= all[bit / 32] >> bit % 32 & 1;
    sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320u : 0);
  }
  return ~sum;
}

void live(void) {
  connect();
  while (position() < lasting->target) {
    uint32_t what = lasting->calm ? 999 : random_below(1000);
    if (what < 3) device_off();
    else if (what < 5) restart(0);
    else if (what < 7 && position() < 1000) restart(1);
    else if (what < 20) noise();
    else if (what < 40) nonsense();
    else if (what < 50) predict();
    else if (what < 70) checkpoint();
    else learn();
  }
  lasting->hash = hash_parameters();
  ask_position();
  lasting->position = position();
  lasting->steps = steps;
  lasting->observed = observed;
  _exit(FINISHED);
}
