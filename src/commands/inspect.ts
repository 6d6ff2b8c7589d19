import type { Board } from "../../boards/index.js";
import { buildNetwork } from "../build.js";
import { UserError } from "../errors.js";
import { readBytes } from "../files.js";
import { findBoard, memoryOf, ramOf } from "../flags.js";
import { readNetworkFile } from "../load-network.js";
import { loadNetwork } from "../loader/index.js";
import { memoryBar } from "../memory-bar.js";
import type { NetworkSpec } from "../network-file.js";
import { type MemoryPlan, macsPerStep, parameterCount, widths } from "../plan.js";
import { count, print, table } from "../print.js";

interface InspectOptions {
  readonly board?: string;
  readonly json: boolean;
}

/** `perceptino inspect FILE`: what a network needs, or what a module says about itself. */
export async function inspect(path: string, options: InspectOptions): Promise<void> {
  const board = options.board === undefined ? undefined : findBoard(options.board);
  const bytes = await readBytes(path);
  const isModule = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  return isModule ? inspectModule(path, bytes, options) : inspectNetwork(path, board, options);
}

async function inspectNetwork(
  path: string,
  board: Board | undefined,
  options: InspectOptions,
): Promise<void> {
  const spec = await readNetworkFile(path);
  const { plan, wasm } = await buildNetwork(spec, memoryOf(board));
  const value = {
    name: spec.name,
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
    table(["tensor", "role", "shape", "offset", "bytes", ""], rows),
    "",
    memoryBar(plan),
    "",
    `${plan.kind} plan: ${count(plan.parameterBytes)} parameters + ${count(plan.workingBytes)} working + ${count(plan.batchBytes)} batch = ${count(plan.end)} bytes`,
    ...(board
      ? [
          `${board.name}: ${count(ramOf(board) - plan.end)} of ${count(ramOf(board))} bytes of RAM left for all else`,
        ]
      : []),
  ].join("\n");
}

async function inspectModule(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  options: InspectOptions,
): Promise<void> {
  const layout = await loadNetwork(bytes).then(
    (network) => network.engine.layout,
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(
        `${path}: got a file that is no perceptino module (${reason}), expected one that \`build\` made`,
      );
    },
  );
  const rows = Object.entries({ ...layout, bytes: bytes.length }).map(([name, value]) => [
    name,
    value,
  ]);
  print(options, { ...layout, bytes: bytes.length }, table(["export", "value"], rows));
}
