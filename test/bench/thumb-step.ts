import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { cNetwork } from "../../src/common/compiler/c/c-network.js";
import { entriesOf } from "../../src/common/compiler/module-constants.js";
import { THUMB_CORES, type ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { count } from "../../src/common/text.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { thumbBlob, thumbCode } from "../../src/node/gcc/thumb.js";
import type { Blob } from "../../src/node/gcc/thumb-link.js";
import { packageRoot } from "../../src/node/package.js";
import { PLANS } from "../support/networks.js";
import { mostBytesOfS3 } from "../support/thumb-sizes.js";
import { WORKLOADS, type Workload, workload, workloadNetwork } from "../support/workloads.js";
import type { Judge } from "./judge.js";
import { counted, inFolder, noYardstick, traced } from "./yardstick.js";

/** Of the programs that measure; they run on a Cortex-M4, which knows all that M0 and M3 know. */
const CORE = "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=softfp".split(" ");
const GLUE = join(packageRoot(), "test/bench/thumb-glue.c");

/** Modelled cycles that a step with its loss may take on a Cortex-M4F, fast plan. */
const CYCLES = { L6: 4800, S3: 63_000, M3: 250_000 } as const;
/** Cores whose code a Cortex-M4 runs too, but which call a routine for each operation on floats. */
const WITHOUT_FPU = ["Cortex-M0+", "Cortex-M3"] as const;

type Plan = (typeof PLANS)[number];

const build = (name: Workload["name"], plan: Plan): Promise<BuiltNetwork> =>
  buildNetwork(checkNetwork({ ...workloadNetwork(workload(name)), plan }));

/** Tables of the machine code: steps on a Cortex-M4F and without an FPU, and sizes for all cores. */
export async function thumbSteps(judge: Judge): Promise<string> {
  const sizes = await sizeTable(judge);
  const skipped = noYardstick();
  if (skipped) return `${sizes}\n\n${skipped}`;
  return [sizes, await cycleTable(judge), await softTable()].join("\n\n");
}

/** Bytes of code for each core, plan and workload; S3's have a limit. */
async function sizeTable(judge: Judge): Promise<string> {
  const head = WORKLOADS.flatMap((name) => PLANS.map((plan) => `${name} ${plan}`));
  const builts = await Promise.all(
    WORKLOADS.flatMap((name) => PLANS.map((plan) => build(name, plan))),
  );
  const rows: string[] = [];
  for (const core of THUMB_CORES) {
    const bytes: number[] = [];
    for (const built of builts) bytes.push((await thumbCode(built, core)).bytes.length);
    for (const [i, plan] of PLANS.entries()) {
      const at = WORKLOADS.indexOf("S3") * PLANS.length + i;
      judge.atMost(`S3: bytes for ${core}, ${plan} plan`, bytes[at]!, mostBytesOfS3(core, plan));
    }
    rows.push(`| ${core} | ${bytes.map(count).join(" | ")} |`);
  }
  return [`| bytes | ${head.join(" | ")} |`, `|---${"|--:".repeat(head.length)}|`, ...rows].join(
    "\n",
  );
}

/** A step with its loss on a Cortex-M4F; the fast plan's cycles have a limit. */
async function cycleTable(judge: Judge): Promise<string> {
  const rows: string[] = [];
  const measured = await Promise.all(
    WORKLOADS.flatMap((name) =>
      PLANS.map((plan) =>
        withSubject(name, plan, "Cortex-M4F", async (subject) => ({
          ...(await counted(subject)),
          ...(await traced(subject)),
        })),
      ),
    ),
  );
  for (const [w, name] of WORKLOADS.entries()) {
    const cells: number[] = [];
    for (const [p, plan] of PLANS.entries()) {
      const { cycles, instructions, stack } = measured[PLANS.length * w + p]!;
      if (plan === "fast") judge.atMost(`${name}: modelled cycles`, cycles, CYCLES[name]);
      cells.push(cycles, instructions, stack);
    }
    rows.push(`| ${name} | ${cells.map(count).join(" | ")} |`);
  }
  return [
    "| Cortex-M4F | fast: modelled cycles | instructions | stack | small: modelled cycles | instructions | stack |",
    "|---|--:|--:|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
}

/** Instructions of a step of L6 and S3 without an FPU, which a Cortex-M4 counts. */
async function softTable(): Promise<string> {
  const rows: string[] = [];
  for (const core of WITHOUT_FPU) {
    for (const name of ["L6", "S3"] as const) {
      const measured = await Promise.all(
        PLANS.map((plan) => withSubject(name, plan, core, counted)),
      );
      const cells = measured.flatMap(({ instructions, stack }) => [
        Math.round(instructions),
        stack,
      ]);
      rows.push(`| ${core} | ${name} | ${cells.map(count).join(" | ")} |`);
    }
  }
  return [
    "| | | fast: instructions | stack | small: instructions | stack |",
    "|---|---|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
}

/** Measures a network's machine code, which lies in RAM beside its memory. */
function withSubject<T>(
  name: Workload["name"],
  plan: Plan,
  core: ThumbCore,
  measure: (subject: Parameters<typeof traced>[0]) => Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    const built = await build(name, plan);
    const { blob } = await thumbBlob(built, core);
    writeFileSync(join(folder, "net.h"), cNetwork(built, "net").header);
    writeFileSync(join(folder, "blob.bin"), blob.bytes);
    writeFileSync(join(folder, "blob.S"), blobAssembly(blob, built.plan.end));
    const at = (entry: string) => blob.symbols.find((symbol) => symbol.name === entry)!.at;
    const defines = entriesOf(built.spec).map(
      (entry) => `-DAT_${entry.toUpperCase()}=${at(entry)}`,
    );
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
