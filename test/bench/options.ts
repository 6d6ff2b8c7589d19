/**
 * What each option of a network file adds to S3 (6-16-8-1, batch 16) on a Cortex-M4F, as docs/options.md has it.
 * Usage: npm run options [-- --write | --only NAME]
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildNetworkWith } from "../../src/common/compiler/build-network.js";
import { checkNetwork, type NetworkSpec } from "../../src/common/network/network-file.js";
import { count } from "../../src/common/text.js";
import { packageRoot } from "../../src/node/package.js";
import { RESOURCES } from "../../src/node/resources.js";
import { workload, workloadNetwork } from "../support/workloads.js";
import { measureStep } from "./step.js";
import { noYardstick } from "./yardstick.js";

/** What an option puts into S3's network file. */
const OPTIONS: Readonly<Record<string, object>> = {
  "plain gradient descent": {},
  "mean over the batch": { reduction: "mean" },
  "a normaliser": { normalizer: "standard" },
  "a normaliser that clips": { normalizer: { type: "standard", clip: 4 } },
  "an adaptive normaliser": { normalizer: { type: "adaptive", warmUp: 0 } },
  momentum: optimizer({ type: "momentum" }),
  "Nesterov's momentum": optimizer({ type: "momentum", nesterov: true }),
  Adam: optimizer({ type: "adam" }),
  "weight decay": optimizer({ weightDecay: 0.001 }),
  "clipping of the gradient": optimizer({ clipNorm: 1 }),
  "inverse time": optimizer({ schedule: { type: "inverse-time", steps: 1000 } }),
  cosine: optimizer({ schedule: { type: "cosine", steps: 1000 } }),
  "a weight of label 1": { positiveWeight: 3 },
  "balanced weights": { classWeights: "balanced" },
  ReLU: hidden("relu"),
  "leaky ReLU": hidden("leaky-relu"),
  softsign: hidden("softsign"),
  sigmoid: hidden("sigmoid"),
  "a number instead of yes or no": { task: "numbers" },
  "the last layer alone learns": { trainLayers: 1 },
};
/** A step with Adam may take so many times one without. */
const MOST_ADAM = 1.35;

function optimizer(more: object): object {
  return { optimizer: { learningRate: 0.05, ...more } };
}

function hidden(activation: string): object {
  return { layers: [{ units: 16, activation }, { units: 8, activation }, { units: 1 }] };
}

function specOf(option: object, plan: "fast" | "small"): NetworkSpec {
  const base: object = { ...workloadNetwork(workload("S3")), plan };
  return checkNetwork({ ...base, ...option });
}

async function measured(option: object) {
  const [fast, small] = (["fast", "small"] as const).map((plan) =>
    buildNetworkWith(RESOURCES, specOf(option, plan)),
  );
  const { cycles, code } = await measureStep("S3", fast!.spec, true);
  return [
    cycles,
    fast!.plan.end,
    small!.plan.end,
    fast!.wasm.length,
    small!.wasm.length,
    code,
  ] as const;
}

async function main(): Promise<void> {
  const skipped = noYardstick();
  if (skipped) return void console.log(skipped);
  const only = process.argv.indexOf("--only");
  const chosen = Object.entries(OPTIONS).filter(
    ([name], i) => only < 0 || i === 0 || name === process.argv[only + 1],
  );
  const all = await Promise.all(
    chosen.map(async ([name, option]) => ({ name, numbers: await measured(option) })),
  );
  const plain = all[0]!.numbers;
  const signed = (n: number) => (n < 0 ? `−${count(-n)}` : n > 0 ? `+${count(n)}` : "0");
  const rows = all.map(({ name, numbers }, i) => {
    const cells = numbers.map((n, c) => (i === 0 ? count(n) : signed(n - plain[c]!)));
    const ratio = i === 0 ? "" : (numbers[0] / plain[0]).toFixed(2);
    return `| ${[name, cells[0], ratio, ...cells.slice(1)].join(" | ")} |`;
  });
  const table = [
    "| | modelled cycles of a step | × | RAM fast | RAM small | Wasm fast | Wasm small | C code |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
  console.log(table);
  const adam = all.find(({ name }) => name === "Adam");
  if (adam && adam.numbers[0] > MOST_ADAM * plain[0]) {
    console.error(
      `error: Adam: got ${adam.numbers[0]} cycles, expected ≤ ${MOST_ADAM} times ${plain[0]}`,
    );
    process.exitCode = 1;
  }
  if (process.argv.includes("--write")) {
    writeFileSync(join(packageRoot(), "docs/options.md"), page(table));
  }
}

const page = (table: string) => `# What an option costs

S3, a 6-16-8-1 network of tanh with a batch of 16, on a Cortex-M4F in QEMU's mps2-an386: the first row is what it takes by
itself, the others what an option adds; what a network does not use costs it nothing. Cycles are modelled by ARM's manual, of
a step of the C target with its loss, and no measurement of silicon. RAM is all of the plan, the batch included; everything
else is in bytes too. Written by \`npm run options -- --write\`.

${table}
`;

await main();
