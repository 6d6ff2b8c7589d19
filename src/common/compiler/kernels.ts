import { UserError } from "../errors.js";
import { hex } from "../hex.js";
import { decodeStatements, encodeStatements, type Names } from "./ir/encoding.js";
import type { Routine, Statement, Type } from "./ir/ir.js";
import { callsIn } from "./ir/walk.js";

/** A kernel, in few characters: most of it no network needs. */
export interface Kernel {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly result?: Type;
  readonly locals: readonly Type[];
  /** the names of what it calls, each once, in the order of the first calls */
  readonly calls: readonly string[];
  /** what encodeStatements() made of its body */
  readonly code: string;
}

/** The kernels of assembly/, compiled once for all networks; what a network adds is linked to them. */
export interface Kernels {
  /** each after those that it calls, but for what the network adds */
  readonly routines: readonly Kernel[];
  /** the names by which networks know them → the routines' */
  readonly exports: ReadonlyMap<string, string>;
  /** the names in their code, by number */
  readonly names: readonly string[];
}

/** Kernels as they are kept. */
export function kernelsOf(
  routines: readonly Routine[],
  exports: ReadonlyMap<string, string>,
): Kernels {
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  };
  const kernels = routines.map(
    ({ body, ...about }): Kernel => ({
      ...about,
      calls: targetsIn(body),
      code: encodeStatements(body, numberOf),
    }),
  );
  return { routines: kernels, exports, names: [...numbers.keys()] };
}

/** The names of what statements call, each once. */
export const targetsIn = (statements: readonly Statement[]): string[] => [
  ...new Set(callsIn(statements).map(({ target }) => target)),
];

const AS_THEY_ARE: Names = {
  global: (type, name) => ({ kind: "global", type, name }),
  target: (name) => name,
};

/**
 * A kernel as a routine, whose body is read when someone asks for it.
 * @param put in place of the names in it
 */
export function routineOf(
  { name, parameters, result, locals, code }: Kernel,
  names: readonly string[],
  put = AS_THEY_ARE,
): Routine {
  let body: readonly Statement[] | undefined;
  return {
    name,
    parameters,
    ...(result && { result }),
    locals,
    get body() {
      body ??= decodeStatements(code, locals, names, put);
      return body;
    },
  };
}

/** What a file of kernels begins with. */
const FORMAT = "perceptino-kernels";
/** of the file's form and of the IR in it; rises with each change of either */
const VERSION = 7;

/** How a kernel stands in the file, without its code. */
type Row = readonly [
  name: string,
  parameters: number,
  result: Type | null,
  locals: readonly Type[],
  calls: readonly string[],
];

/**
 * A hash of 64 bits that calls nothing for its words, since it is computed where nothing is compiled yet: Fletcher's sum of
 * words of 32 bits and the sum of those sums. A change of one word always changes it. Words are in the order of WebAssembly's
 * memory, little-endian, as on all machines that the loader runs on. Four words a turn: V8 would optimise more turns, which
 * takes it longer than they do.
 */
function checksumOf(body: string): string {
  const bytes = new TextEncoder().encode(body.padEnd((body.length + 15) & ~15));
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let sum = 0;
  let sums = 0;
  for (let at = 0; at < words.length; at += 4) {
    const first = sum + words[at]!;
    const second = first + words[at + 1]!;
    const third = second + words[at + 2]!;
    sum = (third + words[at + 3]!) | 0;
    sums = (sums + first + second + third + sum) | 0;
  }
  return `${hex(sum)}${hex(sums)}`;
}

/**
 * Kernels as text: a line that says what it is, with a hash of what follows, a line of JSON about the kernels, and a line of
 * code for each of them.
 */
export function printKernels({ routines, exports, names }: Kernels): string {
  const rows = routines.map(
    ({ name, parameters, result, locals, calls }): Row => [
      name,
      parameters.length,
      result ?? null,
      locals,
      calls,
    ],
  );
  const about = JSON.stringify({ exports: [...exports], names, routines: rows });
  const body = [about, ...routines.map(({ code }) => code), ""].join("\n");
  return `${FORMAT} ${VERSION} ${checksumOf(body)}\n${body}`;
}

/**
 * Reads what printKernels() wrote.
 * @throws UserError when it is of another version, or damaged
 */
export function parseKernels(text: string): Kernels {
  const end = text.indexOf("\n");
  const [format, version, checksum] = text.slice(0, end).split(" ");
  const refuse = (got: string, expected: string): never => {
    throw new UserError(`kernels: got ${got}, expected ${expected}; install perceptino again`);
  };
  if (format !== FORMAT || Number(version) !== VERSION) {
    refuse(`"${text.slice(0, Math.min(end, 60))}"`, `${FORMAT} ${VERSION}`);
  }
  const body = text.slice(end + 1);
  const found = checksumOf(body);
  if (checksum !== found) refuse(`checksum ${found}`, `${checksum}`);
  const [about, ...codes] = body.split("\n");
  const { exports, names, routines } = JSON.parse(about!) as {
    exports: [string, string][];
    names: string[];
    routines: Row[];
  };
  return {
    routines: routines.map(
      ([name, count, result, locals, calls], i): Kernel => ({
        name,
        parameters: locals.slice(0, count),
        ...(result && { result }),
        locals,
        calls,
        code: codes[i]!,
      }),
    ),
    exports: new Map(exports),
    names,
  };
}
