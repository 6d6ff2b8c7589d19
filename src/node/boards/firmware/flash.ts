import { setTimeout as sleep } from "node:timers/promises";
import type { FirmwareBoard } from "../../../../boards/index.js";
import { UserError } from "../../../common/errors.js";
import { MODULE_NAME, moduleName, type Placement } from "../../../common/espruino/module-name.js";
import type { EngineName } from "../../../common/fit/engine.js";
import { hex } from "../../../common/hex.js";
import { fingerprintOf } from "../../../common/network/fingerprint.js";
import type { NetworkSpec } from "../../../common/network/network-file.js";
import { deviceClient } from "../../../common/protocol/client.js";
import { count } from "../../../common/text.js";
import { expectApart, prepareOutput, writeWhole } from "../../files.js";
import { findBoard, refuseFlags } from "../../flags.js";
import { flashImage, flashing, putOnBoard } from "../../flash/flash-board.js";
import { boardFirmware } from "../../gcc/board-firmware.js";
import { readNetworkFile } from "../../load-network.js";
import { openSerial } from "../../ports/serial.js";
import { print, tell } from "../../print.js";
import { buildForBoard } from "../build-for-board.js";
import { flashEspruino } from "../espruino/flash.js";

/** What the flags say; some are for boards that take our firmware, some for those that run Espruino. */
interface FlashCommandOptions {
  readonly board: string;
  readonly engine?: EngineName;
  readonly name?: string;
  readonly placement?: Placement;
  readonly checkpoint?: string;
  readonly yes?: boolean;
  readonly boot?: boolean;
  readonly port?: string;
  readonly dryRun: boolean;
  readonly out?: string;
  readonly json: boolean;
}

/** Milliseconds that a board takes to restart and to show its serial line again. */
const RESTART = 3000;

/** `perceptino flash NETWORK --board B`: builds for the board and puts it there. */
export async function flashCommand(path: string, options: FlashCommandOptions): Promise<void> {
  const board = findBoard(options.board);
  if (board.kind === "espruino") {
    refuseFlags(board, options, ["engine"]);
    const { name = MODULE_NAME, boot = false, ...rest } = options;
    return flashEspruino(path, board, { ...rest, name: moduleName(name), boot });
  }
  refuseFlags(board, options, ["name", "placement", "checkpoint", "yes", "boot"]);
  const { engine = "wasm3" } = options;
  return flashFirmware(path, board, { ...options, engine });
}

/** Builds the firmware, puts it onto the board and asks it who it is. */
async function flashFirmware(
  path: string,
  board: FirmwareBoard,
  options: FlashCommandOptions & { readonly engine: EngineName },
): Promise<void> {
  await expectApart({ "the network file": path }, { "--out": options.out });
  const onlyFile = options.dryRun || (board.flashing === undefined && options.out !== undefined);
  if (!onlyFile) flashing(board);
  const spec = await readNetworkFile(path);
  if (options.out !== undefined) await prepareOutput(options.out);
  const built = await buildForBoard(spec, board, { engine: options.engine });
  const firmware = await boardFirmware(built, board, options.engine);
  const image = flashImage(board, firmware.elf);
  if (options.out !== undefined) await writeWhole(options.out, image.bytes);

  tell(
    options,
    `${board.name}, ${options.engine}: ${count(image.bytes.length)} bytes of .${image.kind}`,
  );
  const done = onlyFile ? undefined : await putOnBoard(board, image);
  const verify = options.port !== undefined && !onlyFile;
  if (verify) await verifyDevice(options.port!, board.firmware.uart.baud, spec);
  const facts = {
    board: board.name,
    engine: options.engine,
    kind: image.kind,
    bytes: image.bytes.length,
    done: done ?? null,
    plan: image.plan,
    verified: verify,
    ...(options.out !== undefined && { out: options.out }),
  };
  const lines = [
    ...(options.out !== undefined ? [`kept as ${options.out}`] : []),
    done ?? `would ${image.plan}`,
    ...(verify ? [`verified: it runs network ${hex(fingerprintOf(spec))}`] : []),
  ];
  print(options, facts, lines.join("\n"));
}

/** Asks the board behind a port who it is. Throws a UserError when it is not this network. */
async function verifyDevice(port: string, baud: number, spec: NetworkSpec): Promise<void> {
  await sleep(RESTART);
  const device = deviceClient(await openSerial(port, baud));
  try {
    const { fingerprint } = await device.connect();
    if (fingerprint >>> 0 !== fingerprintOf(spec) >>> 0) {
      throw new UserError(
        `${port}: got the network ${hex(fingerprint)}, expected ${hex(fingerprintOf(spec))}; did the board take the new firmware?`,
      );
    }
  } finally {
    await device.close();
  }
}
