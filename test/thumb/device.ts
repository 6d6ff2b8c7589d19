import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import type { ThumbCode, ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { hex } from "../../src/common/hex.js";
import { type Layout, webAssemblyEngine } from "../../src/common/loader/index.js";
import { bitsOf, canonical } from "../support/ir/engines.js";
import { HASH_START, hashed } from "./hash.js";
import { runHarness, type Trace } from "./qemu.js";

/** A network with rows of data, to be trained on a device and here. */
export interface Work {
  readonly built: BuiltNetwork;
  readonly rows: number;
  /** (rows, inputs), or (rows, channels) with a window */
  readonly readings: Float32Array;
  /** (rows, targets) */
  readonly targets: Float32Array;
  readonly steps: number;
}

/** Runs networks' code on a core in QEMU, each at two places; gives two traces for each network. */
export async function runOnDevice(
  core: ThumbCore,
  cases: readonly { readonly work: Work; readonly code: ThumbCode }[],
): Promise<readonly Trace[]> {
  const words = await Promise.all(cases.map(({ work, code }) => networkCase(work, code)));
  const { traces, stopped } = await runHarness(core, "harness.c", words);
  if (stopped !== undefined) throw new Error(`the device stopped: ${stopped}`);
  return traces;
}

/** Says in a case that there is no such entry. */
const NONE = 0xffffffff;

/** Where a network takes a row from, in words of its memory. */
function placesOf({ input, inputs, targets, reading, channels }: Layout) {
  return {
    reading: (reading ?? input) / 4,
    readingWords: channels ?? inputs,
    target: input / 4 + inputs,
    targetWords: targets,
  };
}

/** A case as harness.c reads it. */
export async function networkCase(work: Work, code: ThumbCode): Promise<Uint8Array> {
  const { layout } = await webAssemblyEngine(new Uint8Array(work.built.wasm));
  const entries = (["init", "observe", "predict", "train", "loss", "push"] as const).map(
    (name) => code.entries.get(name) ?? NONE,
  );
  const places = placesOf(layout);
  const head = Uint32Array.of(
    ...[code.bytes.length / 4, ...entries, layout.end / 4],
    ...[places.reading, places.readingWords, places.target, places.targetWords],
    ...[layout.parameters + 2, work.rows, layout.seed, work.steps],
  );
  const rows = Float32Array.from(
    rowsOf(work, layout).flatMap((row) => [...row.flatMap((r) => [...r])]),
  );
  return Buffer.concat([new Uint8Array(head.buffer), code.bytes, new Uint8Array(rows.buffer)]);
}

/** Each row's reading and target. */
function rowsOf({ rows, readings, targets }: Work, layout: Layout) {
  const { readingWords, targetWords } = placesOf(layout);
  return Array.from({ length: rows }, (_, i) => [
    readings.subarray(i * readingWords, (i + 1) * readingWords),
    targets.subarray(i * targetWords, (i + 1) * targetWords),
  ]);
}

/** The lines that a device should print, from Node's Wasm. */
export async function expectedLines(work: Work): Promise<string[]> {
  const { layout, memory, run } = await webAssemblyEngine(new Uint8Array(work.built.wasm));
  const words = new Uint32Array(memory, 0, layout.end / 4);
  const floats = new Float32Array(memory);
  const hash = () => hex(words.reduce((h, word) => hashed(h, canonical(word | 0)), HASH_START));
  const bits = (value: number) => hex(canonical(bitsOf(value)));
  const [init, observe, predict, train, loss, push] = [0, 1, 2, 3, 4, 5] as const;
  const places = placesOf(layout);
  run(init, layout.seed);
  const lines = [`init ${hash()}`];
  for (const [reading, target] of rowsOf(work, layout)) {
    floats.set(reading!, places.reading);
    floats.set(target!, places.target);
    if (layout.channels !== undefined && run(push, 0) === 0) continue;
    lines.push(`observe ${hex(run(observe, 0))} ${hash()}`);
  }
  const at = layout.parameters + 2;
  const observed = words[at]!;
  for (let i = 0; i < work.steps; i++) {
    lines.push(`train ${bits(run(train, 0))} ${hash()}`);
    words[at] = observed;
  }
  lines.push(`loss ${bits(run(loss, 0))}`);
  return [...lines, `predict ${hex(run(predict, 0))} ${hash()}`];
}
