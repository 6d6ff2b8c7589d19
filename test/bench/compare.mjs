/**
 * Compares training speed with other implementations, all in one run and interleaved, so that what
 * slows the machine down slows all of them down. Usage: node test/bench/compare.mjs [--json] [--rounds N]
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, Skipped } from "./contestant.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const MODULES = ["./perceptino.mjs", "./brain.mjs", "./tensorflow.mjs", "./native.mjs"];
const WORKLOADS_BUILT = new URL("../../build/test/support/workloads.js", import.meta.url);

/** interleaved rounds after the one that warms up, when nobody says otherwise */
const ROUNDS = "31";
/** ns that one contestant is timed in a round, or one run if that is longer; short turns even out a busy machine */
const TURN = 50e6;
/** Each run starts at the initial weights and takes this many steps, so all do the same work. */
const STEPS = 400;
/** how far a loss with the initial weights may lie from the known one, relatively */
const TOLERANCE = 1e-5;

const { json, rounds } = readArguments();
requireBuild();
installCompetitors();
const report = await compare();
process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));

async function compare() {
  const { WORKLOADS, workload } = await import(WORKLOADS_BUILT.href);
  const skipped = new Set();
  const workloads = [];
  for (const name of WORKLOADS) {
    progress(`measuring ${name}`);
    workloads.push(await compareOn(workload(name), skipped));
  }
  return { machine: machine(), steps: STEPS, rounds, workloads, skipped: [...skipped] };
}

async function compareOn(task, skipped) {
  const contestants = await enter(task, skipped);
  const runs = contestants.map((c) => warmUp(c, task));
  const measured = Array.from({ length: rounds }, () =>
    contestants.map((c, i) => measure(c, runs[i], STEPS)),
  );
  return {
    name: task.name,
    widths: task.widths,
    batch: task.batch,
    macs: task.macs,
    knownLoss: task.lossAt[STEPS],
    contestants: contestants.map(({ name, note }, i) => ({
      name,
      note,
      stepsPerSecond: summary(measured.map((round) => 1e9 / round[i].nanoseconds)),
      // against the first contestant, ours, in the same round
      ratio: summary(measured.map((round) => round[0].nanoseconds / round[i].nanoseconds)),
      loss: measured[0][i].after,
    })),
  };
}

async function enter(task, skipped) {
  const contestants = [];
  for (const module of MODULES) {
    const { prepare } = await import(module);
    try {
      contestants.push(await prepare(task));
    } catch (error) {
      if (!(error instanceof Skipped)) throw error;
      skipped.add(error.message);
    }
  }
  return contestants;
}

/** Lets the compiler settle, checks the starting point; gives how many runs fill a turn. */
function warmUp(contestant, task) {
  const first = measure(contestant, 1, STEPS);
  const known = task.lossAt[0];
  if (first.before !== null && !(Math.abs(first.before / known - 1) < TOLERANCE)) {
    throw new Error(
      `${contestant.name} on ${task.name}: got the loss ${first.before} with the initial weights, expected ${known}`,
    );
  }
  const fill = ({ nanoseconds }) => Math.max(1, Math.round(TURN / nanoseconds / STEPS));
  return fill(measure(contestant, fill(first), STEPS));
}

function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], min: sorted[0], max: sorted.at(-1) };
}

function machine() {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
  };
}

function asText({ machine: m, steps, rounds, workloads, skipped }) {
  const head = [
    `${m.cpu}, ${m.cores} cores, ${m.platform}, Node ${m.node}, V8 ${m.v8}`,
    `Median (min to max) of ${rounds} interleaved rounds; a step is one pass over the batch. Speed: ours = 1.`,
  ];
  const tables = workloads.map((w) => {
    const title = `${w.name}: ${w.widths.join("-")}, batch ${w.batch}, ${grouped(w.macs)} MACs a step, known loss after ${steps} steps ${w.knownLoss}`;
    const columns = ["", "steps/s", "(min to max)", "speed", "(min to max)", `loss at ${steps}`];
    return `${title}\n${aligned([columns, ...w.contestants.map(asRow)])}`;
  });
  const notes = workloads[0].contestants.map(({ name, note }) => `${name}: ${note}.`);
  const skips = skipped.map((reason) => `Skipped: ${reason}`);
  return `${[head.join("\n"), ...tables, [...notes, ...skips].join("\n")].join("\n\n")}\n`;
}

function asRow({ name, stepsPerSecond: s, ratio: r, loss }) {
  return [
    name,
    grouped(s.median),
    `(${grouped(s.min)} to ${grouped(s.max)})`,
    r.median.toPrecision(3),
    `(${r.min.toPrecision(3)} to ${r.max.toPrecision(3)})`,
    loss === null ? "–" : loss.toFixed(6),
  ];
}

function aligned(table) {
  const widths = table[0].map((_, c) => Math.max(...table.map((row) => row[c].length)));
  const pad = (text, c) => (c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c]));
  return table.map((row) => `  ${row.map(pad).join("  ")}`).join("\n");
}

function grouped(number) {
  return Math.round(number).toLocaleString("en-US");
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`);
}

function readArguments() {
  try {
    const options = {
      json: { type: "boolean", default: false },
      rounds: { type: "string", default: ROUNDS },
    };
    const { json, rounds } = parseArgs({ options }).values;
    if (!/^[1-9]\d{0,3}$/.test(rounds)) {
      throw new Error(`--rounds: got ${rounds}, expected a whole number from 1 to 9999`);
    }
    return { json, rounds: Number(rounds) };
  } catch (error) {
    const usage = "Usage: node test/bench/compare.mjs [--json] [--rounds N]";
    process.stderr.write(`${error.message}\n${usage}\n`);
    process.exit(2);
  }
}

function requireBuild() {
  if (existsSync(WORKLOADS_BUILT)) return;
  process.stderr.write(
    "got no build of perceptino, expected one in build/; run npm run build first\n",
  );
  process.exit(1);
}

function installCompetitors() {
  if (existsSync(`${HERE}node_modules`)) return;
  // what npm prints goes to standard error: standard output is the report's
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: HERE,
    stdio: ["ignore", 2, 2],
  });
  if (status === 0) return;
  process.stderr.write(`npm ci in ${HERE} failed; the comparison needs the packages it installs\n`);
  process.exit(1);
}
