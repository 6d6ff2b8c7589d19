import { setTimeout as sleep } from "node:timers/promises";
import type { FirmwareBoard } from "../../../../boards/index.js";
import { UserError } from "../../../common/errors.js";
import { flashFile } from "../../../common/firmware/flash-file.js";
import { hex } from "../../../common/hex.js";
import { fingerprintOf } from "../../../common/network/fingerprint.js";
import type { NetworkSpec } from "../../../common/network/network-file.js";
import { deviceClient } from "../../../common/protocol/client.js";
import { count, counted } from "../../../common/text.js";
import { expectWritable, writeWhole } from "../../files.js";
import { elfSegments } from "../../flash/elf.js";
import { flashing, putOnBoard } from "../../flash/flash-board.js";
import { boardFirmware } from "../../gcc/board-firmware.js";
import { readNetworkFile } from "../../load-network.js";
import { openSerial } from "../../ports/serial.js";
import { tell } from "../../print.js";
import { readTrained } from "../../trained.js";
import type { FlashOptions, Printed } from "../kind.js";
import { build } from "./build.js";

/** Milliseconds that a board takes to restart and to show its serial line again. */
const RESTART = 3000;

/** Builds the firmware, puts it onto the board and asks it who it is. */
export async function flash(
  path: string,
  board: FirmwareBoard,
  options: FlashOptions,
): Promise<Printed> {
  const { engine = "wasm3" } = options;
  const onlyFile = options.dryRun || (board.flashing === undefined && options.out !== undefined);
  if (!onlyFile) flashing(board);
  await expectWritable(options.out);
  const spec = await readNetworkFile(path);
  const built = await build(spec, board, { engine });
  const { checkpoint } = options;
  const trained =
    checkpoint === undefined ? undefined : await readTrained(built, checkpoint, options);
  const firmware = await boardFirmware(built, board, engine, undefined, trained?.checkpoint);
  const image = flashFile(board, elfSegments(firmware.elf));
  if (options.out !== undefined) await writeWhole(options.out, image.bytes);

  tell(options, `${board.name}, ${engine}: ${count(image.bytes.length)} bytes of .${image.kind}`);
  const done = onlyFile ? undefined : await putOnBoard(board, image);
  const verify = options.port !== undefined && !onlyFile;
  if (verify) await verifyDevice(options.port!, board.firmware.uart.baud, spec);
  const value = {
    board: board.name,
    engine,
    kind: image.kind,
    bytes: image.bytes.length,
    done: done ?? null,
    plan: image.plan,
    ...(trained && { trained: trained.about }),
    verified: verify,
    ...(options.out !== undefined && { out: options.out }),
  };
  const lines = [
    ...(trained ? [`begins trained for ${counted(trained.about.steps, "step")}`] : []),
    ...(options.out !== undefined ? [`kept as ${options.out}`] : []),
    done ?? `would ${image.plan}`,
    ...(verify ? [`verified: it runs network ${hex(fingerprintOf(spec))}`] : []),
  ];
  return { value, lines };
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
