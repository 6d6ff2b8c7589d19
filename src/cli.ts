import { Command, CommanderError, Option } from "commander";
import { build } from "./commands/build.js";
import { evaluate } from "./commands/evaluate.js";
import { init, TEMPLATES } from "./commands/init.js";
import { inspect } from "./commands/inspect.js";
import { listBoards } from "./commands/list-boards.js";
import { minimizeCommand } from "./commands/minimize.js";
import { predict } from "./commands/predict.js";
import { trainCommand } from "./commands/train.js";
import { UserError } from "./errors.js";
import { addStart, fileName, numberOption, wholeOption } from "./flags.js";
import { printable } from "./print.js";
import { TARGETS } from "./targets/index.js";
import { PACKAGE_VERSION } from "./version.js";

const NETWORK = "the network file (JSON)";
const DATA = 'the readings: CSV with a header, JSON lines, or "-" for standard input';
const CHECKPOINT = "a checkpoint that `train` wrote";
const EXIT_CODES =
  "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 or 143 stopped by Ctrl-C or SIGTERM.";
const examples = (...lines: string[]) =>
  ["", `Example${lines.length > 1 ? "s" : ""}:`, ...lines.map((line) => `  ${line}`)].join("\n");
const json = () => new Option("--json", "print one JSON value for machines").default(false);
const board = () => new Option("--board <board>", "plan memory for this board (see `boards`)");

/**
 * The command line: one function per command, each in the file of its name.
 * @param end called with the exit code of a command that does not simply end well
 */
function program(end: (code: number) => void): Command {
  const cli = new Command("perceptino")
    .description("Train and run small neural networks, with the same bits everywhere.")
    .version(PACKAGE_VERSION)
    .option("--debug", "show where an error arose", false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(printableLines(text)) })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(add --help for the usage)")
    .addHelpText(
      "after",
      `${examples("perceptino init demo", "perceptino train demo/network.json demo/readings.csv")}\n\n${EXIT_CODES}`,
    );

  cli
    .command("init")
    .description("start a project: a network, readings and a README")
    .argument("[dir]", "the folder; made if it does not exist", ".")
    .addOption(
      new Option("--template <name>", "what to start from").choices(TEMPLATES).default("tanh"),
    )
    .addOption(json())
    .addHelpText("after", examples("perceptino init demo --template logistic"))
    .action(init);

  cli
    .command("build")
    .description("compile a network to its module, with a manifest of sizes and hashes")
    .argument("<network>", NETWORK)
    .addOption(new Option("--target <target>", "what to build").choices(TARGETS).default("wasm"))
    .addOption(board())
    .option("--out <dir>", "where to put the files", "out")
    .addOption(json())
    .addHelpText("after", examples("perceptino build network.json --board microbit --out out"))
    .action(build);

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
    .action(inspect);

  cli.command("boards").description("list the known boards").addOption(json()).action(listBoards);

  cli
    .command("train")
    .description("train on the host with the very module that goes to the device")
    .argument("<network>", NETWORK)
    .argument("<data>", DATA)
    .addOption(wholeOption("--epochs <n>", "passes over the readings", 1, 1_000_000).default(100))
    .addOption(
      numberOption("--validation <share>", "share held out for validation", 0, 0.9).default(0.2),
    )
    .addOption(
      wholeOption("--patience <n>", "stop after n epochs without a better loss", 1, 1_000_000),
    )
    .addOption(wholeOption("--seed <n>", "instead of the network file's seed", 0, 0xffffffff))
    .option("--no-shuffle", "keep the readings in their order")
    .option(
      "--checkpoint <file>",
      "where to keep the best weights, written every few seconds and at the end",
      fileName,
      "checkpoint.bin",
    )
    .option("--resume", "go on from the checkpoint", false)
    .option("--report <file>", "write an HTML report", fileName)
    .option(
      "--trace <file>",
      "write one JSON line per step: loss, its bits, parameter hash",
      fileName,
    )
    .addOption(json())
    .addHelpText(
      "after",
      `${examples(
        "perceptino train network.json readings.csv --epochs 200 --report report.html",
        "perceptino train network.json readings.csv --resume --patience 20",
        "cat readings.csv | perceptino train network.json - --validation 0 --json",
      )}

The weights kept are those of the epoch with the lowest validation loss, or with
--validation 0 the latest. Ctrl-C ends the training early and keeps them as well.
When the training fails, the checkpoint stays as it was last written.`,
    )
    .action(async (network, data, options) => end(await trainCommand(network, data, options)));

  cli
    .command("predict")
    .description("predict, as CSV or JSON")
    .argument("<network>", NETWORK)
    .argument("<checkpoint>", CHECKPOINT)
    .argument("<data>", DATA)
    .addOption(json())
    .addHelpText(
      "after",
      examples("perceptino predict network.json checkpoint.bin readings.csv > out.csv"),
    )
    .action(predict);

  cli
    .command("evaluate")
    .description("accuracy, loss and confusion matrix on labelled readings")
    .argument("<network>", NETWORK)
    .argument("<checkpoint>", CHECKPOINT)
    .argument("<data>", DATA)
    .option("--report <file>", "write an HTML report", fileName)
    .addOption(json())
    .addHelpText(
      "after",
      examples("perceptino evaluate network.json checkpoint.bin readings.csv --report report.html"),
    )
    .action(evaluate);

  cli
    .command("minimize")
    .description("gradient descent on an expression")
    .argument("<expression>", "a differentiable expression of the variables")
    .requiredOption("--start <variable=value...>", "where each variable begins", addStart)
    .addOption(numberOption("--learning-rate <rate>", "the step's factor", 1e-30, 1e6).default(0.1))
    .addOption(wholeOption("--iterations <n>", "number of steps", 0, 10_000_000).default(100))
    .option("--path", "print every step", false)
    .addOption(json())
    .addHelpText(
      "after",
      examples(
        "perceptino minimize '(x - 3)^2' --start x=0",
        "perceptino minimize --start x=1 y=2 -- '-x + x^2 + y^2'",
      ),
    )
    .action(minimizeCommand);

  return cli;
}

/**
 * Runs the command line.
 * @returns its exit code: 0 done, 1 failed, 2 wrong usage, 130 or 143 stopped by Ctrl-C or SIGTERM
 */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const cli = program((given) => {
    code = given;
  });
  try {
    await cli.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(describeError(error, cli.opts<{ debug: boolean }>().debug));
    return error instanceof UserError ? error.exitCode : 1;
  }
}

/** An error in one line, and with --debug where it arose. */
function describeError(error: unknown, debug: boolean): string {
  const message = printable(error instanceof Error ? error.message : String(error));
  const bug = " (this is a bug in perceptino; please report it with what --debug shows)";
  const stack = debug && error instanceof Error ? `${printableLines(error.stack ?? "")}\n` : "";
  return `error: ${message}${error instanceof UserError ? "" : bug}\n${stack}`;
}

const printableLines = (text: string) => text.split("\n").map(printable).join("\n");
