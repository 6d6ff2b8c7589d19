import { checkNetwork } from "../../src/common/network/network-file.js";
import { type PlanKind, tensor, widths } from "../../src/common/network/plan.js";
import { count, table } from "../../src/common/text.js";
import { buildNetwork } from "../../src/node/build-network.js";
import type { Judge } from "./judge.js";

/** A network whose size is promised: its widths, batch and the most bytes of RAM and Wasm that it may take. */
interface Promised {
  readonly widths: readonly number[];
  readonly batch: number;
  readonly ram: Readonly<Record<PlanKind, number | undefined>>;
  readonly wasm: Readonly<Record<PlanKind, number | undefined>>;
  /** what AIfES 2.2.0 needs for parameters, working memory, descriptors and stack, in bytes */
  readonly aifes: number;
}

const PROMISED: readonly Promised[] = [
  {
    widths: [6, 1],
    batch: 32,
    ram: { fast: 148, small: 148 },
    wasm: { fast: 1800, small: 1800 },
    aifes: 1260,
  },
  {
    widths: [6, 16, 8, 1],
    batch: 16,
    ram: { fast: 2976, small: 2248 },
    wasm: { fast: 5300, small: 2800 },
    aifes: 5260,
  },
  {
    widths: [32, 32, 16, 1],
    batch: 16,
    ram: { fast: 10_200, small: undefined },
    wasm: { fast: 5300, small: undefined },
    aifes: 23476,
  },
];

/** A tanh network with one sigmoid output. */
function fileOf({ widths: n, batch }: Promised, plan: PlanKind) {
  return {
    inputs: Array.from({ length: n[0]! }, (_, i) => ({ name: `x${i}` })),
    outputs: ["y"],
    layers: n.slice(1).map((units, i) => ({
      units,
      activation: i === n.length - 2 ? "sigmoid" : "tanh",
    })),
    batch,
    plan,
  };
}

/** Sizes by the plan and of the modules, against what is promised. */
export async function sizes(judge: Judge): Promise<string> {
  const rows = [];
  for (const promised of PROMISED) {
    for (const kind of ["fast", "small"] as const) {
      const file = fileOf(promised, kind);
      const spec = checkNetwork(file);
      const { plan, wasm } = await buildNetwork(spec);
      const batch = ["X", "Y"].reduce((sum, name) => sum + tensor(plan, name).bytes, 0);
      const ram = plan.end - batch;
      const most = promised.ram[kind];
      const name = `${widths(spec).join("-")}, batch ${spec.batch}, ${kind}`;
      judge.atMost(`RAM of ${name}`, ram, most);
      const size = promised.wasm[kind];
      judge.atMost(`Wasm of ${name}`, wasm.length, size);
      rows.push([
        name,
        ram,
        most === undefined ? "" : `≤ ${count(most)}`,
        promised.aifes,
        wasm.length,
        size === undefined ? "" : `≤ ${count(size)}`,
      ]);
    }
  }
  const head = ["network", "RAM", "promised", "AIfES", "Wasm", "promised"];
  return `Bytes of RAM by the plan (all but the batch) and of Wasm\n${table(head, rows)}`;
}
