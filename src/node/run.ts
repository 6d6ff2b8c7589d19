import { setFlagsFromString } from "node:v8";
import { main } from "./cli.js";
import { fileError } from "./file-error.js";
import { jsonError, wantsJson } from "./terminal/errors.js";

// Most commands run for less time than V8 takes to compile their functions for long runs, which by default it begins after
// some milliseconds. What does run long, training, is Wasm.
setFlagsFromString("--interrupt-budget=1000000");

// A reader that has seen enough, such as `head`, closes the pipe: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  const { message } = fileError("write", "standard output", error);
  const json = wantsJson(process.argv.slice(2));
  process.stderr.write(json ? jsonError(message, 1) : `error: ${message}\n`);
  process.exit(1);
});
// Nobody is left to be told.
process.stderr.on("error", () => {});
// Not awaited here: bundled parts that are loaded later import from this file, and would wait for its end.
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
