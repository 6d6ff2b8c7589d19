import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cFlags, cNetwork } from "../../src/common/compiler/c/c-network.js";
import { checkNetwork, type NetworkSpec } from "../../src/common/network/network-file.js";
import { count } from "../../src/common/text.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { ALL_WORKLOADS, type Workload, workload, workloadNetwork } from "../support/workloads.js";
import type { Judge } from "./judge.js";
import { counted, inFolder, noYardstick, run, traced } from "./yardstick.js";

const CORE = "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard".split(" ");

/** What a step of the C target may take on a Cortex-M4F without the loss, and what others take. */
const LIMITS = {
  L6: { cycles: 4500, instructions: 2800, aifes: 22_655, hand: 4129 },
  S3: { cycles: 61_000, instructions: 49_000, aifes: 383_833, hand: 57_448 },
  M3: { cycles: 220_000, instructions: 196_000, aifes: 1_554_257, hand: 234_006 },
  B2: { cycles: 296_000, instructions: 270_000, aifes: 2_370_630, hand: 293_761 },
} as const;
/** bytes: code of S3, and stack beside the plan's memory */
const CODE_LIMIT = 8192;
const STACK_LIMIT = 256;

export interface Measured {
  readonly instructions: number;
  readonly cycles: number;
  readonly code: number;
  readonly stack: number;
}

/** Measures a step of one workload with the yardstick's own programs. */
const measure = (name: Workload["name"], withLoss: boolean): Promise<Measured> =>
  measureStep(name, checkNetwork({ ...workloadNetwork(workload(name)), plan: "fast" }), withLoss);

/** Measures a step of a network on a workload's readings and labels. */
export function measureStep(
  name: Workload["name"],
  spec: NetworkSpec,
  withLoss: boolean,
): Promise<Measured> {
  return inFolder(async (folder) => {
    const built = await buildNetwork(spec);
    const { header, source } = cNetwork(built, "net");
    writeFileSync(join(folder, "net.h"), header);
    writeFileSync(join(folder, "net.c"), source);
    const defines = withLoss ? [] : ["-DNET_WITHOUT_LOSS"];
    const flags = [...CORE, ...cFlags(built), "-ffreestanding", "-ffunction-sections", ...defines];
    await run("arm-none-eabi-gcc", [...flags, "-c", "net.c"], folder);
    const subject = { workload: name, folder, parts: ["net.o"], core: CORE, defines };
    const { stack } = await counted(subject);
    const size = (await run("arm-none-eabi-size", ["net.o"], folder)).trim().split("\n").at(-1)!;
    return { ...(await traced(subject)), code: Number(size.trim().split(/\s+/)[0]), stack };
  });
}

/**
 * A table of the C target's step on a Cortex-M4F: instructions and modelled cycles, code and stack; or why there is none.
 */
export async function steps(
  judge: Judge,
  networks: readonly Workload["name"][] = ALL_WORKLOADS,
): Promise<string> {
  const skipped = noYardstick();
  if (skipped) return skipped;
  const rows: string[] = [];
  // Counts, not times: they are the same however many run at once.
  const measured = await Promise.all(
    networks.flatMap((name) => [measure(name, false), measure(name, true)]),
  );
  for (const [i, name] of networks.entries()) {
    const limit = LIMITS[name];
    const [plain, loss] = [measured[2 * i]!, measured[2 * i + 1]!];
    judge.atMost(`${name}: instructions`, plain.instructions, limit.instructions);
    judge.atMost(`${name}: modelled cycles`, plain.cycles, limit.cycles);
    judge.atMost(`${name}: modelled cycles with the loss`, loss.cycles, 1.1 * limit.cycles);
    judge.atMost(`${name}: stack`, plain.stack, STACK_LIMIT);
    if (name === "S3") judge.atMost("S3: code", plain.code, CODE_LIMIT);
    const cells = [
      plain.cycles,
      loss.cycles,
      limit.aifes,
      limit.hand,
      plain.instructions,
      plain.code,
      plain.stack,
    ];
    rows.push(`| ${name} | ${cells.map(count).join(" | ")} |`);
  }
  return [
    "| | modelled cycles | with the loss | AIfES 2.2.0 | hand-optimised C | instructions | code | stack |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
}
