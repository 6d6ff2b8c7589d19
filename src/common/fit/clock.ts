/**
 * How fast chips run, in Hz: by their data sheets, and as Espruino sets them where it does (its boards/*.py, targets). QEMU's
 * machines are as fast as the boards that they stand for.
 */
const CLOCKS: readonly (readonly [chip: RegExp, hertz: number])[] = [
  [/^nRF51/, 16e6],
  [/^nRF52/, 64e6],
  [/^STM32F103/, 72e6],
  [/^STM32F401/, 84e6],
  [/^STM32F405/, 168e6],
  [/^STM32F411/, 100e6],
  [/^RP2040/, 125e6],
  [/^RP2350/, 150e6],
  [/^LM3S6965/, 50e6],
  [/^MPS2/, 25e6],
];

/** The rate of a chip's core in Hz; undefined where nobody said it. */
export const clockOf = (chip: string): number | undefined =>
  CLOCKS.find(([name]) => name.test(chip))?.[1];
