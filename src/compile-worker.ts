/** The thread in which compile.ts compiles. */
import { parentPort } from "node:worker_threads";
import type { CompileOrder, CompileReport } from "./compile.js";
import { compileHere } from "./compile-here.js";

parentPort!.on("message", async ({ id, args, sources }: CompileOrder) => {
  const report: CompileReport = await compileHere(args, sources).then(
    (module) => ({ id, ...module }),
    (error: Error) => ({ id, error: error.message }),
  );
  parentPort!.postMessage(report);
});
