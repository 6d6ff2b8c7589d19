/*
 * A network that is not known when the firmware is compiled: a host without a compiler puts its sizes, its machine code and
 * what it begins with behind the image, at _network (SPEC.md, "Firmware for any network"). network.h, which the build makes
 * from the same list as the host, gives each word of it a name: NETWORK_INPUTS is network[7]. So all else in this folder is
 * the same code for networks that are known and for those that are not.
 */
#include "crc32.h"
#include "engine.h"
#include "room.h"

const char engine_name[] = "thumb";

typedef int entry(int memory, int argument);

extern const uint32_t _network[]; /* from the linker script */

/* No network: sizes of 0, with which the line is served enough to say that there is none. */
static const uint32_t none[ATTACHED_HEADER];

const uint32_t *network = none;

/* Whether a network is attached, is of this format and came over whole. */
static bool is_whole(const uint32_t *words) {
  uint32_t most = FLASH_ORIGIN + FLASH_LENGTH - (uint32_t)(uintptr_t)words;
  uint32_t bytes = words[ATTACHED_BYTES];
  return words[0] == ATTACHED_MAGIC && words[1] == ATTACHED_FORMAT && bytes % 4 == 0 &&
         bytes >= 4 * ATTACHED_HEADER && bytes <= most &&
         crc32_of(words + ATTACHED_SUMMED, bytes - 4 * ATTACHED_SUMMED) == words[ATTACHED_CRC];
}

static bool has_room(void) {
  uint32_t all = (uint32_t)((char *)_heap_end - (char *)_heap_start);
  uint32_t taken = ROOM_RECEIVED_BYTES + ROOM_KEPT_BYTES;
  return taken <= all && NETWORK_END <= all - taken;
}

bool engine_start(void) {
  if (!is_whole(_network)) return false;
  network = _network;
  if (has_room()) return true;
  network = none;
  return false;
}

uint32_t *engine_memory(void) { return ROOM_MEMORY; }

uint32_t engine_run(enum routine routine, uint32_t argument) {
  uint32_t first = network[ATTACHED_ENTRIES + routine];
  entry *function = (entry *)((uintptr_t)network + first + 1); /* an odd address means Thumb */
  return (uint32_t)function((int)(uintptr_t)ROOM_MEMORY, (int)argument);
}

uint32_t engine_heap(void) { return 0; }
