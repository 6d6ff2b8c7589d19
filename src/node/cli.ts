import { Argument, Command, CommanderError, Option } from "commander";
import { JS_FORMATS } from "../common/compiler/js/formats.js";
import { PASS_NAMES } from "../common/compiler/link/pass-names.js";
import { UserError } from "../common/errors.js";
import { MODULE_NAME, PLACEMENTS } from "../common/espruino/module-name.js";
import { INTERVALS, SENSORS } from "../common/espruino/sensors.js";
import { ENGINES } from "../common/fit/engine.js";
import { LIMITS } from "../common/network/network-spec.js";
import { TASK_NAMES } from "../common/network/tasks.js";
import { TARGETS } from "../common/target-names.js";
import { printableLines } from "../common/text.js";
import { guardSignals } from "./catch-signals.js";
import { TEMPLATES } from "./commands/templates.js";
import { SHELLS, type Shell } from "./completion-shells.js";
import { withDataOptions } from "./data-options.js";
import { addStart, fileName, numberOption, wholeOption } from "./flags.js";
import { coloured } from "./terminal/colours.js";
import {
  describeError,
  explainUsage,
  jsonError,
  messageOf,
  usageMessage,
  wantsJson,
} from "./terminal/errors.js";
import { PACKAGE_VERSION } from "./version.js";

const NETWORK = "the network file (JSON)";
const DATA = 'the readings: files of CSV or JSON, folders of them, or "-" for standard input';
const CHECKPOINT = "a checkpoint that `train` wrote";
const PORT = "serial port, or for Espruino a Bluetooth name or address or tcp://host:port";
const EXIT_CODES =
  "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 or 143 stopped by Ctrl-C or SIGTERM.";
const examples = (...lines: string[]) =>
  ["", `Example${lines.length > 1 ? "s" : ""}:`, ...lines.map((line) => `  ${line}`)].join("\n");
const json = () => new Option("--json", "print one JSON value for machines").default(false);
const board = () => new Option("--board <board>", "plan memory for this board (see `boards`)");
const onBoard = () =>
  new Option("--board <board>", "the board (see `boards`)").makeOptionMandatory();
const engine = () =>
  new Option(
    "--engine <engine>",
    "what executes the network in perceptino's firmware, wasm3 if not said",
  ).choices(ENGINES);
const moduleOption = () =>
  new Option("--name <module>", `on Espruino: the module's name, ${MODULE_NAME} if not said`);
const placement = () =>
  new Option(
    "--placement <place>",
    "on Espruino: where the code runs, instead of the board's own way",
  ).choices(PLACEMENTS);

/**
 * The command line: one function per command, each in the file of its name, which is read when the command is given: to
 * show a version or a usage takes none.
 * @param end called with the exit code of a command that does not simply end well
 * @param machine whether errors are told as JSON, by who calls
 */
export function program(end: (code: number) => void, machine = false): Command {
  const run =
    <T extends unknown[]>(load: () => Promise<(...given: T) => Promise<unknown>>) =>
    async (...given: T): Promise<void> => {
      const command = await load();
      const code = await command(...given);
      if (typeof code === "number") end(code);
    };
  const cli = new Command("perceptino")
    .description("Train and run small neural networks, with the same bits everywhere.")
    .version(PACKAGE_VERSION)
    .option("--debug", "show where an error arose", false)
    .option("--quiet", "print results and errors only", false)
    .exitOverride()
    .configureOutput({
      writeErr: (text) => (machine ? undefined : process.stderr.write(text)),
      outputError: (text, write) =>
        write(coloured(printableLines(explainUsage(text)), process.stderr)),
    })
    .hook("preAction", (_, command) => {
      command.setOptionValue("quiet", cli.opts<{ quiet: boolean }>().quiet);
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(add --help for the usage)")
    .addHelpText(
      "after",
      `${examples("perceptino init demo", "perceptino train demo/network.json demo/readings.csv")}\n\n${EXIT_CODES}`,
    );

  withDataOptions(cli.command("init"))
    .description("start from your data: look at them and write a network file; or start a project")
    .argument("[dir]", "the folder; made if it does not exist", ".")
    .option("--data <files...>", "the readings: files, folders, or - for standard input")
    .option("--label <columns...>", "of the data: what the network shall learn")
    .option("--inputs <columns...>", "of the data: what it reads, instead of all that change")
    .addOption(new Option("--task <task>", "instead of what the label says").choices(TASK_NAMES))
    .addOption(wholeOption("--window <rows>", "rows in a window, 0 for none", 0, LIMITS.windowRows))
    .addOption(
      new Option("--template <name>", "without data: what to start from")
        .choices(TEMPLATES)
        .default("tanh"),
    )
    .addOption(json())
    .addHelpText(
      "after",
      examples(
        "perceptino init --data gestures.csv --label gesture",
        "perceptino init demo --template logistic",
      ),
    )
    .action(run(async () => (await import("./commands/init.js")).init));

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
    .option("--checkpoint <file>", "weights and state from `train` to begin with", fileName)
    .option("--embed", "of wasm: put the checkpoint into the module, not beside it")
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
    .action(run(async () => (await import("./commands/build.js")).build));

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
    .action(run(async () => (await import("./commands/inspect.js")).inspect));

  cli
    .command("boards")
    .description("list the known boards")
    .addOption(json())
    .action(run(async () => (await import("./commands/list-boards.js")).listBoards));

  withDataOptions(
    cli
      .command("train")
      .description("train on the host with the very module that goes to the device")
      .argument("<network>", NETWORK)
      .argument("<data...>", DATA),
  )
    .addOption(wholeOption("--epochs <n>", "passes over the readings", 1, 1_000_000).default(100))
    .addOption(
      numberOption("--validation <share>", "share held out for validation", 0, 0.9).default(0.2),
    )
    .addOption(
      new Option("--validation-last", "hold out the last readings").conflicts("validationRows"),
    )
    .option("--validation-rows", "hold out single readings, also of recordings")
    .addOption(
      wholeOption("--patience <n>", "stop after n epochs without a better loss", 1, 1_000_000),
    )
    .addOption(wholeOption("--seed <n>", "instead of the network file's seed", 0, 0xffffffff))
    .option("--shuffle", "mix the readings in each epoch; done unless the normalizer is adaptive")
    .option("--no-shuffle", "keep the readings in their order")
    .option(
      "--checkpoint <file>",
      "where to keep the best weights, written every few seconds and at the end",
      fileName,
      "checkpoint.bin",
    )
    .addOption(
      new Option(
        "--online",
        "learn from standard input as readings come, each once, as on a device",
      ).conflicts(["report", "trace", "patience", "validationLast", "validationRows"]),
    )
    .option("--resume", "go on from the checkpoint", false)
    .option("--overwrite", "replace the checkpoint of an earlier run, which else is kept", false)
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
When the training fails, the checkpoint stays as it was last written. The checkpoint of
an earlier run is kept beside the new one, checkpoint.bin as checkpoint.1.bin, unless
--resume goes on with it or --overwrite replaces it.`,
    )
    .action(run(async () => (await import("./commands/train.js")).trainCommand));

  withDataOptions(
    cli
      .command("predict")
      .description("predict, as CSV or JSON")
      .argument("<network>", NETWORK)
      .argument("<checkpoint>", CHECKPOINT)
      .argument("<data...>", DATA),
  )
    .addOption(json())
    .addHelpText(
      "after",
      examples("perceptino predict network.json checkpoint.bin readings.csv > out.csv"),
    )
    .action(run(async () => (await import("./commands/predict.js")).predict));

  withDataOptions(
    cli
      .command("evaluate")
      .description("how well a network does on readings whose labels or numbers are known")
      .argument("<network>", NETWORK)
      .argument("<checkpoint>", CHECKPOINT)
      .argument("<data...>", DATA),
  )
    .option("--report <file>", "write an HTML report", fileName)
    .addOption(json())
    .addHelpText(
      "after",
      examples("perceptino evaluate network.json checkpoint.bin readings.csv --report report.html"),
    )
    .action(run(async () => (await import("./commands/evaluate.js")).evaluate));

  cli
    .command("fit")
    .description("what fits on which board, or by how much it does not")
    .argument("<network>", NETWORK)
    .option("--board <board>", "only this board")
    .option("--build", "measure firmware that is built now, instead of estimating it", false)
    .addOption(json())
    .addHelpText("after", examples("perceptino fit network.json --board microbit"))
    .action(run(async () => (await import("./commands/fit.js")).fitCommand));

  withDataOptions(
    cli
      .command("simulate")
      .description("train in a board's simulator and compare every step with Node, bit by bit")
      .argument("<network>", NETWORK)
      .argument("<data...>", DATA),
  )
    .addOption(onBoard())
    .addOption(engine())
    .addOption(wholeOption("--steps <n>", "training steps", 1, 1_000_000).default(200))
    .addOption(
      numberOption("--timeout <seconds>", "for one answer of the firmware", 0.1, 3600).default(30),
    )
    .option("--report <file>", "write an HTML report", fileName)
    .option(
      "--trace <file>",
      "write one JSON line per step: loss, its bits, parameter hash",
      fileName,
    )
    .option("--expect <file>", "fail when bits, memory or cost are not as in this file", fileName)
    .option("--update", "write that file anew instead")
    .addOption(json())
    .addHelpText(
      "after",
      `${examples(
        "perceptino simulate network.json readings.csv --board mps2-an386",
        "perceptino simulate network.json readings.csv --board puckjs --expect expected.json",
      )}

The readings are trained on in their order, over and over, as by
\`train --no-shuffle --validation 0\`. A step that differs, or
what is not as --expect has it, gives exit code 1.`,
    )
    .action(run(async () => (await import("./commands/simulate.js")).simulateCommand));

  cli
    .command("flash")
    .description("build for a board and put it there: firmware, or a module for Espruino")
    .argument("<network>", NETWORK)
    .addOption(onBoard())
    .addOption(engine())
    .option("--port <port>", `${PORT}; firmware is asked there afterwards who it is`)
    .addOption(moduleOption())
    .addOption(placement())
    .option("--checkpoint <file>", "weights and state from `train` to begin with", fileName)
    .option("--yes", "on Espruino: let --checkpoint erase what the board has learned, unasked")
    .option("--boot", "on Espruino: load the network whenever the board starts")
    .option("--dry-run", "say what would be done, and do nothing", false)
    .option(
      "--out <path>",
      "keep the firmware in this file, or a module's files in this folder",
      fileName,
    )
    .addOption(json())
    .addHelpText(
      "after",
      examples(
        "perceptino flash network.json --board rp2040-pico --dry-run --out network.uf2",
        "perceptino flash network.json --board puckjs --port 'Puck.js abcd' --checkpoint checkpoint.bin",
      ),
    )
    .action(run(async () => (await import("./commands/flash.js")).flashCommand));

  cli
    .command("monitor")
    .description("show what a board's network does while it works")
    .addOption(onBoard())
    .requiredOption("--port <port>", PORT)
    .addOption(numberOption("--interval <seconds>", "of firmware: between two looks", 0.05, 3600))
    .addOption(moduleOption())
    .option("--network <file>", "on Espruino: the network file, for --out", fileName)
    .option("--out <file>", "on Espruino: keep the labelled readings as CSV for `train`", fileName)
    .addOption(json())
    .addHelpText(
      "after",
      examples(
        "perceptino monitor --board rp2040-pico --port /dev/ttyACM0",
        "perceptino monitor --board banglejs2 --port tcp://localhost:2323",
      ),
    )
    .action(run(async () => (await import("./commands/monitor.js")).monitorCommand));

  cli
    .command("record")
    .description("record a sensor's readings on an Espruino board, as CSV for `train`")
    .argument("<network>", NETWORK)
    .addOption(onBoard())
    .requiredOption("--port <port>", PORT)
    .requiredOption(
      "--label <label>",
      "of all readings: 0 or none, 1, or an output's name (name:0 if it is called 0)",
    )
    .option("--sensor <name>", `${SENSORS.map(({ name }) => name).join(", ")} or analog:PIN`)
    .option("--read <expression>", "instead: JavaScript for the board that gives a list of numbers")
    .addOption(numberOption("--seconds <s>", "how long", 0.1, 86_400).default(10))
    .addOption(
      wholeOption(
        "--interval <ms>",
        "between two readings",
        INTERVALS.least,
        INTERVALS.most,
      ).default(100),
    )
    .option("--out <file>", "the CSV file; continued when it is there", fileName, "readings.csv")
    .addOption(json())
    .addHelpText(
      "after",
      examples(
        "perceptino record network.json --board banglejs2 --port 'Bangle.js abcd' --sensor accelerometer --label 1 --seconds 30",
      ),
    )
    .action(run(async () => (await import("./commands/record.js")).recordCommand));

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
    .action(run(async () => (await import("./commands/minimize.js")).minimizeCommand));

  cli
    .command("completion")
    .description("print a script that completes commands, options and files in your shell")
    .addArgument(new Argument("<shell>", "which one").choices(SHELLS))
    .addHelpText(
      "after",
      `
To install it:
  bash  perceptino completion bash >> ~/.bashrc
  zsh   perceptino completion zsh > "\${fpath[1]}/_perceptino"
  fish  perceptino completion fish > ~/.config/fish/completions/perceptino.fish`,
    )
    .action(
      run(async () => {
        const { completion } = await import("./commands/completion.js");
        return async (shell: Shell) => completion(shell, cli);
      }),
    );

  return cli;
}

/**
 * Runs the command line.
 * @returns its exit code: 0 done, 1 failed, 2 wrong usage, 130 or 143 stopped by Ctrl-C or SIGTERM
 */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const machine = wantsJson(argv);
  const cli = program((given) => {
    code = given;
  }, machine);
  const unguard = guardSignals();
  const tellError = (message: string, exitCode: number, text?: string) => {
    process.stderr.write(
      machine ? jsonError(message, exitCode) : coloured(text ?? "", process.stderr),
    );
    return exitCode;
  };
  try {
    await cli.parseAsync(argv, { from: "user" });
    unguard();
    return code;
  } catch (error) {
    const signalled = unguard();
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : tellError(usageMessage(error.message), 2);
    }
    const own = error instanceof UserError ? error.exitCode : 1;
    const debug = cli.opts<{ debug: boolean }>().debug;
    return tellError(messageOf(error), signalled || own, describeError(error, debug));
  }
}
