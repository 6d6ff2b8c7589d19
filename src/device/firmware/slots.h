/* Checkpoints in two flash slots (SPEC.md, "Checkpoints on a device"): a cut at any write leaves the old or the new one. */
#ifndef PERCEPTINO_SLOTS_H
#define PERCEPTINO_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "flash.h"
#include "learner.h"

/* bytes of a slot: a checkpoint, in whole units */
#define SLOT_BYTES ((CHECKPOINT_BYTES + FLASH_UNIT - 1) / FLASH_UNIT * FLASH_UNIT)

/* where the first slot lies if they are at the end of the chip's flash; the other follows */
#define SLOTS_ORIGIN (FLASH_ORIGIN + FLASH_LENGTH - 2 * SLOT_BYTES)

/*
 * Restores the newest checkpoint; false, and nothing changes, when there is none, or it is from before this image was put
 * there with weights of its own.
 */
bool slots_restore(void);

/* Writes a checkpoint; gives its sequence number, or 0 when the flash failed. */
uint32_t slots_save(void);

/* Erases all checkpoints. */
bool slots_forget(void);

#endif
