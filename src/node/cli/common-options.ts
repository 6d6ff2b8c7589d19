import { Option } from "commander";
import { OPTIMIZE } from "../../common/compiler/thumb/code.js";
import { MODULE_NAME, PLACEMENTS } from "../../common/espruino/module-name.js";
import { ENGINES } from "../../common/fit/engine.js";
import { WIDTH } from "../../common/text.js";

/** What the action of a command is made of: what loads its function when it is given. */
export type Run = <T extends unknown[]>(
  load: () => Promise<(...given: T) => Promise<unknown>>,
) => (...given: T) => Promise<void>;

export const NETWORK = "the network file (JSON)";
export const DATA =
  'the readings: files of CSV or JSON, folders of them, or "-" for standard input';
export const CHECKPOINT = "a checkpoint that `train` wrote";
export const PORT = "serial port, or for Espruino a Bluetooth name or address or tcp://host:port";
export const examples = (...lines: string[]) =>
  ["", `Example${lines.length > 1 ? "s" : ""}:`, ...lines.map((line) => `  ${folded(line)}`)].join(
    "\n",
  );

/** A command that fits a terminal: options that do not go on the next line, as a shell takes them. */
function folded(command: string): string {
  const lines: string[] = [];
  for (const part of command.split(/ (?=--?\w)/)) {
    const last = lines.at(-1);
    // Two spaces stand before a line, and " \\" behind it.
    if (last !== undefined && last.length + part.length + 5 <= WIDTH) {
      lines[lines.length - 1] = `${last} ${part}`;
    } else lines.push(last === undefined ? part : `    ${part}`);
  }
  return lines.join(" \\\n  ");
}

export const json = () => new Option("--json", "print one JSON value for machines").default(false);
export const noSimd = () =>
  new Option("--no-simd", "run the network without SIMD: the same bits, more slowly");
export const board = () =>
  new Option("--board <board>", "plan memory for this board (see `boards`)");
export const onBoard = () =>
  new Option("--board <board>", "the board (see `boards`)").makeOptionMandatory();
export const engine = () =>
  new Option(
    "--engine <engine>",
    "what executes the network in perceptino's firmware, wasm3 if not said; thumb is machine code, for which flash needs no compiler",
  ).choices(ENGINES);
export const moduleOption = () =>
  new Option("--name <module>", `on Espruino: the module's name, ${MODULE_NAME} if not said`);
export const optimize = () =>
  new Option(
    "--optimize <what>",
    "on Espruino: what machine code is made for: balanced with the fast plan and size with the small one, if not said",
  ).choices(OPTIMIZE);
export const placement = () =>
  new Option(
    "--placement <place>",
    "on Espruino: where the code runs, instead of the board's own way",
  ).choices(PLACEMENTS);
