import type { EspruinoBoard } from "../../boards/index.js";
import type { BuiltNetwork } from "./compiler/build-network.js";
import { cFlags, cNetwork } from "./compiler/c/c-network.js";
import { type JsFormat, jsEnding } from "./compiler/js/formats.js";
import { jsModule } from "./compiler/js/js-module.js";
import type { Assembler } from "./compiler/thumb/code.js";
import { espruinoModuleWith, typesText } from "./espruino/module.js";
import type { Placement } from "./espruino/module-name.js";
import { fitsSingle, singleFile } from "./espruino/single-file.js";
import type { Target } from "./target-names.js";

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

/**
 * The files of a target.
 * @param assemble makes machine code for Espruino
 */
export async function artifactsOf(
  built: BuiltNetwork,
  target: Target,
  name: string,
  assemble: Assembler,
  { espruino, format }: TargetOptions = {},
): Promise<readonly Artifact[]> {
  if (target === "c") {
    const { prefix, header, source } = cNetwork(built, name);
    return [
      { file: `${prefix}.h`, data: header },
      { file: `${prefix}.c`, data: source, flags: cFlags(built.spec) },
    ];
  }
  if (target === "js") {
    return [{ file: `${name}.${jsEnding(format)}`, data: jsModule(built, format) }];
  }
  if (target === "espruino" && espruino) {
    const { board, module, placement } = espruino;
    const made = await espruinoModuleWith(assemble, built, board, module, placement);
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
