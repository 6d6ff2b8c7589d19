/* Included before each of the firmware's files, so that a test chooses which bits a torn write clears. */
#include <stdint.h>
extern uint32_t flash_torn;
