import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import type { EspruinoBoard } from "../../../../boards/index.js";
import type { BuiltNetwork } from "../../../common/compiler/build-network.js";
import { Stopped, shown, UsageError, UserError } from "../../../common/errors.js";
import { answerOf, FORMS } from "../../../common/espruino/answers.js";
import { startCode } from "../../../common/espruino/boot.js";
import { forgetLearned, hasLearned } from "../../../common/espruino/learned.js";
import type { EspruinoLine } from "../../../common/espruino/line.js";
import { type EspruinoModule, espruinoModule } from "../../../common/espruino/module.js";
import { MODULE_NAME, moduleName, type Placement } from "../../../common/espruino/module-name.js";
import { flashOf } from "../../../common/espruino/saves.js";
import { weightsFile } from "../../../common/espruino/slots.js";
import { writeFile } from "../../../common/espruino/storage.js";
import { type Uploaded, upload } from "../../../common/espruino/upload.js";
import type { StorageFile } from "../../../common/espruino/versions.js";
import { fingerprintOf } from "../../../common/network/fingerprint.js";
import { count, table } from "../../../common/text.js";
import { catchSignals } from "../../catch-signals.js";
import { expectWritable, writeWhole } from "../../files.js";
import { readNetworkFile } from "../../load-network.js";
import { connect } from "../../ports/connect-espruino.js";
import { tell } from "../../print.js";
import { progressBar } from "../../progress-bar.js";
import { readTrained, type Trained } from "../../trained.js";
import type { FlashOptions, Printed } from "../kind.js";
import { build } from "./build.js";

/** A module's name is known by now. */
type NamedOptions = FlashOptions & { readonly name: string };

/** Makes a module and puts it into the board's Storage. */
export async function flash(
  path: string,
  board: EspruinoBoard,
  given: FlashOptions,
): Promise<Printed> {
  const options = { ...given, name: moduleName(given.name ?? MODULE_NAME) };
  const { port, dryRun } = options;
  if (port === undefined && !dryRun && options.out === undefined) {
    throw new UsageError(
      `--port: got none, expected ${board.name}'s serial port, its Bluetooth name or address, or tcp://host:port; or --dry-run`,
    );
  }
  if (options.out !== undefined) await expectWritable(join(options.out, options.name));
  const spec = await readNetworkFile(path);
  const built = await build(spec, board, options);
  const { placement, optimize } = options;
  const code = { ...(optimize && { optimize }) };
  const module = espruinoModule(built, board, options.name, placement, code);
  const trained =
    options.checkpoint === undefined
      ? undefined
      : await readTrained(built, options.checkpoint, options);
  const weights = trained && weightsFile(options.name, trained.checkpoint);
  const files = [...module.files, ...(weights ? [weights] : [])];
  if (options.out !== undefined) {
    const { out } = options;
    await expectWritable(...files.map(({ name }) => join(out, name)));
    for (const { name, data } of files) await writeWhole(join(out, name), data);
  }
  const done =
    port === undefined || dryRun
      ? undefined
      : await send(port, board, built, module, weights, options);
  return report(board, module, files, done, trained, options);
}

/** Connects and uploads, with a progress bar on a terminal. */
async function send(
  port: string,
  board: EspruinoBoard,
  built: BuiltNetwork,
  module: EspruinoModule,
  weights: StorageFile | undefined,
  options: NamedOptions,
): Promise<Uploaded> {
  const left =
    "stopped; the board loads the module that it had before, or the new one if that was whole; flash again";
  const stop = catchSignals(() => tell(options, left));
  tell(options, `${port}: connecting`);
  let line: EspruinoLine | undefined;
  const bar = progressBar(options, "{value}/{total} bytes");
  let began = false;
  try {
    line = await connect(port, { signal: stop.aborted });
    await expectBoard(line, board, module.placement);
    const own = flashOf(board, built.spec);
    if (weights && !options.yes && (await hasLearned(line, options.name, own))) {
      await askToErase(port, options);
    }
    const uploaded = await upload(line, module.files, {
      fingerprint: fingerprintOf(built.spec),
      ...(options.boot && { boot: startCode(options.name) }),
      onProgress: (bytes, total) => {
        if (total === 0) return;
        bar.show(bytes, total);
        began = true;
      },
    });
    if (weights) {
      await writeFile(line, weights);
      // What the board has learned before would be newer.
      await forgetLearned(line, options.name, own);
    }
    return uploaded;
  } catch (error) {
    throw error instanceof Stopped && began ? new Stopped(left) : error;
  } finally {
    bar.stop();
    await line?.close();
    stop.release();
  }
}

/** Asks on a terminal. Throws a UserError where there is none, or the answer is no. */
async function askToErase(port: string, { name, json }: NamedOptions): Promise<void> {
  const why = `${port}: the board has learned under the name ${shown(name)}, which --checkpoint erases`;
  const choice = "say --yes if it may, or take another --name";
  if (!process.stdin.isTTY || !process.stderr.isTTY || json) {
    throw new UserError(`${why}; ${choice}`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal
    .question(`${why}. Erase it? [y/N] `)
    .finally(() => terminal.close());
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new UserError(`${port}: nothing was changed; ${choice}`);
}

/** Machine code for another core would crash: so the board must be the one that was named. */
async function expectBoard(
  line: EspruinoLine,
  board: EspruinoBoard,
  placement: Placement,
): Promise<void> {
  const told = await line.evaluate("process.env.BOARD");
  const name = answerOf(line.port, told, FORMS.word, "the board's name");
  if (name === board.espruino || placement === "javascript") return;
  throw new UserError(
    `${line.port}: got the board ${shown(name)}, expected ${board.espruino} (--board ${board.name}); name the right board, or choose --placement javascript, which runs on any`,
  );
}

function report(
  board: EspruinoBoard,
  { name, placement, code }: EspruinoModule,
  files: readonly StorageFile[],
  done: Uploaded | undefined,
  trained: Trained | undefined,
  options: NamedOptions,
): Printed {
  const value = {
    board: board.name,
    name,
    placement,
    files: files.map((file) => ({ name: file.name, bytes: file.data.length })),
    done: done ?? null,
    ...(code && { optimize: code.optimize }),
    ...(trained && { trained: trained.about }),
    ...(options.out !== undefined && { out: options.out }),
  };
  const rows = files.map((file) => [file.name, file.data.length]);
  const lines = [
    table(["file", "bytes"], rows),
    ...(options.out === undefined ? [] : [`kept in ${options.out}`]),
    done
      ? `${done.version} is on the ${done.board} (${done.firmware}), ${count(done.bytes)} bytes written: require(${shown(name)})`
      : `would put them into the Storage of a ${board.description}: require(${shown(name)})`,
    ...(done?.boot ? [`${done.boot} loads it whenever the board starts`] : []),
  ];
  return { value, lines };
}
