import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preamble } from "../../../src/common/compiler/c/preamble.js";
import { cRoutineNames, printRoutines } from "../../../src/common/compiler/c/print-c.js";
import { printSquareRoot } from "../../../src/common/compiler/c/square-root.js";
import type { Program } from "../../../src/common/compiler/ir/ir.js";
import { jsKernels } from "../../../src/common/compiler/js/js-module.js";
import { printWasm } from "../../../src/common/compiler/wasm/print-wasm.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { seededRandom } from "../random.js";
import { interpret } from "./interpret.js";
import { ENTRIES, MEMORY } from "./random-program.js";

/** The memory that random programs start with; the counts lie where the programs look for them. */
export function startMemory(seed: number): Int32Array<ArrayBuffer> {
  const random = seededRandom(seed ^ 0x5eed);
  const words = new Int32Array(MEMORY.end / 4);
  const floats = new Float32Array(words.buffer);
  for (let at = 0; at < words.length; at++) {
    if (at < MEMORY.floats / 4) words[at] = random.uniform(-(2 ** 31), 2 ** 31);
    else if (at < MEMORY.counts / 4) floats[at] = random.uniform(-4, 4);
    else words[at] = random.whole(0, 3);
  }
  return words;
}

/** What the entries are called with, in this order. */
export const CALLS = [
  { entry: "init", args: [5, 0.25] },
  { entry: "train", args: [-7, Math.fround(-1.1)] },
  { entry: "train", args: [0x7ffffff3, 3e7] },
  { entry: "init", args: [0, -0] },
] as const satisfies readonly { entry: (typeof ENTRIES)[number]; args: readonly number[] }[];

/**
 * What a program did: for each call its result by its bits, then the memory's words. All NaN are one, and a call without
 * a result gives 0.
 */
export type Outcome = readonly number[];

type Run = (entry: string, args: readonly number[]) => number | undefined;
const NAN = 0x7fc00000;
export const canonical = (bits: number): number => ((bits & 0x7fffffff) > 0x7f800000 ? NAN : bits);
export const bitsOf = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0]!;

function outcome(program: Program, words: Int32Array, run: Run): Outcome {
  const results = CALLS.map(({ entry, args }) => {
    const { result } = program.routines.find(({ name }) => name === program.exports.get(entry))!;
    const value = run(entry, args);
    if (result === undefined) return 0;
    return result === "i32" ? value! | 0 : canonical(bitsOf(value!));
  });
  return [...results, ...memoryOf(words)];
}

const memoryOf = (words: Int32Array): number[] =>
  Array.from(words, (bits, at) =>
    at >= MEMORY.floats / 4 && at < MEMORY.counts / 4 ? canonical(bits) : bits,
  );

export function interpreted(program: Program, seed: number): Outcome {
  const words = startMemory(seed);
  return outcome(program, words, (entry, args) => interpret(program, words.buffer, entry, args));
}

/**
 * The same of a program whose floats became their bits.
 * @param program as it was
 */
export function interpretedByBits(program: Program, soft: Program, seed: number): Outcome {
  const words = startMemory(seed);
  return outcome(program, words, (entry, [a, b]) => {
    const value = interpret(soft, words.buffer, entry, [a!, bitsOf(b!)]);
    const { result } = program.routines.find(({ name }) => name === program.exports.get(entry))!;
    return result === "f32" ? floatOf(value!) : value;
  });
}
const floatOf = (bits: number): number => new Float32Array(Int32Array.of(bits).buffer)[0]!;

export function inWasm(program: Program, seed: number): Outcome {
  const module = new WebAssembly.Module(printWasm(program));
  const { exports } = new WebAssembly.Instance(module);
  const words = new Int32Array((exports.memory as WebAssembly.Memory).buffer, 0, MEMORY.end / 4);
  words.set(startMemory(seed));
  return outcome(program, words, (entry, args) =>
    (exports[entry] as (...args: readonly number[]) => number)(...args),
  );
}

export function inNode(program: Program, seed: number): Outcome {
  const words = startMemory(seed);
  const [init, train] = new Function(`return ${jsKernels(program)}`)()(words.buffer) as Run[];
  const run = { init, train } as unknown as Record<string, (...args: readonly number[]) => number>;
  return outcome(program, words, (entry, args) => run[entry]!(...args));
}

/** One JavaScript program for small engines that prints the outcome of each, a line each. */
export function scriptOf(programs: readonly (readonly [seed: number, program: Program])[]): string {
  const one = ([seed, program]: readonly [number, Program]): string => {
    const results = ENTRIES.map((entry) => {
      const { result } = program.routines.find(({ name }) => name === program.exports.get(entry))!;
      return `"${result ?? ""}"`;
    });
    return `run(${jsKernels(program)},[${[...startMemory(seed)]}],[${results}]);`;
  };
  const calls = CALLS.map(
    ({ entry, args: [a, b] }) => `[${ENTRIES.indexOf(entry)},${a},${bitsOf(b)}]`,
  );
  return `var calls=[${calls}];
function float(bits){return new Float32Array(new Int32Array([bits]).buffer)[0];}
function bits(value){return new Int32Array(new Float32Array([value]).buffer)[0];}
function canonical(b){return (b&2147483647)>2139095040?${NAN}:b;}
function run(kernels,start,results){
var words=new Int32Array(start),f=kernels(words.buffer),out=[],i,c,v;
for(i=0;i<calls.length;i++){c=calls[i];v=f[c[0]](c[1],float(c[2]));
out.push(results[c[0]]===""?0:results[c[0]]==="i32"?v|0:canonical(bits(v)));}
for(i=0;i<words.length;i++)out.push(i>=${MEMORY.floats / 4}&&i<${MEMORY.counts / 4}?canonical(words[i]):words[i]);
print(out.join(","));}
${programs.map(one).join("\n")}
`;
}

/** The outcomes of many programs printed as C and compiled once by the machine's own compiler. */
export function inC(programs: readonly (readonly [seed: number, program: Program])[]): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-c-"));
  try {
    writeFileSync(join(folder, "all.c"), cOf(programs));
    const args = ["-std=gnu99", "-w", "-O2", "-ffp-contract=off", "-o", "all", "all.c"];
    const { status, stderr } = spawnSync("gcc", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`the C did not compile: ${stderr}`);
    const { stdout } = spawnSync(join(folder, "all"), { encoding: "utf8", maxBuffer: 1 << 26 });
    const lines = stdout.trimEnd().split("\n");
    return lines.map((line, k) => {
      const numbers = line.split(" ").map(Number);
      const { routines, exports } = programs[k]![1];
      const results = CALLS.map(({ entry }, at) => {
        const { result } = routines.find(({ name }) => name === exports.get(entry))!;
        return result === "f32" ? canonical(numbers[at]!) : numbers[at]!;
      });
      return [...results, ...memoryOf(Int32Array.from(numbers.slice(CALLS.length)))];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cOf(programs: readonly (readonly [seed: number, program: Program])[]): string {
  const one = ([seed, program]: readonly [number, Program], k: number): string => {
    const own = (name: string) => `p${k}_${name}`;
    const names = cRoutineNames(program);
    const text = printRoutines(program, { rare: new Set() }).replace(/\b\w+_kernel(_\d+)?\b/g, own);
    const calls = CALLS.map(({ entry, args: [a, b] }) => {
      const name = program.exports.get(entry)!;
      const { result } = program.routines.find((routine) => routine.name === name)!;
      const call = `${own(names.get(name)!)}((u32)(${a >>> 0}u), as_f32(${bitsOf(b) >>> 0}u))`;
      if (result === undefined) return `  ${call}; printf("0 ");`;
      return `  printf("%d ", (int)${result === "f32" ? `as_u32(${call})` : call});`;
    });
    return `${text}
static void run${k}(void) {
  static const u32 start[] = {${[...startMemory(seed)].map((word) => `${word >>> 0}u`)}};
  memcpy(memory, start, sizeof start);
${calls.join("\n")}
  for (int at = 0; at < ${MEMORY.end / 4}; at++) printf("%d%c", (int)memory[at], at < ${MEMORY.end / 4 - 1} ? ' ' : '\\n');
}`;
  };
  const roots = programs.map(([, program]) => printSquareRoot(program, RESOURCES.kernels));
  return `#include <stdint.h>
#include <stdio.h>
#include <string.h>
${preamble("(unsigned char *)memory", `static u32 memory[${MEMORY.end / 4}];`)}
${roots.find((text) => text !== "") ?? ""}
${programs.map(one).join("\n")}
int main(void) {
${programs.map((_, k) => `  run${k}();`).join("\n")}
  return 0;
}
`;
}
