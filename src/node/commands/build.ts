import { createHash } from "node:crypto";
import { basename, join, relative } from "node:path";
import { type Board, ESPRUINO_BOARDS } from "../../../boards/index.js";
import { type BuiltNetwork, programAfter } from "../../common/compiler/build-network.js";
import { printIr } from "../../common/compiler/ir/print-ir.js";
import type { JsFormat } from "../../common/compiler/js/formats.js";
import type { PassName } from "../../common/compiler/link/pass-names.js";
import type { Optimize } from "../../common/compiler/thumb/code.js";
import { UsageError } from "../../common/errors.js";
import { MODULE_NAME, moduleName, type Placement } from "../../common/espruino/module-name.js";
import { hex } from "../../common/hex.js";
import { fingerprintOf } from "../../common/network/fingerprint.js";
import { macsPerStep, parameterCount, widths } from "../../common/network/plan.js";
import type { Target } from "../../common/target-names.js";
import {
  type Artifact,
  artifactsOf,
  type EspruinoTarget,
  manifestName,
} from "../../common/targets.js";
import { count, counted, table } from "../../common/text.js";
import type { BoardWay } from "../boards/kind.js";
import { kindOf } from "../boards/kinds.js";
import { buildNetwork } from "../build-network.js";
import { expectApart, expectWritable, writeWhole } from "../files.js";
import { findBoard } from "../flags.js";
import { readNetworkFile } from "../load-network.js";
import { print } from "../print.js";
import { readTrained, type TrainedFacts } from "../trained.js";
import { PACKAGE_VERSION } from "../version.js";

interface BuildOptions {
  readonly target: Target;
  readonly board?: string;
  /** of the module on an Espruino board */
  readonly name?: string;
  readonly placement?: Placement;
  /** of its machine code */
  readonly optimize?: Optimize;
  /** of JavaScript */
  readonly format?: JsFormat;
  /** that `train` wrote, with which what is built begins */
  readonly checkpoint?: string;
  /** of the target "wasm": whether the module itself holds the checkpoint */
  readonly embed?: boolean;
  /** of the target "wasm": whether there is a module for hosts besides, in four lanes */
  readonly simd?: boolean;
  readonly out: string;
  /** the pass of the linker after which the program is shown, instead of writing anything */
  readonly dump?: PassName;
  readonly json: boolean;
}

/** `perceptino build NETWORK`: the target's artifacts and their manifest, or with --dump the program as text. */
export async function build(path: string, options: BuildOptions): Promise<void> {
  const board = options.board === undefined ? undefined : findBoard(options.board);
  const spec = await readNetworkFile(path);
  const name = basename(path).replace(/\.json$/i, "");
  const espruino = espruinoTarget(board, options);
  const { target, format, checkpoint, embed, optimize, simd } = options;
  expectMeaning(options);
  if (options.dump === undefined) await expectWritable(join(options.out, `${name}.manifest.json`));
  const built = board
    ? await kindOf(board).build(spec, board, wayOf(options))
    : await buildNetwork(spec, { simd });
  if (options.dump !== undefined) {
    const program = printIr(programAfter(built, options.dump)).trimEnd();
    print(options, { pass: options.dump, program }, program);
    return;
  }
  const trained =
    checkpoint === undefined ? undefined : await readTrained(built, checkpoint, options);
  const more = {
    ...(espruino && { espruino }),
    ...(target === "bangle-app" && { app: appOf(board, options) }),
    ...(format && { format }),
    ...(trained && { checkpoint: trained.checkpoint }),
    ...(embed && { embed }),
    ...(simd && { simd }),
    ...(optimize && { optimize }),
  };
  const artifacts = await artifactsOf(built, target, name, more);
  const manifest = manifestOf(built, target, artifacts, board?.name, trained?.about);
  const files = [
    ...artifacts,
    { file: manifestName(target, name, more), data: `${JSON.stringify(manifest, null, 2)}\n` },
  ].map(({ file, data }) => ({ path: join(options.out, file), data }));
  const outputs = Object.fromEntries(
    files.map((file) => [relative(options.out, file.path), file.path]),
  );
  await expectApart(
    { "the network file": path, ...(checkpoint !== undefined && { "the checkpoint": checkpoint }) },
    outputs,
  );
  await expectWritable(...files.map((file) => file.path)); // all of them before the first
  for (const file of files) await writeWhole(file.path, file.data);
  const rows = files.map((file) => [file.path, Buffer.byteLength(file.data)]);
  const after = trained ? `, trained for ${counted(trained.about.steps, "step")}` : "";
  const summary = `${widths(spec).join("-")}, ${built.plan.kind} plan: ${count(built.plan.end)} bytes of memory${after}`;
  const value = { ...manifest, files: files.map((file) => file.path) };
  const lanes = artifacts.map(({ file, simd }) => describeLanes(file, simd)).join("");
  print(options, value, `${summary}\n${table(["file", "bytes"], rows)}${lanes}`);
}

/** Which of the two WebAssembly modules a file is. */
function describeLanes(file: string, simd: boolean | undefined): string {
  if (simd === undefined) return "";
  const whose = simd ? "has SIMD, for pages and Node" : "has no SIMD: for devices and all else";
  return `\n${file} ${whose}`;
}

/** Throws a UsageError where a flag would have no effect. */
function expectMeaning({
  target,
  board,
  placement,
  optimize,
  format,
  checkpoint,
  embed,
  simd,
  dump,
}: BuildOptions): void {
  const wrong = (flag: string, got: string, expected: string): never => {
    throw new UsageError(`${flag}: got it ${got}, expected ${expected}`);
  };
  if (format !== undefined && target !== "js") {
    wrong("--format", `with the target ${target}`, "--target js");
  }
  if (optimize !== undefined && target !== "espruino" && target !== "bangle-app") {
    wrong("--optimize", `with the target ${target}`, "--target espruino or bangle-app");
  }
  if (optimize !== undefined && placement === "javascript") {
    wrong("--optimize", "with --placement javascript", "machine code");
  }
  if (embed && target !== "wasm") {
    wrong("--embed", `with the target ${target}, which holds a checkpoint anyhow`, "--target wasm");
  }
  if (simd && (target !== "wasm" || board !== undefined)) {
    const got = target === "wasm" ? `with --board ${board}` : `with the target ${target}`;
    wrong("--simd", got, "--target wasm without a board, since no device has it");
  }
  if (embed && checkpoint === undefined) {
    wrong("--embed", "without --checkpoint", "a checkpoint that the module is to hold");
  }
  if (checkpoint !== undefined && dump !== undefined) {
    wrong("--checkpoint", "with --dump, which shows a program without weights", "one of them");
  }
}

/** How a board would run the target: C on its own or on Espruino's boards as machine code, JavaScript as such. */
function wayOf({ target, placement, optimize }: BuildOptions): BoardWay {
  return {
    ...(optimize && { optimize }),
    engine: target === "c" || target === "arduino" ? "c" : "wasm3",
    insteadC: "--target c",
    ...(target === "js" ? { placement: "javascript" as const } : placement && { placement }),
  };
}

/** What the target "espruino" is for. Throws a UsageError where it makes no sense. */
function espruinoTarget(
  board: Board | undefined,
  { target, name, placement }: BuildOptions,
): EspruinoTarget | undefined {
  if (target === "bangle-app") return undefined;
  if (target !== "espruino") {
    const flag =
      placement !== undefined ? "--placement" : name !== undefined ? "--name" : undefined;
    if (flag === undefined) return undefined;
    throw new UsageError(`${flag}: got it with the target ${target}, expected --target espruino`);
  }
  const known = ESPRUINO_BOARDS.find((one) => one === board);
  if (!known) {
    const names = ESPRUINO_BOARDS.map((one) => one.name).join(", ");
    throw new UsageError(
      `--target espruino: got ${board ? `the board ${board.name}` : "no --board"}, expected one of ${names}`,
    );
  }
  return { board: known, module: moduleName(name ?? MODULE_NAME), ...(placement && { placement }) };
}

/** What the target "bangle-app" is for. Throws a UsageError for a board that is no Bangle.js. */
function appOf(board: Board | undefined, { name, placement }: BuildOptions) {
  if (board && !board.name.startsWith("banglejs")) {
    throw new UsageError(
      `--target bangle-app: got the board ${board.name}, expected banglejs, banglejs2 or no --board`,
    );
  }
  if (placement === "storage") {
    throw new UsageError(
      "--placement: got storage, whose code a Bangle.js cannot run there, expected ram or javascript",
    );
  }
  return {
    ...(name !== undefined && { id: moduleName(name) }),
    ...(placement && { placement }),
  };
}

/** What a build made, for machines: sizes in bytes, hashes, fingerprint in hex. */
function manifestOf(
  built: BuiltNetwork,
  target: Target,
  artifacts: readonly Artifact[],
  board: string | undefined,
  trained: TrainedFacts | undefined,
) {
  const { spec, plan } = built;
  return {
    perceptino: PACKAGE_VERSION,
    name: spec.name,
    target,
    ...(board !== undefined && { board }),
    fingerprint: hex(fingerprintOf(spec)),
    widths: widths(spec),
    parameters: parameterCount(spec),
    macsPerStep: macsPerStep(spec),
    plan: plan.kind,
    ...(trained && { trained }),
    memory: {
      parameters: plan.parameterBytes,
      state: plan.stateBytes,
      working: plan.workingBytes,
      end: plan.end,
    },
    tensors: plan.tensors,
    artifacts: artifacts.map(({ file, data, ...about }) => ({
      file,
      bytes: Buffer.byteLength(data),
      sha256: createHash("sha256").update(data).digest("hex"),
      ...about,
    })),
  };
}
