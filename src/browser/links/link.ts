import type { EspruinoBoard, FirmwareBoard } from "../../../boards/index.js";
import type { EspruinoLine } from "../../common/espruino/line.js";
import type { DeviceClient } from "../../common/protocol/client.js";
import type { Identity } from "../../common/protocol/messages.js";

/** A line to an Espruino board. */
export interface EspruinoLink {
  readonly kind: "espruino";
  /** for people: "Bangle.js 2 by Bluetooth" */
  readonly title: string;
  readonly line: EspruinoLine;
  /** what it says it is, where it is one that we know */
  readonly board?: EspruinoBoard;
}

/** A line to a board with perceptino's firmware. */
export interface FirmwareLink {
  readonly kind: "firmware";
  readonly title: string;
  readonly client: DeviceClient;
  readonly identity: Identity;
  readonly board?: FirmwareBoard;
}

export type BoardLink = EspruinoLink | FirmwareLink;
