import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { cNetwork } from "../../src/common/compiler/c/c-network.js";
import type { Program } from "../../src/common/compiler/ir/ir.js";
import { callsIn } from "../../src/common/compiler/ir/walk.js";
import type { ThumbBlob } from "../../src/common/compiler/thumb/blob.js";
import type { ThumbCode, ThumbEntry } from "../../src/common/compiler/thumb/code.js";
import { packageRoot } from "../../src/node/package.js";
import type { Workload } from "../support/workloads.js";
import type { Blob } from "../thumb/gcc-link.js";
import { counted, inFolder, traced } from "./yardstick.js";

/** Of the programs that measure; they run on a Cortex-M4, which knows all that M0 and M3 know. */
const CORE = "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=softfp".split(" ");
const GLUE = join(packageRoot(), "test/bench/thumb-glue.c");

/** Machine code with the marks of where code and constants begin. */
export type MarkedCode = ThumbCode & Blob;

/** Our code with marks as disassemblers take them: where code ($t) and constants ($d) begin. */
export const marked = (code: ThumbBlob): MarkedCode => ({
  ...code,
  symbols: [
    { name: "$t", at: 0 },
    ...code.constants
      .filter(({ from, to }) => from < to)
      .sort((a, b) => a.from - b.from)
      .flatMap(({ from, to }) => [
        { name: "$d", at: from },
        { name: "$t", at: to },
      ]),
  ],
});

/** What a step with its loss takes. */
export interface StepCost {
  /** modelled, of a Cortex-M4F */
  readonly cycles: number;
  readonly instructions: number;
  /** bytes */
  readonly stack: number;
}

/** Counts a step with its loss on a Cortex-M4F, in instructions and modelled cycles. */
export const stepCost = (
  name: Workload["name"],
  built: BuiltNetwork,
  code: MarkedCode,
): Promise<StepCost> =>
  withSubject(name, built, code, async (subject) => {
    const { stack } = await counted(subject);
    return { ...(await traced(subject)), stack };
  });

/** Counts the instructions of a step of code without an FPU, which a Cortex-M4 runs too. */
export const softStepCost = (
  name: Workload["name"],
  built: BuiltNetwork,
  code: MarkedCode,
): Promise<Omit<StepCost, "cycles">> =>
  withSubject(name, built, code, async (subject) => {
    const { instructions, stack } = await counted(subject);
    return { instructions: Math.round(instructions), stack };
  });

/** The kernels' name of what goes forward, which no module exports. */
const FORWARD = "assembly/network/forwardRows";

/** A program that draws the parameters, goes forward, steps and tells the loss, and those entries. */
export interface CoreProgram {
  readonly program: Program;
  readonly entries: readonly ThumbEntry[];
}

/**
 * A program without what else a learner has, which is counted beside it. Where going forward is no routine of its own any
 * more, it is counted with `predict`, of which it is a part.
 */
export function coreProgram(program: Program): CoreProgram {
  const apart = program.routines.some(({ name }) => name === FORWARD);
  const all = new Map<string, string>([
    ...program.exports,
    ...(apart ? [["forward", FORWARD] as const] : []),
  ]);
  const names = ["init", apart ? "forward" : "predict", "train", "loss"];
  const kept = new Set(names.map((name) => all.get(name)!));
  const exports = new Map(names.map((name) => [name, all.get(name)!]));
  const routines = program.routines.toReversed().filter(({ name, body }) => {
    if (!kept.has(name)) return false;
    for (const { target } of callsIn(body)) kept.add(target);
    return true;
  });
  const core = { ...program, routines: routines.reverse(), exports: exports as Program["exports"] };
  return { program: core, entries: names as ThumbEntry[] };
}

/** Measures a network's machine code, which lies in RAM beside its memory. */
function withSubject<T>(
  name: Workload["name"],
  built: BuiltNetwork,
  code: MarkedCode,
  measure: (subject: Parameters<typeof traced>[0]) => Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, "net.h"), cNetwork(built, "net").header);
    writeFileSync(join(folder, "blob.bin"), code.bytes);
    writeFileSync(join(folder, "blob.S"), blobAssembly(code, built.plan.end));
    const defines = Array.from(code.entries, ([entry, at]) => `-DAT_${entry.toUpperCase()}=${at}`);
    return measure({ workload: name, folder, parts: [GLUE, "blob.S"], core: CORE, defines });
  });
}

/**
 * Code and linear memory as data, each at an address that is a multiple of no more than 4. Mapping symbols tell the
 * disassembler of modelled-cycles what is code and what constants.
 */
function blobAssembly({ bytes, symbols }: Blob, memoryBytes: number): string {
  const marks = symbols.filter(({ name, at }) => name.startsWith("$") && at < bytes.length);
  const pieces = marks.map(({ name, at }, i) => {
    const end = marks[i + 1]?.at ?? bytes.length;
    return `${name.slice(0, 2)}.${i}:\n.incbin "blob.bin", ${at}, ${end - at}`;
  });
  return `.syntax unified
.thumb
.global blob, net_memory
.section .data.blob, "awx", %progbits
.balign 8
.word 0
blob:
${pieces.join("\n")}
.section .bss.memory, "aw", %nobits
.balign 8
.space 4
net_memory: .space ${memoryBytes}
`;
}
