import type { EspruinoBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../compiler/build-network.js";
import { UserError } from "../errors.js";
import type { Placement } from "./module-name.js";

export type { Placement };

import type { Program } from "../compiler/ir/ir.js";
import { aboutNetwork, jsKernels, type Loader, layoutText } from "../compiler/js/js-module.js";
import { entriesOf } from "../compiler/module-constants.js";
import { withSquareRootCalls } from "../compiler/square-root.js";
import {
  THUMB_CORES,
  type ThumbCode,
  type ThumbCore,
  type ThumbOptions,
} from "../compiler/thumb/code.js";
import { withOneEntry } from "./dispatcher.js";
import { machineCode } from "./machine-code.js";
import { flashOf } from "./saves.js";
import { forgetText, SCOPE } from "./scope.js";
import { partName, type StorageFile } from "./versions.js";

/** A network as a module for Espruino's Storage. */
export interface EspruinoModule {
  /** what `require` calls it */
  readonly name: string;
  readonly placement: Placement;
  /** the module last, by its plain name; before it the file with its machine code */
  readonly files: readonly StorageFile[];
  readonly code?: ThumbCode;
}

const LOADER_OF = {
  storage: "espruino-storage",
  ram: "espruino-ram",
  javascript: "espruino-js",
} as const satisfies Record<Placement, Loader>;

/** What Espruino runs as JavaScript: its own Math.sqrt is exp(log(x)/2), whose last digits are wrong. */
export const espruinoProgram = ({ program, resources }: BuiltNetwork): Program =>
  withSquareRootCalls(program, resources.kernels);

/**
 * Makes the module of a board: `require(name)` gives a network that learns.
 * @param placement instead of the board's own
 * @param options of its machine code
 * @throws UserError when the core has no machine code of ours, or an option is not known
 */
export function espruinoModule(
  built: BuiltNetwork,
  board: EspruinoBoard,
  name: string,
  placement: Placement = board.code,
  options?: ThumbOptions,
): EspruinoModule {
  const { program, resources } = built;
  const flash = flashOf(board, built.spec);
  const about = `name:"${name}",code:"${placement}",version:"${resources.version}",${flash ? `flash:[${flash.join(",")}],` : ""}`;
  const text = new TextEncoder().encode(resources.loader("espruino-saving"));
  const saving = { name: partName(name, text), data: text };
  const module = (given: string) => {
    const text = `// perceptino: ${aboutNetwork(built)}
var ${SCOPE.about}=${layoutText(program, about)},
${given},
${SCOPE.saving}=${savingText(saving.name)};
${resources.loader(LOADER_OF[placement])}
${forgetText(placement)}
`;
    return { name, data: new TextEncoder().encode(text) };
  };
  if (placement === "javascript") {
    return {
      name,
      placement,
      files: [saving, module(`${SCOPE.kernels}=${jsKernels(espruinoProgram(built))}`)],
    };
  }
  const code = machineCode(built, thumbCoreOf(board), options);
  const entries = entriesOf(built.spec).map((entry) => code.entries.get(entry)!);
  const { bytes, entry } = withOneEntry(code, entries);
  const part = { name: partName(name, bytes), data: bytes };
  const last = module(`${SCOPE.codeFile}="${part.name}",${SCOPE.codeEntry}=${entry}`);
  return { name, placement, files: [part, saving, last], code };
}

/** What gives a module the function that saves and restores: it is read and evaluated whenever that happens. */
export const savingText = (file: string): string =>
  `function(){return eval(require("Storage").read("${file}"))}`;

/** A module with JavaScript kernels in one file, which reads no other. */
export function inOneFile({ name, files }: EspruinoModule): StorageFile {
  const [saving, module] = files;
  const text = new TextDecoder();
  const inside = `function(){return ${text.decode(saving!.data)}}`;
  const whole = text.decode(module!.data).replace(savingText(saving!.name), () => inside);
  return { name, data: new TextEncoder().encode(whole) };
}

/** The board's core, where it takes machine code. Throws a UserError elsewhere. */
function thumbCoreOf(board: EspruinoBoard): ThumbCore {
  const core = THUMB_CORES.find((candidate) => candidate === board.core);
  if (core) return core;
  throw new UserError(
    `${board.name}: got ${board.core}, which runs no ARM machine code; expected --placement javascript`,
  );
}

/** TypeScript's declaration of the module, for those who write their Espruino programs in it. */
export const typesText = (name: string): string => `declare module "${name}" {
  const net: import("perceptino/espruino").EspruinoNetwork;
  export = net;
}
`;
