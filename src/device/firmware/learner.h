/*
 * A network that learns: what src/common/loader/learner.ts is to hosts. It copies in, calls the engine and turns what is wrong
 * into an error code of frame.h; whatever must be kept lies in the network's memory, from its first word on.
 */
#ifndef PERCEPTINO_LEARNER_H
#define PERCEPTINO_LEARNER_H

#include <stdint.h>

#include "network.h"

/* What train() came to. */
struct trained {
  uint32_t steps; /* since the parameters were drawn, modulo 2^32 */
  float loss;     /* of the batch before the step */
  uint32_t hash;  /* CRC-32 of the parameter block after it */
  uint32_t ticks; /* clock ticks of the step itself */
};

/* words of the state: parameters first, then the four below, then whatever else the network keeps (SPEC.md, "Memory") */
#define STATE_WORDS (NETWORK_STATE_END / 4u)

/* What the network begins with, in a number whose lowest byte is 0; 0 where it begins new. network.h has it. */
#ifndef TRAINED_ORIGIN
#define TRAINED_ORIGIN 0u
#endif

#define CHECKPOINT_MAGIC 0x54504350u /* "PCPT", the first word */
#define CHECKPOINT_HEADER 5u /* words */
#define CHECKPOINT_BYTES (4u * (CHECKPOINT_HEADER + STATE_WORDS + 1u))

/* New parameters from a seed, and all else new too. */
void learner_init(uint32_t seed);

/* As after power-up: with the checkpoint that the build put in, or else new. */
void learner_begin(void);

/* A reading (inputs) and its target (targets). Gives 0 or an error code; one that only warms up the normaliser is none. */
uint8_t learner_observe(const uint32_t *values);

/* One step on the batch, then empties it. Gives 0 or an error code. */
uint8_t learner_train(struct trained *trained);

/* Computes the output for a reading (inputs); the batch stays. Gives 0 or an error code. */
uint8_t learner_predict(const uint32_t *reading);

/* (outputs) what the last prediction said */
const uint32_t *learner_output(void);

#ifdef NETWORK_CHANNELS
/* Takes a reading (channels) into the window, and says whether that completes it. Gives 0 or an error code. */
uint8_t learner_push(const uint32_t *reading, uint32_t *complete);

/* (inputs) the features of the window that was completed last */
const uint32_t *learner_features(void);

/* Empties the window. */
void learner_restart(void);
#endif

uint32_t learner_steps(void);
uint32_t learner_observed(void);

/* (STATE_WORDS) */
uint32_t *learner_state(void);

/* Puts in words that lie in the state, by their bits. Gives 0 or an error code. */
uint8_t learner_write(uint32_t first, const uint32_t *words, uint32_t count);

/* What a checkpoint begins with. */
void learner_header(uint32_t header[CHECKPOINT_HEADER]);

/* Whether the state may hold a word at this index: a finite number, a target that there is, a batch that is not over-full … */
int learner_accepts(uint32_t index, uint32_t word);

/* Whether a checkpoint of what there is now would be accepted: weights may have grown beyond all numbers. */
int learner_may_be_kept(void);

#endif
