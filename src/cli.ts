import { Command, CommanderError, Option } from "commander";
import { TARGETS } from "./build.js";
import { build } from "./commands/build.js";
import { evaluate } from "./commands/evaluate.js";
import { init, TEMPLATES } from "./commands/init.js";
import { inspect } from "./commands/inspect.js";
import { listBoards } from "./commands/list-boards.js";
import { minimizeCommand } from "./commands/minimize.js";
import { predict } from "./commands/predict.js";
import { trainCommand } from "./commands/train.js";
import { UserError } from "./errors.js";
import { between, wholeBetween } from "./flags.js";
import { PACKAGE_VERSION } from "./version.js";

const NETWORK = "the network file (JSON)";
const DATA = 'the readings: CSV with a header, JSON lines, or "-" for standard input';
const CHECKPOINT = "a checkpoint that `train` wrote";
const json = () => new Option("--json", "print one JSON value for machines").default(false);
const board = () => new Option("--board <board>", "plan memory for this board (see `boards`)");

/** The command line: one function per command, each in the file of its name. */
function program(): Command {
  const cli = new Command("perceptino")
    .description("Train and run small neural networks, with the same bits everywhere.")
    .version(PACKAGE_VERSION)
    .option("--debug", "show where an error arose", false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) })
    .showHelpAfterError("(add --help for the usage)");

  cli
    .command("init")
    .description("start a project: a network, readings and a README")
    .argument("[dir]", "the folder; made if it does not exist", ".")
    .addOption(
      new Option("--template <name>", "what to start from").choices(TEMPLATES).default("tanh"),
    )
    .addOption(json())
    .action(init);

  cli
    .command("build")
    .description("compile a network to its module, with a manifest of sizes and hashes")
    .argument("<network>", NETWORK)
    .addOption(new Option("--target <target>", "what to build").choices(TARGETS).default("wasm"))
    .addOption(board())
    .option("--out <dir>", "where to put the files", "out")
    .addOption(json())
    .action(build);

  cli
    .command("inspect")
    .description("show the memory map, parameters, work per step and sizes")
    .argument("<file>", "a network file or a .wasm module")
    .addOption(board())
    .addOption(json())
    .action(inspect);

  cli.command("boards").description("list the known boards").addOption(json()).action(listBoards);

  cli
    .command("train")
    .description("train on the host with the very module that goes to the device")
    .argument("<network>", NETWORK)
    .argument("<data>", DATA)
    .option("--epochs <n>", "passes over the readings", wholeBetween(1, 1_000_000), 100)
    .option("--validation <share>", "share held out for validation", between(0, 0.9), 0.2)
    .option(
      "--patience <n>",
      "stop after n epochs without a better loss",
      wholeBetween(1, 1_000_000),
    )
    .option("--seed <n>", "instead of the network file's seed", wholeBetween(0, 0xffffffff))
    .option("--no-shuffle", "keep the readings in their order")
    .option("--checkpoint <file>", "where to keep the best weights", "checkpoint.bin")
    .option("--resume", "go on from the checkpoint", false)
    .option("--report <file>", "write an HTML report")
    .option("--trace <file>", "write one JSON line per step: loss, its bits, parameter hash")
    .addOption(json())
    .action(trainCommand);

  cli
    .command("predict")
    .description("predict, as CSV or JSON")
    .argument("<network>", NETWORK)
    .argument("<checkpoint>", CHECKPOINT)
    .argument("<data>", DATA)
    .addOption(json())
    .action(predict);

  cli
    .command("evaluate")
    .description("accuracy, loss and confusion matrix on labelled readings")
    .argument("<network>", NETWORK)
    .argument("<checkpoint>", CHECKPOINT)
    .argument("<data>", DATA)
    .option("--report <file>", "write an HTML report")
    .addOption(json())
    .action(evaluate);

  cli
    .command("minimize")
    .description("gradient descent on an expression: minimize '(x - 3)^2' --start x=0")
    .argument("<expression>", "a differentiable expression of the variables")
    .requiredOption("--start <variable=value...>", "where each variable begins")
    .option("--learning-rate <rate>", "the step's factor", between(1e-30, 1e6), 0.1)
    .option("--iterations <n>", "number of steps", wholeBetween(0, 10_000_000), 100)
    .option("--path", "print every step", false)
    .addOption(json())
    .action(minimizeCommand);

  return cli;
}

/** Runs the command line. Gives its exit code: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C. */
export async function main(argv: readonly string[]): Promise<number> {
  const cli = program();
  try {
    await cli.parseAsync(argv, { from: "user" });
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = error instanceof UserError;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      known
        ? `error: ${message}\n`
        : `error: ${message} (this is a bug in perceptino; please report it)\n`,
    );
    if (cli.opts<{ debug: boolean }>().debug && error instanceof Error)
      process.stderr.write(`${error.stack}\n`);
    return known ? error.exitCode : 1;
  }
}
