import { type Command, Option } from "commander";
import { LIMITS } from "../../common/network/network-spec.js";
import { TASK_NAMES } from "../../common/network/tasks.js";
import { TEMPLATES } from "../commands/templates.js";
import { withDataOptions } from "../data-options.js";
import { fileName, numberOption, wholeOption } from "../flags.js";
import { CHECKPOINT, DATA, examples, json, NETWORK, noSimd, type Run } from "./common-options.js";

/** What is done with data: `init`, `train`, `predict`, `evaluate`. */
export function addDataCommands(cli: Command, run: Run): void {
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
    .action(run(async () => (await import("../commands/init.js")).init));

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
    .addOption(noSimd())
    .addOption(json())
    .addHelpText(
      "after",
      `${examples(
        "perceptino train network.json readings.csv --epochs 200 --report report.html",
        "perceptino train network.json readings.csv --resume --patience 20",
        "cat readings.csv | perceptino train network.json - --validation 0 --json",
      )}

The weights kept are those of the epoch with the lowest validation loss, or with
--validation 0 the latest. Ctrl-C ends the training early and keeps them as
well. When the training fails, the checkpoint stays as it was last written. The
checkpoint of an earlier run is kept beside the new one, checkpoint.bin as
checkpoint.1.bin, unless --resume goes on with it or --overwrite replaces it.`,
    )
    .action(run(async () => (await import("../commands/train.js")).trainCommand));

  withDataOptions(
    cli
      .command("predict")
      .description("predict, as CSV or JSON")
      .argument("<network>", NETWORK)
      .argument("<checkpoint>", CHECKPOINT)
      .argument("<data...>", DATA),
  )
    .addOption(noSimd())
    .addOption(json())
    .addHelpText(
      "after",
      examples("perceptino predict network.json checkpoint.bin readings.csv > out.csv"),
    )
    .action(run(async () => (await import("../commands/predict.js")).predict));

  withDataOptions(
    cli
      .command("evaluate")
      .description("how well a network does on readings whose labels or numbers are known")
      .argument("<network>", NETWORK)
      .argument("<checkpoint>", CHECKPOINT)
      .argument("<data...>", DATA),
  )
    .option("--report <file>", "write an HTML report", fileName)
    .addOption(noSimd())
    .addOption(json())
    .addHelpText(
      "after",
      examples("perceptino evaluate network.json checkpoint.bin readings.csv --report report.html"),
    )
    .action(run(async () => (await import("../commands/evaluate.js")).evaluate));
}
