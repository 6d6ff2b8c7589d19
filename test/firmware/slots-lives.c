/*
 * Lives of a device: hundreds of checkpoints with cuts in between, each torn in another way, and bits that turn over while
 * it is off. Whatever happens, what is restored is the old or the new state, and the next checkpoint can be written.
 */
#include "crc32.h"
#include "slots-state.h"
#include "slots.h"

#define CHECKPOINTS 300 /* in a life */

static uint32_t cuts;

/* What the two slots should hold; NO_STATE where nothing is known to. */
struct known {
  uint32_t newest;
  uint32_t other;    /* if it holds a good one at all */
  uint32_t sequence; /* of the newest; 0 when there is none, or not known */
};

static uint32_t next_of(uint32_t sequence) { return sequence == 0xFFFFFFFFu ? 1 : sequence + 1; }

/* Gives the fresh flash a checkpoint with a sequence number, as a device has after as many. */
static void plant(uint32_t sequence) {
  uint32_t words[SLOT_BYTES / 4];
  slots_save();
  for (uint32_t i = 0; i < CHECKPOINT_BYTES; i += 4) words[i / 4] = flash_read(i);
  words[0] = sequence;
  words[CHECKPOINT_BYTES / 4 - 1] = crc32_of(words, CHECKPOINT_BYTES - 4);
  model_fresh();
  flash_start();
  flash_write(0, words, CHECKPOINT_BYTES / 4);
}

static int is(const struct state *got, uint32_t number) {
  struct state wanted = state_of(number);
  return same(got, &wanted);
}

/* At which thing to cut: any, or one of the first or last ones; beyond the end means not at all. */
static uint32_t somewhere(uint32_t things) {
  switch (random_below(4)) {
    case 0: return 1 + random_below(4);
    case 1: return things - random_below(4);
    default: return 1 + random_below(things);
  }
}

/* What is known when an operation that leads to a state was done. */
static struct known after(enum operation operation, uint32_t to, const struct known *k) {
  if (operation == FORGET) return (struct known){NO_STATE, NO_STATE, 0};
  uint32_t sequence = k->newest == NO_STATE ? 1 : k->sequence ? next_of(k->sequence) : 0;
  return (struct known){to, k->newest, sequence};
}

/* Cuts an operation that would lead to a state; whichever is there then is the newest. */
static void cut(enum operation operation, uint32_t to, uint32_t things, struct known *k, uint32_t life) {
  torn_anyhow();
  become(to);
  if (!run(operation, somewhere(things))) {
    *k = after(operation, to, k);
    return;
  }
  cuts++;
  struct state got = power_up();
  if (is(&got, k->newest)) return;
  if (!is(&got, to)) fail("a third state", life, to);
  *k = after(operation, to, k);
}

/* Turns bits over in one slot or both: a slot that was hit must not count. */
static void age(struct known *k, uint32_t life) {
  struct state before = power_up();
  uint32_t both = random_below(4) == 0;
  uint32_t slot = random_below(2);
  for (uint32_t i = 0; i < 2; i++) {
    if (i != slot && !both) continue;
    model_flip(i * SLOT_BYTES + 4 * random_below(CHECKPOINT_BYTES / 4), 1u << random_below(32));
  }
  struct state got = power_up();
  uint32_t kept = same(&got, &before);
  if (both && !is(&got, NO_STATE)) fail("a damaged slot counts", life, k->newest);
  if (!kept && !is(&got, k->other) && !is(&got, NO_STATE)) fail("a third state", life, k->newest);
  uint32_t newest = kept ? k->newest : is(&got, NO_STATE) ? NO_STATE : k->other;
  *k = (struct known){newest, kept ? k->other : NO_STATE, kept ? k->sequence : 0};
}

static void save(uint32_t number, struct known *k, uint32_t life) {
  become(number);
  uint32_t got = slots_save();
  if (got == 0) fail("cannot save", life, number);
  uint32_t expected = k->newest == NO_STATE ? 1 : next_of(k->sequence);
  bool known = k->newest == NO_STATE || k->sequence != 0;
  if (known && got != expected) fail("sequence number", life, number);
  *k = (struct known){number, k->newest, got};
}

static void live_once(uint32_t life) {
  static const uint32_t starts[] = {0, 0xFFFFFF80u, 0xFFFFFFFEu, 0xFFFFFFFFu, 0x7FFFFFF0u};
  struct known k = {NO_STATE, NO_STATE, 0};
  uint32_t start = starts[life % (sizeof starts / sizeof starts[0])];
  model_fresh();
  flash_start();
  if (start != 0) {
    become(NO_STATE + 1);
    plant(start);
    k = (struct known){NO_STATE + 1, NO_STATE, start};
  }
  uint32_t units = SLOT_BYTES / FLASH_UNIT;
  uint32_t things = units + CHECKPOINT_BYTES / 4;
  for (uint32_t i = 0; i < CHECKPOINTS; i++) {
    uint32_t number = NO_STATE + 2 + i;
    uint32_t what = random_below(100);
    if (what < 40) cut(SAVE, number, things, &k, life);
    else if (what < 43) cut(FORGET, NO_STATE, 2 * units, &k, life);
    else if (what < 46) age(&k, life);
    else save(number, &k, life);
    if (random_below(4) != 0) continue;
    struct state got = power_up();
    if (!is(&got, k.newest)) fail("not the newest state", life, number);
  }
}

uint32_t live(uint32_t lives) {
  for (uint32_t life = 0; life < lives; life++) live_once(life);
  return cuts;
}
