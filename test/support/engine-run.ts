import { hex } from "../../src/common/hex.js";
import { crc32 } from "../../src/common/loader/crc32.js";
import type { Engine } from "../../src/common/loader/engine.js";
import { type Fitted, keepsClassWeights, keepsTargets, type Row } from "./network-data.js";
import type { Spec64 } from "./reference64/spec.js";

// A run of a network by its module's own functions, on whatever executes it; test/support/c-run.ts has the same in C.

/** What an engine runs on. */
export interface RunData {
  readonly spec: Spec64;
  readonly rows: readonly Row[];
  readonly fit: Fitted;
}

/** Where a run is: the next row, and steps done. */
export interface Place {
  row: number;
  step: number;
}

/** Observations that a step learns from: batches are filled in part too. */
export const heldAt = (step: number, batch: number): number => 1 + ((7 * step) % batch);

/** What is fitted, in the order of the module's state behind the learning rate. */
export function fittedNumbers(spec: Spec64, fit: Fitted): number[] {
  const standard = spec.normalizer.type === "standard" ? [...fit.mean, ...fit.scale] : [];
  const adaptive =
    spec.normalizer.type === "adaptive" ? new Array(2 * fit.mean.length).fill(0) : [];
  const targets = keepsTargets(spec) ? [...fit.targetMean, ...fit.targetDeviation] : [];
  const classes = keepsClassWeights(spec) ? fit.classWeights : [];
  return [...standard, ...adaptive, ...targets, ...classes];
}

/** Makes an engine's network new, with what is fitted. */
export function begin({ layout, memory, run }: Engine, { spec, fit }: RunData): void {
  run(0, layout.seed | 0);
  new Float32Array(memory).set(fittedNumbers(spec, fit), layout.parameters + 4);
}

const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!;

/** Gives the engine rows until its batch holds `count`; gives all statuses as one number. */
export function feed(
  { layout, memory, run }: Engine,
  rows: readonly Row[],
  place: Place,
  count: number,
): number {
  const floats = new Float32Array(memory);
  const words = new Uint32Array(memory);
  const windowed = layout.reading !== undefined;
  const input = layout.input / 4;
  let statuses = 0;
  const tell = (status: number) => {
    statuses = (Math.imul(statuses, 31) + status) | 0;
    return status;
  };
  while (words[layout.parameters + 2]! < count) {
    const { reading, target } = rows[place.row++ % rows.length]!;
    floats.set(reading, windowed ? layout.reading! / 4 : input);
    if (windowed && tell(run(5, 0)) !== 1) continue;
    floats.set(target, input + layout.inputs);
    tell(run(1, 0));
  }
  return statuses;
}

/**
 * Goes on for some steps; gives a line for each: all statuses, predict's status, the CRC-32 of what it says, the loss by both
 * functions, and the CRC-32 of parameters and state.
 */
export function goOn(engine: Engine, rows: readonly Row[], place: Place, steps: number): string[] {
  const { layout, memory, run } = engine;
  const bytes = new Uint8Array(memory);
  return Array.from({ length: steps }, () => {
    const statuses = feed(engine, rows, place, heldAt(place.step++, layout.batch));
    const predicted = run(2, 0);
    const said = crc32(bytes, layout.output, 4 * layout.outputs);
    const losses = [run(4, 0), run(3, 0)].map(bitsOf);
    const line = [statuses, predicted, said, ...losses, crc32(bytes, 0, layout.stateEnd)];
    return line.map(hex).join(" ");
  });
}

/** A whole run from new. */
export function runOf(engine: Engine, data: RunData, steps: number): string[] {
  begin(engine, data);
  return goOn(engine, data.rows, { row: 0, step: 0 }, steps);
}
