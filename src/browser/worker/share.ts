import { ESPRUINO_BOARDS } from "../../../boards/index.js";
import { buildNetworkWith } from "../../common/compiler/build-network.js";
import type { JsFormat } from "../../common/compiler/js/formats.js";
import { crcOfAll } from "../../common/crc-table.js";
import { MODULE_NAME } from "../../common/espruino/module-name.js";
import { hex } from "../../common/hex.js";
import { parseNetwork } from "../../common/network/network-file.js";
import type { Resources } from "../../common/resources.js";
import type { Target } from "../../common/target-names.js";
import { artifactsOf, type TargetOptions } from "../../common/targets.js";

/** What is to be made of a network. */
export interface FilesOrder {
  /** of the network file */
  readonly text: string;
  readonly target: Target;
  /** what the files are called, without ending */
  readonly name: string;
  /** an Espruino board's, for the target "espruino" */
  readonly board?: string;
  /** of the target "js" */
  readonly format?: JsFormat;
  /** what the network begins with, instead of new weights */
  readonly checkpoint?: Uint8Array;
}

/** A file that was made. */
export interface SharedFile {
  /** its path, with "/" between folders */
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** CRC-32, in hexadecimal */
  readonly sum: string;
}

/**
 * The files of a target, as `perceptino build` makes them.
 * @throws UserError where the network does not do for the target
 */
export async function makeFiles(
  resources: Resources,
  { text, target, name, board, format, checkpoint }: FilesOrder,
): Promise<SharedFile[]> {
  const built = buildNetworkWith(resources, parseNetwork(text, "network.json"));
  const espruino = ESPRUINO_BOARDS.find((one) => one.name === board);
  const options: TargetOptions = {
    ...(espruino && { espruino: { board: espruino, module: MODULE_NAME } }),
    ...(format && { format }),
    ...(checkpoint && { checkpoint }),
  };
  const artifacts = await artifactsOf(built, target, name, options);
  return artifacts.map(({ file, data }) => {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
    return { file, bytes, sum: hex(crcOfAll(bytes)) };
  });
}
