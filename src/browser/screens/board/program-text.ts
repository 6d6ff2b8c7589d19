import type { Sensor } from "../../../common/espruino/sensors.js";
import type { AppState } from "../../state/app-state.js";
import { worker } from "../../worker/client.js";
import { taughtText } from "../teach/teach-actions.js";

/** The text of a program for a board with a button. @throws UserError where the network says more than one answer */
export function programText(
  state: AppState,
  name: string,
  sensor: Sensor,
  rate: number,
): Promise<string> {
  return worker("design").makeButtonProgram(taughtText(state)!, name, sensor, rate);
}
