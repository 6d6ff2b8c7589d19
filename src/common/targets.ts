import type { EspruinoBoard } from "../../boards/index.js";
import type { BuiltNetwork } from "../node/build-network.js";
import { type JsFormat, jsEnding } from "./compiler/js/formats.js";
import type { Placement } from "./espruino/module-name.js";

/** What can be built: the Wasm module itself, C99 or JavaScript made of it, or a module for an Espruino board. */
export const TARGETS = ["wasm", "c", "js", "espruino"] as const;
export type Target = (typeof TARGETS)[number];

/** A file that a build makes. */
export interface Artifact {
  readonly file: string;
  readonly data: string | Uint8Array;
  /** for C and machine code: the compiler options that it is made for, or was made with */
  readonly flags?: readonly string[];
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
export interface TargetOptions {
  readonly espruino?: EspruinoTarget;
  /** of the target "js"; a script when left out */
  readonly format?: JsFormat;
}

/** What a target's manifest is called: each target has its own, whatever else is built into the same folder. */
export function manifestName(
  target: Target,
  name: string,
  { espruino, format }: TargetOptions,
): string {
  if (target === "wasm") return `${name}.manifest.json`;
  if (target === "espruino" && espruino) return `${espruino.module}.espruino.manifest.json`;
  return `${name}.${target === "js" ? jsEnding(format) : target}.manifest.json`;
}

/** The files of a target. */
export async function artifactsOf(
  built: BuiltNetwork,
  target: Target,
  name: string,
  { espruino, format }: TargetOptions = {},
): Promise<readonly Artifact[]> {
  // The translators are loaded only here: they bring a compiler's library with them.
  if (target === "c") {
    const { cFlags, cNetwork } = await import("./compiler/c/c-network.js");
    const { prefix, header, source } = cNetwork(built, name);
    return [
      { file: `${prefix}.h`, data: header },
      { file: `${prefix}.c`, data: source, flags: cFlags(built.spec) },
    ];
  }
  if (target === "js") {
    const { jsModule } = await import("./compiler/js/js-module.js");
    return [{ file: `${name}.${jsEnding(format)}`, data: await jsModule(built, format) }];
  }
  if (target === "espruino" && espruino) {
    const { espruinoModule, typesText } = await import("./espruino/module.js");
    const { fitsSingle, singleFile } = await import("./espruino/single-file.js");
    const { board, module, placement } = espruino;
    const made = await espruinoModule(built, board, module, placement);
    const files = fitsSingle(made, board) ? [singleFile(made)] : made.files;
    return [
      // Named as the board must know them: whoever puts a file there by hand keeps its name.
      ...files.map(({ name: storage, data }) => ({
        file: storage,
        data,
        storage,
        ...(made.code && { flags: made.code.flags }),
      })),
      { file: `${module}.d.ts`, data: typesText(module) },
    ];
  }
  return [{ file: `${name}.wasm`, data: built.wasm }];
}
