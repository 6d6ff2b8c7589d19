import type { FirmwareBoard } from "../../../boards/index.js";

/** What executes the network in firmware that a compiler makes for it. */
export const COMPILED_ENGINES = ["wasm3", "c"] as const;
export type CompiledEngine = (typeof COMPILED_ENGINES)[number];

/** What executes the network on a board, by choice; "thumb" is machine code of our own in firmware for any network. */
export const ENGINES = [...COMPILED_ENGINES, "thumb"] as const;
export type EngineName = (typeof ENGINES)[number];

/** Whether a board's core knows the small instruction set only, without tail calls through a register. */
export const isThumb1 = ({ core }: FirmwareBoard): boolean =>
  core === "Cortex-M0" || core === "Cortex-M0+";

/**
 * Bytes of RAM that the linker keeps for the stack. Thumb-1 knows no tail calls through a register, so there wasm3's
 * operations nest: a network of eight layers took 11,476 bytes of it (`perceptino simulate` on rp2040-pico), elsewhere
 * less than 2,000.
 */
const STACK = { wasm3: 4096, wasm3OnThumb1: 16 * 1024, c: 1024, thumb: 1024 } as const;

/** The stack of a board's firmware in bytes: what is linked, and so what `fit` reckons with. */
export const stackBytes = (board: FirmwareBoard, engine: EngineName): number =>
  STACK[engine === "wasm3" && isThumb1(board) ? "wasm3OnThumb1" : engine];
