import { ESPRUINO_BOARDS, type EspruinoBoard } from "../../../boards/index.js";
import type { Placement } from "../../../src/common/espruino/module-name.js";
import { count } from "../../../src/common/text.js";
import { type MemoryUse, memoryUse } from "../../support/espruino-memory.js";
import { builtOf, install, mapsStorage, moduleOf } from "../../support/espruino-networks.js";
import { PLANS } from "../../support/networks.js";
import { type EspruinoBinary, espruinoInFolder } from "../../support/real-espruino.js";
import { WORKLOADS } from "../../support/workloads.js";

const NETWORKS = WORKLOADS.flatMap((name) => PLANS.map((plan) => ({ name, plan })));
const PLACEMENTS: readonly Placement[] = ["storage", "ram", "javascript"];

/** What a network takes; undefined where it does not fit into this build. */
type Measured = ReadonlyMap<string, MemoryUse | undefined>;

const keyOf = (placement: Placement, name: string, plan: string) => `${placement} ${name} ${plan}`;

async function measure(binary: EspruinoBinary): Promise<Measured> {
  const measured = new Map<string, MemoryUse | undefined>();
  for (const placement of PLACEMENTS) {
    for (const { name, plan } of NETWORKS) {
      const { espruino, remove } = espruinoInFolder(binary);
      try {
        if (placement === "storage" && !(await mapsStorage(espruino))) continue;
        await install(espruino, await moduleOf(name, plan, placement), name);
        const { spec } = await builtOf(name, plan);
        const shape = { inputs: spec.inputs.length, outputs: 1, batch: spec.batch };
        // What does not fit ends in an error of Espruino's or of ours.
        const used = await memoryUse(espruino, shape).catch(() => undefined);
        measured.set(keyOf(placement, name, plan), used);
      } finally {
        remove();
      }
    }
  }
  return measured;
}

/** A board's row, if there was a build with blocks of memory as large as the board's. */
function row(board: EspruinoBoard, measured: Measured): string | undefined {
  const available = board.variables.bytes * board.variables.count - board.variables.taken;
  const cells = NETWORKS.map(({ name, plan }) => {
    const used = measured.get(keyOf(board.code, name, plan));
    if (used?.block !== board.variables.bytes) return undefined;
    const bytes = used.trained * used.block;
    return bytes <= available ? `${count(bytes)} (${used.trained})` : "–";
  });
  if (cells.every((cell) => cell === undefined)) return undefined;
  const texts = cells.map((cell) => cell ?? "–");
  return `| ${board.description} | ${board.code} | ${board.variables.bytes} | ${count(available)} | ${texts.join(" | ")} |`;
}

/** What networks take of each board's memory, measured in ARM builds whose blocks of memory are as large as the board's. */
export async function memoryTable(binaries: readonly EspruinoBinary[]): Promise<string> {
  const rows = new Map<string, string>();
  for (const binary of binaries.filter(({ core }) => core === "ARM")) {
    const measured = await measure(binary);
    for (const board of ESPRUINO_BOARDS) {
      const text = row(board, measured);
      if (text) rows.set(board.name, text);
    }
  }
  const inOrder = ESPRUINO_BOARDS.flatMap(({ name }) => rows.get(name) ?? []);
  const head = NETWORKS.map(({ name, plan }) => `${name} ${plan}`).join(" | ");
  return [
    `| board | the step is in | block | free | ${head} |`,
    `|---|---|--:|--:|${"--:|".repeat(NETWORKS.length)}`,
    ...inOrder,
  ].join("\n");
}
