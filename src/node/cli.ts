import { Argument, Command, CommanderError } from "commander";
import { UserError } from "../common/errors.js";
import { printableLines } from "../common/text.js";
import { guardSignals } from "./catch-signals.js";
import { addBoardCommands } from "./cli/board-commands.js";
import { addBuildCommands } from "./cli/build-commands.js";
import { examples, json, type Run } from "./cli/common-options.js";
import { addDataCommands } from "./cli/data-commands.js";
import { SHELLS, type Shell } from "./completion-shells.js";
import { addStart, numberOption, wholeOption } from "./flags.js";
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

const EXIT_CODES =
  "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 or 143 stopped by Ctrl-C or\nSIGTERM.";

/** Always the same: a browser keeps a page's projects by its address. */
const LAB_PORT = 8778;

/**
 * The command line: one function per command, each in the file of its name, which is read when the command is given: to
 * show a version or a usage takes none.
 * @param end called with the exit code of a command that does not simply end well
 * @param machine whether errors are told as JSON, by who calls
 */
export function program(end: (code: number) => void, machine = false): Command {
  const run: Run =
    (load) =>
    async (...given) => {
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
    // Names alone: with their arguments beside them no line of a terminal holds a description.
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .showHelpAfterError("(add --help for the usage)")
    .addHelpText(
      "after",
      `${examples("perceptino init demo", "perceptino train demo/network.json demo/readings.csv")}\n\n${EXIT_CODES}`,
    );

  addDataCommands(cli, run);
  addBuildCommands(cli, run);
  addBoardCommands(cli, run);

  cli
    .command("lab")
    .description("open the page in your browser: record, train and put on a board by clicking")
    .addOption(
      wholeOption(
        "--port <port>",
        "of this machine alone, 0 for any that is free",
        0,
        65_535,
      ).default(LAB_PORT),
    )
    .option("--no-open", "only say the address")
    .addOption(json())
    .addHelpText("after", examples("perceptino lab", "perceptino lab --port 0 --no-open"))
    .action(run(async () => (await import("./commands/lab.js")).lab));

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
