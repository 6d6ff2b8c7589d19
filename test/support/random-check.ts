import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { loadNetwork, webAssemblyEngine } from "../../src/common/loader/index.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { againstReference } from "./against-reference.js";
import { type CRun, type OptimizationLevel, runsInC } from "./c-run.js";
import { begin, feed, goOn, type Place, type RunData, runOf } from "./engine-run.js";
import { jsEngine } from "./engines.js";
import { fitted, rowsOf } from "./network-data.js";
import { seededRandom } from "./random.js";
import { randomNetwork } from "./random-network.js";

// What must hold for every network, tried on random ones of all options.

const STEPS = 20;
/** Of hosts' modules, beside the one for devices: they are fast. */
const HOST_STEPS = 200;
/** Networks that are compiled at once as C. */
const C_AT_ONCE = 40;
/** A bound that is a larger part of its numbers says little: errors of float32's size grow to it by themselves. */
const LOOSE = 1e-2;

/** What the checks of some networks have found. */
export interface Findings {
  /** in words, beginning with the network's seed */
  readonly failures: string[];
  /** of distances from the float64 reference as parts of their bounds */
  worst: number;
  /** networks whose comparison with the reference says little */
  loose: number;
}

/** A random network, built, with rows to run on. */
async function randomRun(seed: number): Promise<CRun> {
  const spec = checkNetwork(randomNetwork(seed));
  const rows = rowsOf(spec, seed);
  return { built: await buildNetwork(spec), data: { spec, rows, fit: fitted(spec, rows) } };
}

/** Where two runs come apart, in words. */
function difference(what: string, got: readonly string[], expected: readonly string[]): string[] {
  const at = expected.findIndex((line, i) => line !== got[i]);
  return at < 0 ? [] : [`${what}, step ${at}: got ${got[at]}, expected ${expected[at]}`];
}

/** A run that is saved in its middle, with a batch begun and a window too, and goes on elsewhere. */
async function interrupted({ wasm }: BuiltNetwork, data: RunData): Promise<string[]> {
  const first = await loadNetwork(wasm);
  const place: Place = { row: 0, step: 0 };
  begin(first.engine, data);
  goOn(first.engine, data.rows, place, STEPS / 2);
  feed(first.engine, data.rows, place, Math.max(1, data.spec.batch >> 1));
  const second = await loadNetwork(wasm);
  second.restore(first.save());
  // What a host writes before it calls is no part of the state.
  const { input, inputs } = first.engine.layout;
  new Uint8Array(second.engine.memory).set(
    new Uint8Array(first.engine.memory, input, 4 * inputs),
    input,
  );
  const after = goOn(second.engine, data.rows, { ...place }, STEPS / 2);
  return difference("restored", after, goOn(first.engine, data.rows, place, STEPS / 2));
}

/** Where a host's module that has learned a little says otherwise of several readings at once than of each. */
async function together(name: string, { hostWasm }: BuiltNetwork, data: RunData) {
  const engine = await webAssemblyEngine(hostWasm);
  const { layout, memory, rows } = engine;
  const [floats, random] = [new Float32Array(memory), seededRandom(layout.fingerprint)];
  begin(engine, data);
  goOn(engine, data.rows, { row: 0, step: 0 }, 3);
  return [1, 2, 3, 6, 7].flatMap((count) => {
    const readings = Float32Array.from({ length: count * layout.inputs }, () =>
      random.uniform(-3, 3),
    );
    rows!.readings.set(readings);
    const good = rows!.predict(count);
    const said = rows!.answers.slice(0, good * layout.outputs);
    const alone = Array.from({ length: count }, (_, i) => {
      const reading = readings.subarray(i * layout.inputs, (i + 1) * layout.inputs);
      floats.set(reading, layout.input / 4);
      engine.run(2, 0);
      return [...floats.subarray(layout.output / 4, layout.output / 4 + layout.outputs)];
    });
    return difference(
      `${name}, ${count} readings at once`,
      [...said].map(String),
      alone.flat().map(String),
    );
  });
}

/** All checks of one network but that of C. */
async function checkOne({ built, data }: CRun, findings: Findings): Promise<string[]> {
  const engine = await webAssemblyEngine(built.wasm);
  const { worst, loosest, difference: off } = againstReference(engine, data, STEPS);
  findings.worst = Math.max(findings.worst, off === undefined ? worst : 0);
  if (loosest > LOOSE) findings.loose++;
  const expected = runOf(engine, data, STEPS);
  const longRun = async (module: Uint8Array<ArrayBuffer>) =>
    runOf(await webAssemblyEngine(module), data, HOST_STEPS);
  const onDevices = await longRun(built.wasm);
  const other = built.plan.kind === "fast" ? "small" : "fast";
  const { wasm, hostWasm } = await buildNetwork({ ...built.spec, plan: other });
  return [
    ...(off === undefined ? [] : [`against float64: ${off}`]),
    ...difference(`${other} plan`, runOf(await webAssemblyEngine(wasm), data, STEPS), expected),
    ...difference("SIMD", await longRun(built.hostWasm), onDevices),
    ...difference(`SIMD, ${other} plan`, await longRun(hostWasm), onDevices),
    ...difference("JavaScript", runOf(jsEngine(built), data, STEPS), expected),
    ...(await together("SIMD", built, data)),
    ...(await together("no SIMD", await buildNetwork(built.spec, { simd: false }), data)),
    ...(await interrupted(built, data)),
  ];
}

async function checkInC(runs: readonly CRun[], level: OptimizationLevel): Promise<string[][]> {
  const all = runsInC(runs, STEPS, level);
  return Promise.all(
    runs.map(async ({ built, data }, k) =>
      difference("C", all[k]!, runOf(await webAssemblyEngine(built.wasm), data, STEPS)),
    ),
  );
}

/**
 * Checks random networks: the module against the float64 reference, and that the other plan, SIMD, many readings at once,
 * JavaScript, C and a run that is saved and restored have its bits.
 * @param level of the C's optimization; no C when left out
 * @param tell called after each part of the networks
 */
export async function checkRandom(
  first: number,
  count: number,
  level: OptimizationLevel | undefined,
  tell: (done: number, findings: Findings) => void = () => {},
): Promise<Findings> {
  const findings: Findings = { failures: [], worst: 0, loose: 0 };
  for (let from = first; from < first + count; from += C_AT_ONCE) {
    const seeds = Array.from(
      { length: Math.min(C_AT_ONCE, first + count - from) },
      (_, k) => from + k,
    );
    const runs = await Promise.all(seeds.map(randomRun));
    const say = (seed: number, failures: readonly string[]) =>
      findings.failures.push(...failures.map((text) => `network ${seed}: ${text}`));
    for (const [k, run] of runs.entries()) say(seeds[k]!, await checkOne(run, findings));
    const failuresInC = level === undefined ? [] : await checkInC(runs, level);
    for (const [k, failures] of failuresInC.entries()) say(seeds[k]!, failures);
    tell(from + seeds.length - first, findings);
  }
  return findings;
}
