// What the module uses of Espruino (https://www.espruino.com/Reference), which is there without being imported.

import { fail } from "../../common/loader/learner.js";

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

/** What a string in one piece is made of. */
type Bytes = FlatString | { data: 0; count: number } | readonly Bytes[];

interface Espruino {
  /** undefined when there is no such piece of memory; a single string that is in one piece is not copied */
  toFlatString(data: Bytes, more: ""): FlatString | undefined;
  toArrayBuffer(data: FlatString): ArrayBuffer;
  /** 0 where there is none; a new string's is a multiple of 4, but E.defrag() does not keep that (Espruino 2v29) */
  getAddressOf(data: FlatString | undefined, flat: true): number;
  nativeCall(address: number, signature: typeof NATIVE): Native;
  /** bytes at an address as a string, which is never a copy */
  memoryArea(address: number, bytes: number): string;
  /** without sign */
  CRC32(data: Uint8Array | FlatString | string): number;
  sum(numbers: ArrayLike<number>): number;
}

declare global {
  const E: Espruino;
}

/** The one entry of a module's machine code (dispatcher.ts): takes a routine's number in ROUTINES times 4. */
export type Native = (memory: number, argument: number, routine: number) => number;
export const NATIVE = "int(int,int,int)";

/** What a file with machine code should be. */
export const BUILT = "what was built; flash again";

/** Takes memory in one piece, always anew. Throws when there is none. */
export function inOnePiece(data: Bytes, bytes: number): FlatString {
  return (
    E.toFlatString(data, "") ||
    fail("memory", "none in one piece", `${bytes} bytes; load it earlier`)
  );
}
