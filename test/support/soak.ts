import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cFlags, cNetwork } from "../../src/common/compiler/c/c-network.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import { webAssemblyEngine } from "../../src/common/loader/index.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { writeNetwork } from "../../src/node/gcc/network-files.js";
import { packageRoot } from "../../src/node/package.js";
import { specOf } from "./networks.js";

/** Where a learner stands after so many readings. */
export interface Stand {
  readonly steps: number;
  /** observations in the batch */
  readonly observed: number;
  /** CRC-32 of the parameters */
  readonly hash: number;
}

/** What came of a soak. */
export interface Soak extends Stand {
  /** readings that the device has learnt */
  readonly position: number;
  /** power-ups */
  readonly lives: number;
  readonly requests: number;
  /** frames, either way */
  readonly damaged: number;
  /** requests that were nonsense */
  readonly refused: number;
  readonly checkpoints: number;
  /** of the power, armed for the midst of a checkpoint */
  readonly cuts: number;
}

/** Where the device of a soak stands at its end. */
export const standOf = ({ steps, observed, hash }: Soak): Stand => ({ steps, observed, hash });

const SHAPE = { widths: [3, 5, 2], batch: 8 };
const [INPUTS, OUTPUTS] = [3, 2];
const network = buildNetwork({ ...specOf(SHAPE, "fast"), normalizer: { type: "standard" } });
const FIRMWARE = join(packageRoot(), "src/device/firmware");
const MODELS = join(packageRoot(), "test/firmware");
const OWN = [
  "serve.c",
  "learner.c",
  "frame.c",
  "slots.c",
  "flash.c",
  "flash-emulated.c",
  "crc32.c",
  "engine-c.c",
] as const;
const CC = process.env.CC ?? "cc";
const SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const FLAGS = [
  ...["-std=c99", "-Wall", "-Wextra", "-Werror", "-O1", "-g", "-ffp-contract=off"],
  ...SANITIZERS,
  ...["-D_DEFAULT_SOURCE", "-DCUT_POWER=1", "-DFLASH_TORN=torn_bits()", "-DFLASH_UNIT=64u"],
  ...["-DPATIENCE=4u", "-DUART_BAUD=1", '-DBOARD_NAME="soak"', "-include", join(MODELS, "torn.h")],
];

/** Why no soak can run here; false when one can. In CI it must. */
export function lacking(): string | false {
  if (process.env.CI) return false;
  const { error, status } = spawnSync(CC, [...SANITIZERS, "-x", "c", "-", "-o", "/dev/null"], {
    input: "int main(void) { return 0; }",
  });
  if (error) return `needs a C compiler for this machine (${CC}): apt-get install gcc`;
  return status === 0 ? false : `needs a ${CC} that has sanitizers: apt-get install gcc`;
}

/** Another text in the place of one in a file of the firmware, to see that a soak finds it. */
export interface Fault {
  readonly file: (typeof OWN)[number];
  readonly from: string;
  readonly to: string;
}

/** Compiles the firmware for this machine, with sanitizers; can do so again with faults, file by file. */
export interface SoakCompiler {
  /** Gives the program's path. */
  compile(fault?: Fault): string;
}

/** Makes the network's files in a folder, into which everything is compiled. */
export async function soakCompiler(folder: string): Promise<SoakCompiler> {
  const built = await network;
  const c = cNetwork(built, "model");
  const cSource = { ...c, headerName: `${c.prefix}.h`, flags: cFlags(built) };
  const { layout } = await webAssemblyEngine(new Uint8Array(built.wasm));
  await writeNetwork({ engine: "c", wasm: built.wasm, cSource }, layout, folder);
  const networkC = join(folder, "network-c.c");
  const objects = new Map<string, string>();
  let made = 0;
  const compileFile = (path: string): string => {
    const object = join(folder, `${made++}.o`);
    const flags = [...FLAGS, ...[folder, FIRMWARE, MODELS].map((f) => `-I${f}`)];
    // What compilers say of the network's C is not about the firmware.
    run([...flags, ...(path === networkC ? ["-w"] : []), "-c", path, "-o", object]);
    return object;
  };
  const objectOf = (path: string): string => {
    const object = objects.get(path) ?? compileFile(path);
    objects.set(path, object);
    return object;
  };
  /** Writes a file of the firmware with a fault. */
  const broken = ({ file, from, to }: Fault): string => {
    const right = readFileSync(join(FIRMWARE, file), "utf8");
    if (right.split(from).length !== 2) throw new Error(`${file}: got no single ${from}`);
    const path = join(folder, file);
    writeFileSync(path, right.replace(from, to));
    return path;
  };
  const tests = ["soak.c", "board.c", "line.c", "host.c"].map((name) => join(MODELS, "soak", name));
  const others = [...tests, join(MODELS, "torn.c"), networkC];
  return {
    compile(fault) {
      const all = OWN.map((file) =>
        file === fault?.file ? compileFile(broken(fault)) : objectOf(join(FIRMWARE, file)),
      );
      const program = join(folder, `soak-${made}`);
      run([...SANITIZERS, ...all, ...others.map(objectOf), "-o", program]);
      return program;
    },
  };
}

function run(options: readonly string[]): void {
  const { status, stderr, error } = spawnSync(CC, options, { encoding: "utf8" });
  if (status !== 0) throw new Error(error?.message ?? stderr);
}

/**
 * Runs a soak.
 * @param calm for a run without noise, damage and cuts: one life
 * @throws an Error with what went wrong
 */
export function runSoak(
  program: string,
  readings: number,
  seed: number,
  calm?: "calm",
): Promise<Soak> {
  const options = [String(readings), String(seed), ...(calm ? [calm] : [])];
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { stdio: ["ignore", "pipe", "pipe"] });
    let [out, told] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(out) as Soak);
      else reject(new Error(told));
    });
  });
}

/** Input k of reading i, as test/firmware/soak/host.c makes it. */
function value(i: number, k: number): number {
  let x = Math.imul(i, INPUTS) + k;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 8) / 2 ** 22 - 2;
}

/** Learns the same readings in Node, where nothing goes wrong. */
export async function learnHere(readings: number): Promise<Stand> {
  const here = await startNetwork(await network);
  here.init(77);
  here.learningRate = 0.0625;
  here.mean.set([0, 0.25, 0.5]);
  here.scale.set([0.75, 1.25, 1.75]);
  let observed = 0;
  for (let i = 0; i < readings; i++) {
    if (observed === SHAPE.batch) here.train();
    const inputs = Array.from({ length: INPUTS }, (_, k) => value(i, k));
    const labels = Array.from({ length: OUTPUTS }, (_, j) =>
      inputs[j]! > inputs[(j + 1) % INPUTS]! ? 1 : 0,
    );
    observed = here.observe(inputs, labels);
  }
  return { steps: here.steps, observed, hash: here.hash() };
}
