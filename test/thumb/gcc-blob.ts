import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { stepFlags } from "../../src/common/compiler/c/c-network.js";
import { preamble } from "../../src/common/compiler/c/preamble.js";
import { cRoutineNames, printRoutines } from "../../src/common/compiler/c/print-c.js";
import { printSquareRoot } from "../../src/common/compiler/c/square-root.js";
import type { Routine } from "../../src/common/compiler/ir/ir.js";
import { entriesOf } from "../../src/common/compiler/module-constants.js";
import {
  optimizeOf,
  type ThumbCode,
  type ThumbCore,
  type ThumbEntry,
} from "../../src/common/compiler/thumb/code.js";
import type { PlanKind } from "../../src/common/network/plan.js";
import { builtOnce } from "../../src/node/build-cache.js";
import { GCC, runTool } from "../../src/node/gcc/toolchain.js";
import { temporaryFolder } from "../../src/node/temporary-folder.js";
import { type Blob, linkBlob, THUMB_SOURCES } from "./gcc-link.js";

const FLOATS = join(THUMB_SOURCES, "float32.c");

/** A core that code is made for. */
interface Core {
  readonly flags: readonly string[];
  /** who computes: the core itself, GCC's routines, or ours (float32.c) */
  readonly floats: "hardware" | "gcc" | "own";
}

const SOFT = "-mfloat-abi=soft";
const CORES = {
  "Cortex-M0": { flags: ["-mcpu=cortex-m0", SOFT], floats: "own" },
  "Cortex-M0+": { flags: ["-mcpu=cortex-m0plus", SOFT], floats: "own" },
  "Cortex-M3": { flags: ["-mcpu=cortex-m3", SOFT], floats: "gcc" },
  "Cortex-M4F": {
    flags: ["-mcpu=cortex-m4", "-mfloat-abi=softfp", "-mfpu=fpv4-sp-d16"],
    floats: "hardware",
  },
  "Cortex-M33F": {
    flags: ["-mcpu=cortex-m33", "-mfloat-abi=softfp", "-mfpu=fpv5-sp-d16"],
    floats: "hardware",
  },
} as const satisfies Record<ThumbCore, Core>;

/** Code without addresses, data or calls to a library; and no operation that would round otherwise. */
const ANYWHERE = [
  "-mthumb",
  "-std=c99",
  "-ffp-contract=off",
  "-ffreestanding",
  "-fpic",
  "-fvisibility=hidden",
  "-fno-jump-tables",
  "-fno-math-errno",
  "-fno-tree-loop-distribute-patterns",
  "-fno-unwind-tables",
  "-fno-asynchronous-unwind-tables",
];

/** How a network is compiled. */
interface Recipe {
  readonly flags: readonly string[];
  /** whether the step is compiled as one function, for speed and a small stack */
  readonly whole: boolean;
}

/**
 * The fast plan on an FPU is compiled for the fewest modelled cycles, like the C target; everything else for size: where
 * each operation on floats is a call, GCC's other optimisations gain less than 1 %.
 */
function recipeOf({ spec, plan }: BuiltNetwork, core: Core): Recipe {
  const swift = core.floats === "hardware" && plan.kind === "fast";
  return {
    flags: [...core.flags, ...ANYWHERE, ...(swift ? stepFlags(spec) : ["-Os"])],
    whole: swift,
  };
}

/** Machine code by GCC: what ours is measured against, and in bits compared with. */
export interface GccCode extends ThumbCode, Blob {
  /** the compiler's first line about itself */
  readonly compiler: string;
  readonly flags: readonly string[];
}

/**
 * Compiles a network to machine code that needs no loader: no library, no data, no addresses.
 * @param entries of all that the network has, those that the code has
 * @throws UserError when there is no compiler, or the code would not run at every address
 */
export async function gccCode(
  built: BuiltNetwork,
  name: ThumbCore,
  entries: readonly ThumbEntry[] = entriesOf(built.spec),
): Promise<GccCode> {
  const core: Core = CORES[name];
  compilerLine ??= askCompiler();
  const compiler = await compilerLine;
  const { flags, whole } = recipeOf(built, core);
  const source = thumbSource(built, whole, entries);
  const routines = core.floats === "own" ? built.plan.kind : undefined;
  const blob = await builtOnce(
    async () => ["thumb", compiler, flags, routines, await readFile(FLOATS, "utf8"), source],
    () => compileBlob(core, { flags, whole }, source, routines),
  );
  const at = (entry: ThumbEntry) => blob.symbols.find(({ name }) => name === entry)!.at;
  const places = new Map(entries.map((entry) => [entry, at(entry)]));
  const optimize = optimizeOf(built.plan.kind, {});
  return { ...blob, entries: places, optimize, compiler, flags };
}

/** Asked once: each question is a process, and a test has dozens of networks. */
let compilerLine: Promise<string> | undefined;

async function askCompiler(): Promise<string> {
  try {
    return (await runTool(GCC, ["--version"])).split("\n")[0]!;
  } catch (error) {
    compilerLine = undefined; // it may be there the next time
    throw error;
  }
}

/** @param routines the plan for which our own float routines are compiled, if they are */
async function compileBlob(
  core: Core,
  recipe: Recipe,
  source: string,
  routines: PlanKind | undefined,
): Promise<Blob> {
  const { path: folder, drop } = temporaryFolder();
  try {
    await writeFile(join(folder, "network.c"), source);
    const compile = (path: string, object: string, more: readonly string[]) =>
      runTool(GCC, [...recipe.flags, ...more, "-c", path, "-o", object], folder);
    const floatFlags = ["-ffunction-sections", routines === "fast" ? "-O2" : "-Os"];
    await Promise.all([
      compile("network.c", "network.o", []),
      routines && compile(FLOATS, "float32.o", floatFlags),
    ]);
    const objects = routines ? ["network.o", "float32.o"] : ["network.o"];
    return await linkBlob(objects, [...core.flags, "-mthumb"], folder);
  } finally {
    drop();
  }
}

/** The network as C whose routines take the linear memory's address as their first argument. */
function thumbSource(built: BuiltNetwork, whole: boolean, entries: readonly ThumbEntry[]): string {
  const program = built.program;
  const names = cRoutineNames(program);
  const rare = new Set(
    entries.flatMap((name) => (SWIFT.includes(name) ? [] : [program.exports.get(name)!])),
  );
  const entry = (name: ThumbEntry) => {
    const inner = names.get(program.exports.get(name)!)!;
    const routine = program.routines.find((r) => r.name === program.exports.get(name))!;
    // Going forward, which is measured alone and never run, takes two.
    const call = `${inner}(${["memory", ...routine.parameters.map(() => "argument")].join(", ")})`;
    const place = SWIFT.includes(name) ? (whole && name === "train" ? "WHOLE " : "") : "RARE ";
    return `${place}u32 ${name}(u8 *memory, u32 argument) {
  (void)argument;
  ${resultOf(routine, call)}
}
`;
  };
  return `#include <stdint.h>
${preamble("memory")}
typedef unsigned char u8;

${printSquareRoot(program, built.resources.kernels, true)}${printRoutines(program, { rare, passMemory: true })}

${entries.map(entry).join("\n")}`;
}

/** What is called so often that speed matters more than bytes. */
const SWIFT: readonly ThumbEntry[] = ["observe", "train", "push"];

/** A call whose result is a word. */
function resultOf({ result }: Routine, call: string): string {
  if (result === undefined) return `${call};\n  return 0;`;
  return result === "f32" ? `return as_u32(${call});` : `return ${call};`;
}
