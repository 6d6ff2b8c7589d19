/*
 * One function per request (SPEC.md, "The device protocol"). A request is checked as a whole before it changes anything;
 * what is wrong with it is the error code that its function gives back.
 */
#include "serve.h"

#include <string.h>

#include "chip.h"
#include "engine.h"
#include "flash.h"
#include "frame.h"
#include "learner.h"
#include "slots.h"

#define PROTOCOL 2u
#define ANSWER 0x80 /* added to the request's type */
#define ANY 0xFFFFu /* a length that the request's function checks itself */
#ifdef NETWORK_CHANNELS
#define CHANNELS NETWORK_CHANNELS
#else
#define CHANNELS 0 /* no window */
#endif

static uint32_t restored;
static struct trained last; /* the last training; steps 0 before the first */
static bool trained_once;

/* An answer of a few words. */
static void answer(uint8_t type, const void *words, uint32_t count) {
  frame_begin(type | ANSWER, 4 * count);
  frame_put(words, 4 * count);
  frame_end();
}

static uint8_t identify(const struct frame *f) {
  const uint32_t words[] = {
      PROTOCOL,        NETWORK_ABI,        NETWORK_FINGERPRINT, NETWORK_STATE,
      NETWORK_INPUTS,  NETWORK_OUTPUTS,    NETWORK_TARGETS,     NETWORK_LABELS,
      NETWORK_BATCH,   NETWORK_PARAMETERS, STATE_WORDS,         CHANNELS,
      FRAME_MAX,       learner_steps(),    learner_observed(),  restored,
  };
  static const char board[] = " " BOARD_NAME;
  frame_begin(f->type | ANSWER, sizeof words + (uint32_t)strlen(engine_name) + sizeof board - 1);
  frame_put(words, sizeof words);
  frame_put(engine_name, (uint32_t)strlen(engine_name));
  frame_put(board, sizeof board - 1);
  frame_end();
  return 0;
}

static uint8_t start(const struct frame *f) {
  learner_init(f->payload[0]);
  trained_once = false;
  answer(f->type, NULL, 0);
  return 0;
}

static uint8_t observe(const struct frame *f) {
  if (f->length != FRAME_READING) return ERROR_LENGTH;
  uint8_t error = learner_observe(f->payload);
  if (error) return error;
  uint32_t observed = learner_observed();
  answer(f->type, &observed, 1);
  return 0;
}

static uint8_t train(const struct frame *f) {
  uint8_t error = learner_train(&last);
  if (error) return error;
  trained_once = true;
  answer(f->type, &last, 3);
  return 0;
}

static uint8_t predict(const struct frame *f) {
  if (f->length != 4 * NETWORK_INPUTS) return ERROR_LENGTH;
  uint8_t error = learner_predict(f->payload);
  if (!error) answer(f->type, learner_output(), NETWORK_OUTPUTS);
  return error;
}

#ifdef NETWORK_CHANNELS
static uint8_t push(const struct frame *f) {
  uint32_t complete;
  if (NETWORK_CHANNELS == 0) return ERROR_TYPE;
  if (f->length != 4 * NETWORK_CHANNELS) return ERROR_LENGTH;
  uint8_t error = learner_push(f->payload, &complete);
  if (error) return error;
  frame_begin(f->type | ANSWER, 4 * (1 + complete * NETWORK_INPUTS));
  frame_put_word(complete);
  frame_put(learner_features(), 4 * complete * NETWORK_INPUTS);
  frame_end();
  return 0;
}

static uint8_t restart(const struct frame *f) {
  if (NETWORK_CHANNELS == 0) return ERROR_TYPE;
  if (f->length != 0) return ERROR_LENGTH;
  learner_restart();
  answer(f->type, NULL, 0);
  return 0;
}
#endif

/* Whether `count` words from `first` lie in the state. */
static bool inside(uint32_t first, uint32_t count) {
  return count <= STATE_WORDS && first <= STATE_WORDS - count;
}

static uint8_t read_state(const struct frame *f) {
  uint32_t first = f->payload[0];
  uint32_t count = f->payload[1];
  if (!inside(first, count) || 4 * count > FRAME_MAX) return ERROR_RANGE;
  answer(f->type, learner_state() + first, count);
  return 0;
}

static uint8_t write_state(const struct frame *f) {
  if (f->length < 4 || f->length % 4 != 0) return ERROR_LENGTH;
  uint32_t first = f->payload[0];
  uint32_t count = f->length / 4u - 1;
  if (!inside(first, count)) return ERROR_RANGE;
  uint8_t error = learner_write(first, f->payload + 1, count);
  if (!error) answer(f->type, NULL, 0);
  return error;
}

static uint8_t trace(const struct frame *f) {
  if (!trained_once) return ERROR_ORDER;
  answer(f->type, &last, 3);
  return 0;
}

static uint8_t checkpoint(const struct frame *f) {
  if (!learner_may_be_kept()) return ERROR_RANGE; /* it would not count after a restart */
  uint32_t sequence = slots_save();
  if (sequence == 0) return ERROR_FLASH;
  answer(f->type, &sequence, 1);
  return 0;
}

static uint8_t reset(const struct frame *f) {
  if (f->payload[0] > 1) return ERROR_RANGE;
  if (f->payload[0] == 1 && !slots_forget()) return ERROR_FLASH;
  answer(f->type, NULL, 0);
  frame_finish();
  chip_reset();
}

static uint8_t measures(const struct frame *f) {
  const uint32_t words[] = {stack_used(), engine_heap(), flash_writes(), last.ticks};
  answer(f->type, words, 4);
  return 0;
}

#ifdef CUT_POWER
static uint8_t cut_power(const struct frame *f) {
  flash_cut(f->payload[0]);
  answer(f->type, NULL, 0);
  return 0;
}
#endif

/* A request's payload in bytes, and the function that answers it, or gives an error code and changes nothing. */
static const struct {
  uint16_t length;
  uint8_t (*serve)(const struct frame *f);
} requests[] = {
    [1] = {0, identify},
    [2] = {4, start},
    [3] = {ANY, observe},
    [4] = {0, train},
    [5] = {ANY, predict},
#ifdef NETWORK_CHANNELS
    [6] = {ANY, push},
    [7] = {ANY, restart},
#endif
    [8] = {8, read_state},
    [9] = {ANY, write_state},
    [10] = {0, trace},
    [11] = {0, checkpoint},
    [12] = {4, reset},
    [13] = {0, measures},
#ifdef CUT_POWER
    [14] = {4, cut_power},
#endif
};
#define TYPES (sizeof requests / sizeof requests[0])

static uint8_t serve_one(const struct frame *f) {
  if (f->type >= TYPES || requests[f->type].serve == NULL) return ERROR_TYPE;
  uint16_t length = requests[f->type].length;
  if (length != ANY && length != f->length) return ERROR_LENGTH;
  return requests[f->type].serve(f);
}

void serve(bool from_checkpoint) {
  restored = from_checkpoint;
  for (;;) {
    struct frame f = frame_receive();
    uint8_t error = serve_one(&f);
    if (error) frame_error(f.type, error);
  }
}
