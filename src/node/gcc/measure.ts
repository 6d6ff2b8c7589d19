import type { Measure } from "../../common/fit/firmware.js";
import { boardFirmware } from "./board-firmware.js";

/** What firmware costs by a real build. Throws a UserError when the compiler is missing. */
export const measureFirmware: Measure = async (built, board, engine) => {
  const { sizes } = await boardFirmware(built, board, engine);
  const { text, data, bss } = sizes;
  return engine === "wasm3"
    ? { static: data + bss, flash: text + data - built.wasm.length }
    : { static: data + bss - built.plan.end, flash: text + data };
};
