import type { EspruinoBoard } from "../../boards/index.js";
import { arduinoLibrary } from "./arduino/library.js";
import { type AppOptions, bangleApp } from "./bangle-app/folder.js";
import type { BuiltNetwork } from "./compiler/build-network.js";
import { cFlags, cNetwork } from "./compiler/c/c-network.js";
import { type JsFormat, jsEnding } from "./compiler/js/formats.js";
import { jsModule } from "./compiler/js/js-module.js";
import { type Optimize, optimizeOf, type ThumbOptions } from "./compiler/thumb/code.js";
import { withCheckpoint } from "./compiler/wasm/embed.js";
import { espruinoModule, typesText } from "./espruino/module.js";
import type { Placement } from "./espruino/module-name.js";
import { storageFiles } from "./espruino/single-file.js";
import { weightsFile } from "./espruino/slots.js";
import type { Target } from "./target-names.js";

/** A file that a build makes. */
export interface Artifact {
  /** its path within the folder of what is built, with "/" between folders */
  readonly file: string;
  readonly data: string | Uint8Array;
  /** for C: the compiler options that it is made for */
  readonly flags?: readonly string[];
  /** for machine code: what it was made for */
  readonly optimize?: Optimize;
  /** for WebAssembly: whether it computes in four lanes, which devices do not */
  readonly simd?: boolean;
  /** for Espruino: what it is called in Storage */
  readonly storage?: string;
}

/** What the target "espruino" needs to know. */
export interface EspruinoTarget {
  readonly board: EspruinoBoard;
  /** what `require` will call the module */
  readonly module: string;
  /** where its code runs; the board's own when left out */
  readonly placement?: Placement;
}

/** What some targets alone need to know. */
export interface TargetOptions extends ThumbOptions {
  readonly espruino?: EspruinoTarget;
  /** of the target "bangle-app" */
  readonly app?: Pick<AppOptions, "id" | "placement">;
  /** of the target "js"; a script when left out */
  readonly format?: JsFormat;
  /** what the network begins with, instead of new weights: of the plan that was built, as `save()` gives it */
  readonly checkpoint?: Uint8Array;
  /** of the target "wasm": whether the module itself holds the checkpoint */
  readonly embed?: boolean;
  /** of the target "wasm": whether there is a module for hosts besides, in four lanes */
  readonly simd?: boolean;
}

/** A network, and what its files are called, without ending. */
interface Source {
  readonly built: BuiltNetwork;
  readonly name: string;
}

/** What differs from target to target. */
interface TargetKind {
  /** What stands before ".manifest.json": each target has its own, whatever else is built into the same folder. */
  manifest(name: string, options: TargetOptions): string;
  artifacts(source: Source, options: TargetOptions): Promise<readonly Artifact[]>;
}

/** The one list of targets. */
const KINDS: Readonly<Record<Target, TargetKind>> = {
  wasm: { manifest: (name) => name, artifacts: wasmArtifacts },
  c: { manifest: (name) => `${name}.c`, artifacts: cArtifacts },
  arduino: { manifest: (name) => `${name}.arduino`, artifacts: arduinoArtifacts },
  js: { manifest: (name, { format }) => `${name}.${jsEnding(format)}`, artifacts: jsArtifacts },
  espruino: {
    manifest: (_, options) => `${espruinoOf(options).module}.espruino`,
    artifacts: espruinoArtifacts,
  },
  "bangle-app": {
    manifest: (name) => `${name}.bangle-app`,
    artifacts: ({ built }, { app, checkpoint, optimize }) =>
      bangleApp(built, {
        ...app,
        ...(checkpoint && { checkpoint }),
        ...(optimize && { optimize }),
      }),
  },
};

/** What a target's manifest is called. */
export const manifestName = (target: Target, name: string, options: TargetOptions): string =>
  `${KINDS[target].manifest(name, options)}.manifest.json`;

/**
 * The files of a target.
 * @throws UserError when the network does not fit what the target is for, or an option is not known
 */
export async function artifactsOf(
  built: BuiltNetwork,
  target: Target,
  name: string,
  options: TargetOptions = {},
): Promise<readonly Artifact[]> {
  optimizeOf(built.plan.kind, options); // or it says that it is not known, of whatever target
  return KINDS[target].artifacts({ built, name }, options);
}

async function wasmArtifacts(
  { built, name }: Source,
  { checkpoint, embed, simd }: TargetOptions,
): Promise<readonly Artifact[]> {
  const data = (wasm: Uint8Array<ArrayBuffer>) =>
    checkpoint && embed ? withCheckpoint(wasm, checkpoint) : wasm;
  return [
    { file: `${name}.wasm`, data: data(built.wasm), simd: false },
    ...(simd ? [{ file: `${name}.simd.wasm`, data: data(built.hostWasm), simd }] : []),
    ...(checkpoint && !embed ? [{ file: `${name}.bin`, data: checkpoint }] : []),
  ];
}

async function cArtifacts(
  { built, name }: Source,
  { checkpoint }: TargetOptions,
): Promise<readonly Artifact[]> {
  const { prefix, header, source } = cNetwork(built, name, { ...(checkpoint && { checkpoint }) });
  return [
    { file: `${prefix}.h`, data: header },
    { file: `${prefix}.c`, data: source, flags: cFlags(built) },
  ];
}

async function arduinoArtifacts(
  { built, name }: Source,
  { checkpoint }: TargetOptions,
): Promise<readonly Artifact[]> {
  return arduinoLibrary(built, name, checkpoint);
}

async function jsArtifacts(
  { built, name }: Source,
  { format, checkpoint }: TargetOptions,
): Promise<readonly Artifact[]> {
  return [{ file: `${name}.${jsEnding(format)}`, data: jsModule(built, format, checkpoint) }];
}

async function espruinoArtifacts(
  { built }: Source,
  options: TargetOptions,
): Promise<readonly Artifact[]> {
  const { board, module, placement } = espruinoOf(options);
  const made = espruinoModule(built, board, module, placement, options);
  const weights = options.checkpoint && weightsFile(module, options.checkpoint);
  return [
    // Named as the board must know them: whoever puts a file there by hand keeps its name.
    ...storageFiles(made, board, weights).map(({ name: storage, data }) => ({
      file: storage,
      data,
      storage,
      ...(made.code && storage === made.files[0]!.name && { optimize: made.code.optimize }),
    })),
    { file: `${module}.d.ts`, data: typesText(module) },
  ];
}

function espruinoOf({ espruino }: TargetOptions): EspruinoTarget {
  if (espruino) return espruino;
  throw new Error("espruino: got no board, expected one; this is a bug in perceptino");
}
