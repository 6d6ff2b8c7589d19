/* The heap of wasm3: between the program's data and the stack. */
#ifndef PERCEPTINO_HEAP_H
#define PERCEPTINO_HEAP_H

#include <stdint.h>

/* Bytes used at most, with the blocks' own headers and the gaps between them. */
uint32_t heap_used(void);

#endif
