import type { Board } from "../../../boards/index.js";
import { memoryOf, ramOf } from "../../common/fit/memory.js";
import { hex } from "../../common/hex.js";
import { memoryBar } from "../../common/network/memory-bar.js";
import { readModuleLayout } from "../../common/network/module-layout.js";
import { type NetworkFact, networkFacts } from "../../common/network/network-facts.js";
import { LIMITS, type NetworkSpec, parseNetwork } from "../../common/network/network-file.js";
import { type MemoryPlan, macsPerStep, parameterCount, widths } from "../../common/network/plan.js";
import { count, table, WIDTH, wrap } from "../../common/text.js";
import { buildNetwork } from "../build-network.js";
import { readBytes } from "../files.js";
import { findBoard } from "../flags.js";
import { print } from "../print.js";

/** Characters of a fact's label and of the space behind it. */
const LABEL = 12;

interface InspectOptions {
  readonly board?: string;
  readonly json: boolean;
}

/** `perceptino inspect FILE`: what a network needs, or what a module says about itself. */
export async function inspect(path: string, options: InspectOptions): Promise<void> {
  const board = options.board === undefined ? undefined : findBoard(options.board);
  const bytes = await readBytes(path, LIMITS.fileBytes, "a network file or a module");
  if (isModule(bytes)) return inspectModule(path, bytes, options);
  return inspectNetwork(parseNetwork(new TextDecoder().decode(bytes), path), board, options);
}

const isModule = (bytes: Uint8Array) =>
  bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;

async function inspectNetwork(
  spec: NetworkSpec,
  board: Board | undefined,
  options: InspectOptions,
): Promise<void> {
  const { plan, wasm } = await buildNetwork(spec, { budget: memoryOf(board) });
  const value = {
    name: spec.name,
    network: spec,
    widths: widths(spec),
    parameters: parameterCount(spec),
    macsPerStep: macsPerStep(spec),
    wasmBytes: wasm.length,
    plan,
  };
  print(options, value, describe(spec, plan, wasm.length, board));
}

function describe(spec: NetworkSpec, plan: MemoryPlan, wasmBytes: number, board?: Board): string {
  const activations = spec.layers.map((layer) => layer.activation).join(" ");
  const rows = plan.tensors.map((t) => [
    t.name,
    t.role,
    `(${t.shape.join(", ")})`,
    t.offset,
    t.bytes,
    t.overlays === undefined ? "" : `in the place of ${t.overlays}`,
  ]);
  return [
    `${spec.name}: ${widths(spec).join("-")} ${activations}`,
    `${count(parameterCount(spec))} parameters, ${count(macsPerStep(spec))} multiply-accumulates per step, module of ${count(wasmBytes)} bytes`,
    "",
    ...networkFacts(spec).map(factLine),
    "",
    table(["tensor", "role", "shape", "offset", "bytes", ""], rows),
    "",
    memoryBar(plan),
    "",
    `${plan.kind} plan: ${count(plan.parameterBytes)} parameters + ${count(plan.stateBytes)} state + ${count(plan.workingBytes)} working = ${count(plan.end)} bytes`,
    ...(board
      ? [
          `${board.name}: ${count(ramOf(board) - plan.end)} of ${count(ramOf(board))} bytes of RAM left for all else`,
        ]
      : []),
  ].join("\n");
}

/** A fact in lines of at most 80 characters, behind its label. */
const factLine = ({ label, value }: NetworkFact): string =>
  wrap(`${label.padEnd(LABEL)}${value}`, WIDTH, " ".repeat(LABEL));

/** What a module says about itself; nothing of it is run. */
function inspectModule(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  options: InspectOptions,
): void {
  const layout = readModuleLayout(bytes, path);
  const facts = {
    ...layout,
    fingerprint: hex(layout.fingerprint),
    state: hex(layout.state),
    bytes: bytes.length,
  };
  print(options, facts, table(["export", "value"], Object.entries(facts)));
}
