/*
 * A network that learns: the same as the host's Network (src/common/loader/network.ts), on one engine and without allocation.
 * Numbers that come in are refused with an error code of frame.h, and then change nothing.
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

/* Some of the words that a checkpoint holds. */
struct words {
  uint32_t *words;
  uint32_t count;
};

#define CHECKPOINT_MAGIC 0x54504350u /* "PCPT", the first word */
#define CHECKPOINT_HEADER 8 /* words */
#define CHECKPOINT_BLOCKS 5 /* means, scales, parameters, readings, labels */
/* bytes of a checkpoint with this many observations */
#define CHECKPOINT_BYTES(observed)                                                        \
  (4u * (CHECKPOINT_HEADER + 2 * NETWORK_INPUTS + NETWORK_PARAMETERS +                    \
         (observed) * (NETWORK_INPUTS + NETWORK_OUTPUTS) + 1))

/* New parameters from a seed, no steps, an empty batch. */
void learner_init(uint32_t seed);

/* The network file's means, scales and learning rate. */
void learner_defaults(void);

/* Learning rate, means (inputs), scales (inputs). Gives 0 or an error code. */
uint8_t learner_settings(const uint32_t *values);

/* A reading (inputs) and its labels (outputs). Gives 0 or an error code. */
uint8_t learner_observe(const uint32_t *values);

/* One step on the batch, then empties it. Gives 0 or an error code. */
uint8_t learner_train(struct trained *trained);

/* Computes the output for a reading (inputs); the batch stays. Gives 0 or an error code. */
uint8_t learner_predict(const uint32_t *reading);

/* (outputs) probabilities of the last prediction */
const uint32_t *learner_output(void);

uint32_t learner_steps(void);
uint32_t learner_observed(void);

/* The parameter block. */
uint32_t *learner_parameters(void);

/* Puts in parameters that lie in the block, by their bits. Gives 0 or an error code. */
uint8_t learner_write(uint32_t first, const uint32_t *words, uint32_t count);

/* What a checkpoint begins with. */
void learner_header(uint32_t header[CHECKPOINT_HEADER]);

/* Whether such a header is one of this network. */
int learner_accepts(const uint32_t header[CHECKPOINT_HEADER]);

/* Whether a checkpoint with as many observations may hold a word at this index behind its header: a finite number, a label 0 or 1. */
int learner_accepts_word(uint32_t observed, uint32_t index, uint32_t word);

/* Whether a checkpoint of what there is now would be accepted: weights may have grown beyond all numbers. */
int learner_may_be_kept(void);

/* Takes over a header that learner_accepts(). */
void learner_take_header(const uint32_t header[CHECKPOINT_HEADER]);

/* What follows a checkpoint's header, with the batch as it is. */
void learner_blocks(struct words blocks[CHECKPOINT_BLOCKS]);

#endif
