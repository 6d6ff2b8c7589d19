import { UserError } from "../errors.js";
import type { Layout } from "../loader/index.js";
import { layoutOf } from "../loader/webassembly.js";
import { count } from "../text.js";
import { LIMITS } from "./network-file.js";

/** Bytes of a page of Wasm's memory. */
const PAGE = 65_536;
/** Sections that no perceptino module has, by their ids (5.5.2). */
const FOREIGN: Readonly<Record<number, string>> = {
  2: "imports",
  4: "tables",
  8: "a start function",
  9: "elements",
  11: "data",
};
/** What an export is (WebAssembly Core Specification, 5.5.10). */
const GLOBAL = 3;
/** The instructions that give a constant. */
const I32_CONST = 0x41;
const F32_CONST = 0x43;
const END = 0x0b;

/**
 * What a module says about itself, read from its bytes: nothing of it is compiled or run, whoever wrote it.
 * @param source what to call the file in an error
 * @throws UserError when it is no perceptino module of this ABI version, or its sizes are not those of a network
 */
export function readModuleLayout(wasm: Uint8Array<ArrayBuffer>, source: string): Layout {
  try {
    if (wasm.length > LIMITS.moduleBytes) {
      throw new Error(
        `module: got ${count(wasm.length)} bytes, expected at most ${count(LIMITS.moduleBytes)}`,
      );
    }
    if (!WebAssembly.validate(wasm)) throw new Error("module: got bytes that are not valid Wasm");
    const { globals, exports, pages } = readSections(wasm);
    const constant = (name: string) => globals[exports.get(name) ?? -1];
    return layoutOf(constant, Math.min(PAGE * pages, LIMITS.memoryBytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${source}: got a file that is no perceptino module (${reason}), expected one that \`build\` made`,
    );
  }
}

/** What the sections of a valid module without imports hold of constants. */
interface Sections {
  /** values at the start */
  readonly globals: readonly number[];
  /** indices of exported globals */
  readonly exports: ReadonlyMap<string, number>;
  /** of its memory, at the start */
  readonly pages: number;
}

function readSections(wasm: Uint8Array): Sections {
  const globals: number[] = [];
  const exports = new Map<string, number>();
  let pages = 0;
  const read = reader(wasm);
  const each = (act: () => void) => {
    for (let n = read.number(); n > 0; n--) act();
  };
  const sections: Record<number, () => void> = {
    5: () =>
      each(() => {
        const bounded = read.byte() & 1;
        pages = read.number();
        if (bounded) read.number();
      }),
    6: () =>
      each(() => {
        read.skip(2); // type and whether it changes
        globals.push(read.constant());
      }),
    7: () =>
      each(() => {
        const name = read.text();
        const kind = read.byte();
        const index = read.number();
        if (kind === GLOBAL) exports.set(name, index);
      }),
  };
  while (!read.done()) {
    const id = read.byte();
    const foreign = FOREIGN[id];
    if (foreign !== undefined) throw new Error(`module: got ${foreign}, expected none`);
    const end = read.number() + read.at();
    sections[id]?.();
    read.go(end);
  }
  return { globals, exports, pages };
}

/** Reads what the validator has found to be in order. */
function reader(bytes: Uint8Array) {
  let at = 8; // behind magic and version
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const byte = () => view.getUint8(at++);
  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const next = byte();
      value += (next & 127) * factor;
      if (next < 128) return value;
    }
  };
  /** LEB128 with sign, of 32 bits. */
  const signed = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value |= (next & 127) << shift;
      if (next < 128) return shift < 28 && next & 64 ? value | (-1 << (shift + 7)) : value;
    }
  };
  const skip = (count: number) => {
    at += count;
  };
  return {
    byte,
    number,
    skip,
    text: () => {
      const length = number();
      skip(length);
      return new TextDecoder().decode(bytes.subarray(at - length, at));
    },
    /** An expression that is one constant of 32 bits, as in all of our modules. */
    constant: () => {
      const code = byte();
      const value = code === I32_CONST ? signed() : view.getFloat32(at, true);
      if (code === F32_CONST) skip(4);
      if ((code === I32_CONST || code === F32_CONST) && byte() === END) return value;
      throw new Error("module: got a global that is no constant of 32 bits");
    },
    at: () => at,
    go: (to: number) => {
      at = to;
    },
    done: () => at >= bytes.length,
  };
}
