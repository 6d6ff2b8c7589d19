/*
 * RAM whose size the network decides, where that is known at the start only (engine-attached.c): from _heap_start on, one
 * behind the other, always in the same places for one network. No start-up code touches it.
 */
#ifndef PERCEPTINO_ROOM_H
#define PERCEPTINO_ROOM_H

#include "frame.h"
#include "slots.h"

extern uint32_t _heap_start[], _heap_end[]; /* from the linker script, on boundaries of 8 bytes */

/* what has come over the line (frame.c) */
#define ROOM_RECEIVED _heap_start
#define ROOM_RECEIVED_BYTES ((FRAME_ROOM + 7) / 8 * 8)

/* checkpoints and a word, where they are kept in RAM (flash-emulated.c, slots.h) */
#define ROOM_KEPT (ROOM_RECEIVED + ROOM_RECEIVED_BYTES / 4)
#ifdef CHECKPOINTS_IN_RAM
#define ROOM_KEPT_BYTES (2 * SLOT_BYTES + 8)
#else
#define ROOM_KEPT_BYTES 0u
#endif

/* the network's memory */
#define ROOM_MEMORY (ROOM_KEPT + ROOM_KEPT_BYTES / 4)

#endif
