import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EspruinoBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { UserError } from "../../common/errors.js";
import { espruinoModule, inOneFile } from "../../common/espruino/module.js";
import { MODULE_NAME } from "../../common/espruino/module-name.js";
import type { StorageFile } from "../../common/espruino/versions.js";
import type { Layout } from "../../common/loader/index.js";
import type { Resources } from "../../common/resources.js";
import { hasProgram } from "../children.js";
import { requiredText, shimText } from "./espruino-globals.js";
import type { Interpreter } from "./interpreter.js";
import { numbersInside, type TrainingData, trainingProgram } from "./training-program.js";

export const DUKTAPE = "duk";
export const DUKTAPE_HINT = "install it with: sudo apt-get install duktape";

/**
 * The board's module with JavaScript kernels, as Espruino would load it but for the loader, which is made of the same
 * source as ECMAScript 5.
 */
export async function es5Module(built: BuiltNetwork, board: EspruinoBoard): Promise<StorageFile> {
  const small = { ...built, resources: asEs5(built.resources) };
  return inOneFile(espruinoModule(small, board, MODULE_NAME, "javascript"));
}

const ES5 = { "espruino-js": "espruino-js.es5", "espruino-saving": "espruino-saving.es5" } as const;

/** The same resources with the loaders for Espruino as ECMAScript 5. */
const asEs5 = (resources: Resources): Resources => ({
  version: resources.version,
  kernels: resources.kernels,
  lanes: resources.lanes,
  floats: resources.floats,
  licence: resources.licence,
  loader: (name) => resources.loader(name in ES5 ? ES5[name as keyof typeof ES5] : name),
});

/** A program that needs nothing but `print` and typed arrays: Espruino's globals, the module, and what trains it. */
export function smallProgram(
  module: StorageFile,
  storageBytes: number,
  layout: Layout,
  data: TrainingData,
  steps: number,
): string {
  return [
    shimText(storageBytes),
    requiredText(module),
    numbersInside(data),
    trainingProgram(layout, data, steps),
  ].join("");
}

/** Throws a UserError when there is no Duktape. */
export async function expectDuktape(): Promise<void> {
  if (await hasProgram(DUKTAPE)) return;
  throw new UserError(`${DUKTAPE}: there is no such program; ${DUKTAPE_HINT}`);
}

/** Puts a program into a folder for Duktape. */
export async function inDuktape(program: string, folder: string): Promise<Interpreter> {
  await writeFile(join(folder, "program.js"), program);
  return {
    name: "Duktape",
    program: DUKTAPE,
    args: ["program.js"],
    hint: DUKTAPE_HINT,
    cwd: folder,
  };
}
