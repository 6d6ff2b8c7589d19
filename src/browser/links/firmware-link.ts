import { FIRMWARE_BOARDS } from "../../../boards/index.js";
import { UserError } from "../../common/errors.js";
import { deviceClient } from "../../common/protocol/client.js";
import type { Transport } from "../../common/protocol/transport.js";
import type { FirmwareLink } from "./link.js";

/** Finds the firmware at the other end of a line. @throws UserError when none answers */
export async function firmwareLink(
  transport: Transport,
  by: string,
  signal: AbortSignal,
): Promise<FirmwareLink> {
  const client = deviceClient(transport);
  const stop = () => void client.close();
  signal.addEventListener("abort", stop);
  try {
    const identity = await client.connect();
    const board = FIRMWARE_BOARDS.find(({ name }) => name === identity.board);
    const title = `${board?.description ?? identity.board} by ${by}`;
    return { kind: "firmware", title, client, identity, ...(board && { board }) };
  } catch (error) {
    await client.close();
    throw new UserError(
      `no board with perceptino's firmware answers (${(error as Error).message}): is it the right port, and is the firmware on it? Boards with Espruino are connected as such`,
    );
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
