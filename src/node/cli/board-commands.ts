import type { Command } from "commander";
import { INTERVALS, SENSORS } from "../../common/espruino/sensors.js";
import { withDataOptions } from "../data-options.js";
import { fileName, numberOption, wholeOption } from "../flags.js";
import {
  DATA,
  engine,
  examples,
  json,
  moduleOption,
  NETWORK,
  onBoard,
  optimize,
  PORT,
  placement,
  type Run,
} from "./common-options.js";

/** What is done with a board or its simulator: `simulate`, `flash`, `monitor`, `record`. */
export function addBoardCommands(cli: Command, run: Run): void {
  withDataOptions(
    cli
      .command("simulate")
      .description("train in a board's simulator and compare every step with Node, bit by bit")
      .argument("<network>", NETWORK)
      .argument("<data...>", DATA),
  )
    .addOption(onBoard())
    .addOption(engine())
    .addOption(placement())
    .addOption(optimize())
    .addOption(wholeOption("--steps <n>", "training steps", 1, 1_000_000).default(200))
    .addOption(
      numberOption("--timeout <seconds>", "for one answer of what is simulated", 0.1, 3600).default(
        30,
      ),
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
    .action(run(async () => (await import("../commands/simulate.js")).simulateCommand));

  cli
    .command("flash")
    .description("build for a board and put it there: firmware, or a module for Espruino")
    .argument("<network>", NETWORK)
    .addOption(onBoard())
    .addOption(engine())
    .option("--port <port>", `${PORT}; firmware is asked there afterwards who it is`)
    .addOption(moduleOption())
    .addOption(placement())
    .addOption(optimize())
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
    .action(run(async () => (await import("../commands/flash.js")).flashCommand));

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
    .action(run(async () => (await import("../commands/monitor.js")).monitorCommand));

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
        "between two readings; by the network's windows if not said, else 100",
        INTERVALS.least,
        INTERVALS.most,
      ),
    )
    .option("--out <file>", "the CSV file; continued when it is there", fileName, "readings.csv")
    .addOption(json())
    .addHelpText(
      "after",
      examples(
        "perceptino record network.json --board banglejs2 --port 'Bangle.js abcd' --sensor accelerometer --label 1 --seconds 30",
      ),
    )
    .action(run(async () => (await import("../commands/record.js")).recordCommand));
}
