/** What wasm3's build needs to know about a module. */
export interface WasmScan {
  /** whether any instruction, local, parameter, result or global is an i64 */
  readonly i64: boolean;
  readonly f64: boolean;
  /** parameters and locals of the function that has most */
  readonly locals: number;
  /** constants of the function that has most */
  readonly constants: number;
}

const I64 = 0x7e;
const F64 = 0x7c;
const TYPES: readonly number[] = [0x7f, I64, 0x7d, F64];

/** First and last of runs of instructions that touch a type (WebAssembly Core Specification 1.0, 5.4). */
const I64_CODES = [
  [0x29, 0x29], // load
  [0x30, 0x35],
  [0x37, 0x37], // store
  [0x3c, 0x3e],
  [0x42, 0x42], // const
  [0x50, 0x5a], // comparisons
  [0x79, 0x8a], // arithmetic
  [0xa7, 0xa7], // wrap
  [0xac, 0xb1], // extend, trunc
  [0xb4, 0xb5], // f32.convert
  [0xb9, 0xba], // f64.convert
  [0xbd, 0xbd], // reinterpret
  [0xbf, 0xbf],
  [0xc2, 0xc4], // extend from fewer bits
] as const;
const F64_CODES = [
  [0x2b, 0x2b],
  [0x39, 0x39],
  [0x44, 0x44],
  [0x61, 0x66],
  [0x99, 0xa6],
  [0xaa, 0xab],
  [0xb0, 0xb1],
  [0xb6, 0xbb],
  [0xbd, 0xbd],
  [0xbf, 0xbf],
] as const;

const within = (code: number, runs: readonly (readonly [number, number])[]) =>
  runs.some(([first, last]) => code >= first && code <= last);

/** Reads a module's types, globals and code. Throws at an instruction that is newer than Wasm 1.0 with sign extension. */
export function scanWasm(wasm: Uint8Array): WasmScan {
  const found = { i64: false, f64: false, locals: 0, constants: 0 };
  const parameters: number[] = []; // of each type
  const types: number[] = []; // of each function
  const read = reader(wasm, 8);
  const note = (type: number) => {
    if (type === I64) found.i64 = true;
    if (type === F64) found.f64 = true;
  };
  const vector = (each: () => void) => {
    for (let n = read.number(); n > 0; n--) each();
  };
  const sections: Record<number, () => void> = {
    1: () =>
      vector(() => {
        read.byte();
        const count = read.number();
        parameters.push(count);
        for (let i = 0; i < count; i++) note(read.byte());
        vector(() => note(read.byte()));
      }),
    3: () => vector(() => types.push(read.number())),
    6: () =>
      vector(() => {
        note(read.byte());
        read.byte();
        scanCode(read, Number.POSITIVE_INFINITY, note);
      }),
    10: () => {
      let index = 0;
      vector(() => {
        const size = read.number();
        const end = read.at() + size;
        let locals = parameters[types[index++] ?? -1] ?? 0;
        vector(() => {
          locals += read.number();
          note(read.byte());
        });
        const constants = scanCode(read, end, note);
        found.locals = Math.max(found.locals, locals);
        found.constants = Math.max(found.constants, constants);
      });
    },
  };
  while (read.at() < wasm.length) {
    const id = read.byte();
    const size = read.number();
    const end = read.at() + size;
    sections[id]?.();
    read.go(end);
  }
  return found;
}

type Reader = ReturnType<typeof reader>;

function reader(bytes: Uint8Array, start: number) {
  let at = start;
  const byte = () => {
    const value = bytes[at++];
    if (value === undefined) throw new Error("the Wasm module is cut off");
    return value;
  };
  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const next = byte();
      value += (next & 127) * factor;
      if (next < 128) return value;
    }
  };
  return {
    byte,
    /** an unsigned LEB128; of a signed one only the length is right */
    number,
    at: () => at,
    go: (to: number) => {
      at = to;
    },
  };
}

/**
 * Scans instructions up to a place, or to the `end` of an expression; gives the number of constants.
 * @param note is told each type that an instruction touches
 */
function scanCode(read: Reader, end: number, note: (type: number) => void): number {
  let constants = 0;
  while (read.at() < end) {
    const code = read.byte();
    if (within(code, I64_CODES)) note(I64);
    if (within(code, F64_CODES)) note(F64);
    if (code >= 0x41 && code <= 0x44) constants++;
    skipImmediates(read, code, note);
    if (code === 0x0b && end === Number.POSITIVE_INFINITY) break;
  }
  return constants;
}

function skipImmediates(read: Reader, code: number, note: (type: number) => void): void {
  const numbers = (count: number) => {
    for (let i = 0; i < count; i++) read.number();
  };
  if (code === 0x02 || code === 0x03 || code === 0x04) {
    const type = read.number();
    if (TYPES.includes(type)) note(type);
  } else if (code === 0x0e) numbers(read.number() + 1);
  else if (code === 0x11) numbers(2);
  else if (code === 0x0c || code === 0x0d || code === 0x10) numbers(1);
  else if (code >= 0x20 && code <= 0x24) numbers(1);
  else if (code >= 0x28 && code <= 0x3e) numbers(2);
  else if (code >= 0x3f && code <= 0x42) numbers(1);
  else if (code === 0x43) read.go(read.at() + 4);
  else if (code === 0x44) read.go(read.at() + 8);
  else if (code === 0xfc) skipExtended(read, note);
  else if (!(code <= 0x1b || (code >= 0x45 && code <= 0xc4))) throw unknown(code);
}

function skipExtended(read: Reader, note: (type: number) => void): void {
  const code = read.number();
  if (code === 2 || code === 3 || code === 6 || code === 7) note(F64);
  if (code >= 4 && code <= 7) note(I64);
  if (code === 10) read.go(read.at() + 2);
  else if (code === 11) read.go(read.at() + 1);
  else if (code > 7) throw unknown(code);
}

const unknown = (code: number) =>
  new Error(
    `the Wasm module holds the instruction ${code.toString(16)}, which no perceptino writes`,
  );
