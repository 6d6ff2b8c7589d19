import { type Command, Option } from "commander";
import { JS_FORMATS } from "../../common/compiler/js/formats.js";
import { PASS_NAMES } from "../../common/compiler/link/pass-names.js";
import { TARGETS } from "../../common/target-names.js";
import { fileName } from "../flags.js";
import {
  board,
  examples,
  json,
  moduleOption,
  NETWORK,
  optimize,
  placement,
  type Run,
} from "./common-options.js";

/** What is made of a network file, and where it would fit: `build`, `inspect`, `boards`, `fit`. */
export function addBuildCommands(cli: Command, run: Run): void {
  cli
    .command("build")
    .description("compile a network to its module, with a manifest of sizes and hashes")
    .argument("<network>", NETWORK)
    .addOption(new Option("--target <target>", "what to build").choices(TARGETS).default("wasm"))
    .addOption(board())
    .addOption(
      new Option("--format <format>", "of JavaScript: a script, an ES module or CommonJS").choices(
        JS_FORMATS,
      ),
    )
    .addOption(moduleOption())
    .addOption(placement())
    .addOption(optimize())
    .option("--checkpoint <file>", "weights and state from `train` to begin with", fileName)
    .option("--embed", "of wasm: put the checkpoint into the module, not beside it")
    .option("--simd", "of wasm: a second module, with SIMD, for pages and Node")
    .option("--out <dir>", "where to put the files", "out")
    .addOption(
      new Option(
        "--dump <pass>",
        "show the program after this pass of the linker, and write nothing",
      ).choices(PASS_NAMES),
    )
    .addOption(json())
    .addHelpText(
      "after",
      examples(
        "perceptino build network.json --board rp2040-pico --out out",
        "perceptino build network.json --target js --format esm",
        "perceptino build network.json --target c --checkpoint checkpoint.bin",
        "perceptino build network.json --target arduino --checkpoint checkpoint.bin",
        "perceptino build network.json --target espruino --board puckjs",
        "perceptino build network.json --dump specialise",
      ),
    )
    .action(run(async () => (await import("../commands/build.js")).build));

  cli
    .command("inspect")
    .description("show the memory map, parameters, work per step and sizes")
    .argument("<file>", "a network file or a .wasm module")
    .addOption(board())
    .addOption(json())
    .addHelpText(
      "after",
      examples("perceptino inspect network.json", "perceptino inspect out/network.wasm"),
    )
    .action(run(async () => (await import("../commands/inspect.js")).inspect));

  cli
    .command("boards")
    .description("list the known boards")
    .addOption(json())
    .action(run(async () => (await import("../commands/list-boards.js")).listBoards));

  cli
    .command("fit")
    .description("what fits on which board, or by how much it does not")
    .argument("<network>", NETWORK)
    .option("--board <board>", "only this board")
    .option("--build", "measure firmware that is built now, instead of estimating it", false)
    .addOption(optimize())
    .addOption(json())
    .addHelpText("after", examples("perceptino fit network.json --board microbit"))
    .action(run(async () => (await import("../commands/fit.js")).fitCommand));
}
