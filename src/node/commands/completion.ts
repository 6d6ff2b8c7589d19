import type { Command } from "commander";
import { BOARDS } from "../../../boards/index.js";
import { completionScript } from "../completion.js";
import type { Shell } from "../completion-shells.js";

/** `perceptino completion SHELL`: the script that completes this command line there. */
export function completion(shell: Shell, cli: Command): void {
  process.stdout.write(completionScript(shell, cli, { "--board": BOARDS.map(({ name }) => name) }));
}
