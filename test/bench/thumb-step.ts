import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { entriesOf } from "../../src/common/compiler/module-constants.js";
import {
  assembleProgram,
  machineProgram,
  thumbCode,
} from "../../src/common/compiler/thumb/blob.js";
import {
  type Optimize,
  optimizeOf,
  THUMB_CORES,
  type ThumbCore,
} from "../../src/common/compiler/thumb/code.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { count } from "../../src/common/text.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { backEndSize, MOST_BYTES } from "../support/back-end-size.js";
import { PLANS } from "../support/networks.js";
import { mostBytesOfS3 } from "../support/thumb-sizes.js";
import { WORKLOADS, type Workload, workload, workloadNetwork } from "../support/workloads.js";
import { gccCode } from "../thumb/gcc-blob.js";
import type { Judge } from "./judge.js";
import {
  coreProgram,
  type MarkedCode,
  marked,
  type StepCost,
  softStepCost,
  stepCost,
} from "./thumb-subject.js";
import { withoutLoss } from "./without-loss.js";
import { noYardstick } from "./yardstick.js";

type Plan = (typeof PLANS)[number];

/** What is measured, and what it may be at most: modelled cycles or instructions of a step with its loss, and bytes. */
interface Row {
  readonly core: ThumbCore;
  readonly name: Workload["name"];
  readonly plan: Plan;
  readonly optimize: Optimize;
  readonly most: Partial<StepCost> & {
    /** of drawing, forward, step and loss */
    readonly bytes?: number;
  };
}

const row = (
  core: ThumbCore,
  what: `${Workload["name"]} ${Plan} ${Optimize}`,
  most: Row["most"],
): Row => {
  const [name, plan, optimize] = what.split(" ") as [Workload["name"], Plan, Optimize];
  return { core, name, plan, optimize, most };
};

const STACK = { "Cortex-M4F": 164, "Cortex-M0+": 656 } as const;

const ON_M4F = [
  row("Cortex-M4F", "L6 fast balanced", { cycles: 4600, bytes: 1600 }),
  row("Cortex-M4F", "L6 fast speed", { cycles: 4600, bytes: 1600 }),
  row("Cortex-M4F", "S3 fast balanced", { cycles: 54_500, bytes: 6000 }),
  row("Cortex-M4F", "S3 fast speed", { cycles: 53_500, bytes: 8000 }),
  row("Cortex-M4F", "M3 fast balanced", { cycles: 229_500, bytes: 5800 }),
  row("Cortex-M4F", "M3 fast speed", { cycles: 223_000, bytes: 7500 }),
  row("Cortex-M4F", "S3 fast size", { stack: 256 }), // layers by the kernels, as with the small plan
  row("Cortex-M4F", "M3 fast size", { stack: 256 }),
  row("Cortex-M4F", "B2 fast balanced", {}),
  row("Cortex-M4F", "B2 fast speed", { cycles: 285_000 }),
  row("Cortex-M4F", "L6 small size", {}),
  row("Cortex-M4F", "S3 small size", { cycles: 112_000, bytes: 2000 }),
  row("Cortex-M4F", "M3 small size", {}),
].map((one) => ({ ...one, most: { stack: STACK["Cortex-M4F"], ...one.most } }));

const WITHOUT_FPU = [
  row("Cortex-M3", "L6 fast balanced", {}),
  row("Cortex-M3", "S3 fast balanced", { instructions: 1_250_000 }),
  row("Cortex-M3", "S3 small size", {}),
  row("Cortex-M0+", "L6 fast balanced", { stack: STACK["Cortex-M0+"] }),
  row("Cortex-M0+", "S3 fast balanced", { instructions: 1_900_000, stack: STACK["Cortex-M0+"] }),
  row("Cortex-M0+", "S3 small size", { stack: STACK["Cortex-M0+"] }),
];

/** Modelled cycles of a step of the yardstick's limit.c, which is optimised by hand and tells no loss. */
const BY_HAND: Partial<Record<Workload["name"], number>> = {
  L6: 4129,
  S3: 57_448,
  M3: 234_006,
  B2: 293_761,
};

const ABOUT = `Ours beside GCC's code of the same network and, optimised by hand, the yardstick's limit.c, whose step tells no loss:
beside it are the cycles of ours without what leads to the loss.
Bytes are those of drawing, forward, step and loss; "beside" has the learner's other entries. The cycles are a model's and
not silicon's: it knows each instruction's cycles of ARM's manual for the Cortex-M4 and its operands' delays. It hides the wait
states of flash, where hot loops that are aligned and literals that are near help; alignment of loops; the Cortex-M33's timings,
which are others; and what DMA and interrupts take of the bus.`;

const build = (name: Workload["name"], plan: Plan): Promise<BuiltNetwork> =>
  buildNetwork(checkNetwork({ ...workloadNetwork(workload(name)), plan }));

/**
 * Tables of the machine code: steps on a Cortex-M4F and without an FPU, and sizes for all cores.
 * @param networks whose steps are counted
 */
export async function thumbSteps(
  judge: Judge,
  networks: readonly Workload["name"][],
): Promise<string> {
  const chosen = ({ name }: Row) => networks.includes(name);
  const sizes = `${await sizeTable(judge)}\n\n${await pageLine(judge)}`;
  const skipped = noYardstick();
  if (skipped) return `${sizes}\n\n${skipped}`;
  const cycles = await cycleTable(ON_M4F.filter(chosen), judge);
  const soft = await softTable(WITHOUT_FPU.filter(chosen), judge);
  return [sizes, ABOUT, cycles, soft].join("\n\n");
}

async function pageLine(judge: Judge): Promise<string> {
  const { minified, gzipped } = await backEndSize();
  judge.atMost("bytes of the back end in a page", gzipped, MOST_BYTES);
  return `The back end in a page: ${count(minified)} bytes minified, ${count(gzipped)} gzipped (≤ ${count(MOST_BYTES)})`;
}

/** Bytes of code for each core, plan and workload; S3's have a limit. */
async function sizeTable(judge: Judge): Promise<string> {
  const head = WORKLOADS.flatMap((name) => PLANS.map((plan) => `${name} ${plan}`));
  const builts = await Promise.all(
    WORKLOADS.flatMap((name) => PLANS.map((plan) => build(name, plan))),
  );
  const rows = THUMB_CORES.map((core) => {
    const bytes = builts.map((built) => thumbCode(built, core).bytes.length);
    for (const [i, plan] of PLANS.entries()) {
      const at = WORKLOADS.indexOf("S3") * PLANS.length + i;
      judge.atMost(`S3: bytes for ${core}, ${plan} plan`, bytes[at]!, mostBytesOfS3(core, plan));
    }
    return `| ${core} | ${bytes.map(count).join(" | ")} |`;
  });
  return [`| bytes | ${head.join(" | ")} |`, `|---${"|--:".repeat(head.length)}|`, ...rows].join(
    "\n",
  );
}

/** Code, and how many of its bytes draw, go forward, step and tell the loss. */
interface Sized {
  readonly code: MarkedCode;
  readonly core: number;
}

function ours(built: BuiltNetwork, { core, optimize }: Row): Sized {
  const { program, trusted } = machineProgram(built, core, optimize);
  const part = coreProgram(program);
  const { bytes } = assembleProgram(part.program, part.entries, core, trusted);
  return { code: marked(thumbCode(built, core, { optimize })), core: bytes.length };
}

function oursWithoutLoss(built: BuiltNetwork, { core, optimize }: Row): MarkedCode {
  const { program, trusted } = machineProgram(built, core, optimize);
  const code = assembleProgram(withoutLoss(program), entriesOf(built.spec), core, trusted);
  return marked({ ...code, optimize });
}

async function gccs(built: BuiltNetwork, { core }: Row): Promise<Sized> {
  const { program, entries } = coreProgram(built.program);
  const { bytes } = await gccCode({ ...built, program }, core, entries);
  return { code: await gccCode(built, core), core: bytes.length };
}

const whatOf = ({ name, plan, optimize }: Row) => `${name} ${plan}, for ${optimize}`;

/** One row of both, judged. */
async function measured<Cost extends Omit<StepCost, "cycles">>(
  one: Row,
  cost: (name: Workload["name"], built: BuiltNetwork, code: MarkedCode) => Promise<Cost>,
  judge: Judge,
) {
  const built = await build(one.name, one.plan);
  // GCC is asked for what the plan is made for, and knows no other.
  const asked = one.optimize === optimizeOf(one.plan, {});
  const measure = async ({ code, core }: Sized) => ({
    ...(await cost(one.name, built, code)),
    bytes: core,
    beside: code.bytes.length - core,
  });
  const own = await measure(ours(built, one));
  const gcc = asked ? await measure(await gccs(built, one)) : undefined;
  const swift = one.core === "Cortex-M4F" && one.plan === "fast" && one.optimize === "speed";
  const byHand = swift ? BY_HAND[one.name] : undefined;
  const lossless = byHand ? await cost(one.name, built, oursWithoutLoss(built, one)) : undefined;
  const told: Readonly<Record<string, number>> = own;
  for (const [what, most] of Object.entries(one.most)) {
    judge.atMost(`${one.core}, ${whatOf(one)}: ${what}`, told[what]!, most);
  }
  return { one, own, gcc, byHand, lossless };
}

/** A table's rows, whose cells are numbers where there are any. */
const rowsOf = (rows: readonly (readonly (string | number | undefined)[])[]) =>
  rows.map(
    (cells) =>
      `| ${cells.map((cell) => (typeof cell === "number" ? count(cell) : (cell ?? ""))).join(" | ")} |`,
  );

/** A step with its loss on a Cortex-M4F. */
async function cycleTable(rows: readonly Row[], judge: Judge): Promise<string> {
  const all = await Promise.all(rows.map((one) => measured(one, stepCost, judge)));
  for (const { one, lossless, byHand } of all) {
    if (lossless) judge.atMost(`${whatOf(one)}: cycles without the loss`, lossless.cycles, byHand);
  }
  const cells = all.map(({ one, own, gcc, byHand, lossless }) => [
    whatOf(one),
    ...[own.cycles, one.most.cycles, gcc?.cycles, lossless?.cycles, byHand],
    ...[own.bytes, one.most.bytes, gcc?.bytes, own.beside, gcc?.beside],
    ...[own.instructions, gcc?.instructions, own.stack, gcc?.stack],
  ]);
  return [
    "| Cortex-M4F | modelled cycles | at most | GCC | without the loss | by hand | bytes | at most | GCC | beside | GCC | instructions | GCC | stack | GCC |",
    `|---${"|--:".repeat(14)}|`,
    ...rowsOf(cells),
  ].join("\n");
}

/** Instructions of a step without an FPU, which a Cortex-M4 counts. */
async function softTable(rows: readonly Row[], judge: Judge): Promise<string> {
  const all = await Promise.all(rows.map((one) => measured(one, softStepCost, judge)));
  const cells = all.map(({ one, own, gcc }) => [
    ...[one.core, whatOf(one), own.instructions, one.most.instructions, gcc?.instructions],
    ...[own.bytes, gcc?.bytes, own.beside, gcc?.beside, own.stack, gcc?.stack],
  ]);
  return [
    "| | | instructions | at most | GCC | bytes | GCC | beside | GCC | stack | GCC |",
    `|---|---${"|--:".repeat(9)}|`,
    ...rowsOf(cells),
  ].join("\n");
}
