import { type EspruinoLine, lineOver } from "../../common/espruino/line.js";
import { openPackage } from "./espruino-package.js";

/**
 * Connects to an Espruino: a serial path, `tcp://host:port`, or a BLE device's name or address.
 * @param options.baud bits per second of a serial line
 * @param options.signal ends the connecting, and later whatever is waited for; the port is closed then
 * @throws UserError when the optional package is missing, the port cannot be opened or no Espruino answers; Stopped
 */
export async function connect(
  port: string,
  options: { readonly baud?: number; readonly signal?: AbortSignal } = {},
): Promise<EspruinoLine> {
  const line = lineOver(await openPackage(port, options), port, options.signal);
  try {
    await line.settle();
    return line;
  } catch (error) {
    await line.close();
    throw error;
  }
}
