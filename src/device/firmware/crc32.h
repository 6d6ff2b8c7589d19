/* CRC-32 of IEEE 802.3, as in zip and PNG: of frames, checkpoints and the parameter block. */
#ifndef PERCEPTINO_CRC32_H
#define PERCEPTINO_CRC32_H

#include <stdint.h>

#define CRC32_START 0xFFFFFFFFu

/* Takes `length` bytes into a running sum that began at CRC32_START; the checksum is its complement. */
uint32_t crc32_add(uint32_t sum, const void *bytes, uint32_t length);

/* The checksum of `length` bytes. */
uint32_t crc32_of(const void *bytes, uint32_t length);

#endif
