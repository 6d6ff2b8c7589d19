import { ESPRUINO_BOARDS } from "../../../boards/index.js";
import { Stopped, shown } from "../../common/errors.js";
import { boardText, parsed } from "../../common/espruino/answers.js";
import { lineOver, type TextPort } from "../../common/espruino/line.js";
import type { EspruinoLink } from "./link.js";

/**
 * Finds the Espruino at the other end of a port, and asks what it is.
 * @param name what to call it until then, and in its errors
 * @param by "Bluetooth", "USB"
 * @throws UserError when none answers; Stopped
 */
export async function espruinoLink(
  port: TextPort,
  name: string,
  by: string,
  signal: AbortSignal,
): Promise<EspruinoLink> {
  // The signal ends the opening alone: what is open is closed.
  const opening = new AbortController();
  const stop = () => opening.abort();
  signal.addEventListener("abort", stop);
  const line = lineOver(port, name, opening.signal);
  try {
    if (signal.aborted) throw new Stopped();
    await line.settle();
    const told = parsed(await line.evaluate("process.env.BOARD"));
    const board = ESPRUINO_BOARDS.find(({ espruino }) => espruino === told);
    const unknown = typeof told === "string" ? boardText(told) : shown(told);
    return {
      kind: "espruino",
      title: `${board?.description ?? unknown} by ${by}`,
      line,
      ...(board && { board }),
    };
  } catch (error) {
    await line.close();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
