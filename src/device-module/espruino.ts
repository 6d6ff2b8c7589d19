// What the module uses of Espruino (https://www.espruino.com/Reference), which is there without being imported.

import { expect } from "../loader/core.js";

/** A string in one piece of memory, whose bytes native code may use; opaque to us. */
export interface FlatString {
  readonly length: number;
}

/** Espruino's files in flash; names have at most 28 characters. */
export interface Storage {
  read(name: string): FlatString | undefined;
  readArrayBuffer(name: string): ArrayBuffer | undefined;
  write(name: string, data: ArrayBuffer | Uint8Array): boolean;
  /** the largest file that can be written without moving others, in bytes */
  getFree(): number;
}

interface Espruino {
  /** undefined when there is no such piece of memory */
  toFlatString(data: FlatString | { data: 0; count: number }): FlatString | undefined;
  toArrayBuffer(data: FlatString): ArrayBuffer;
  getAddressOf(data: FlatString, flat: true): number;
  nativeCall(
    address: number,
    signature: "int(int,int)",
    code?: FlatString,
  ): (memory: number, argument: number) => number;
  CRC32(data: Uint8Array | FlatString): number;
}

declare global {
  const E: Espruino;
}

export const storage: Storage = require("Storage");

/** Machine code in a file of Storage. */
export interface NativeCode {
  readonly file: string;
  /** CRC-32 of the file, without sign */
  readonly crc: number;
  /** bytes from the file's begin: init, forward, step */
  readonly at: readonly number[];
}

/** What a file with machine code should be. */
export const BUILT = "what was built; flash again";

/** Takes memory in one piece. Throws when there is none. */
export function inOnePiece(
  data: FlatString | { data: 0; count: number },
  bytes: number,
): FlatString {
  const flat = E.toFlatString(data);
  expect(flat, "memory", "none in one piece", `${bytes} bytes; load the network earlier`);
  return flat;
}
