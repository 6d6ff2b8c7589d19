import type { EspruinoBoard } from "../../boards/index.js";
import type { BuiltNetwork } from "../build.js";
import type { Placement } from "../espruino/module-name.js";

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

/**
 * The files of a target.
 * @param espruino for that target alone
 */
export async function artifactsOf(
  built: BuiltNetwork,
  target: Target,
  name: string,
  espruino?: EspruinoTarget,
): Promise<readonly Artifact[]> {
  // The translators are loaded only here: they bring a compiler's library with them.
  if (target === "c") {
    const { cFlags, cNetwork } = await import("./c.js");
    const { prefix, header, source } = cNetwork(built, name);
    return [
      { file: `${prefix}.h`, data: header },
      { file: `${prefix}.c`, data: source, flags: cFlags(built.spec) },
    ];
  }
  if (target === "js") {
    const { jsModule } = await import("./js.js");
    return [{ file: `${name}.js`, data: await jsModule(built) }];
  }
  if (target === "espruino" && espruino) {
    const { espruinoModule, typesText } = await import("./espruino.js");
    const { fitsSingle, singleFile } = await import("./espruino-single.js");
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
