/*
 * How the RP2040 reads its flash as memory: by the command 03h, which every flash chip knows. For boot2-rp2040.S, which
 * sets it up at the start, and flash-rp2040.c, which sets up the same again.
 */
#ifndef PERCEPTINO_RP2040_XIP_H
#define PERCEPTINO_RP2040_XIP_H

#define SSI 0x18000000 /* the flash controller */
#define SSI_CTRLR0 0x00
#define SSI_CTRLR1 0x04
#define SSI_SSIENR 0x08
#define SSI_BAUDR 0x14
#define SSI_SPI_CTRLR0 0xF4

#define XIP_DIVIDER 4              /* of the system clock */
#define XIP_CTRLR0 0x001F0300      /* 32 bits, one wire, send then receive */
#define XIP_SPI_CTRLR0 0x03000218  /* command 03h, 8 bits, then 24 bits of address */

#endif
