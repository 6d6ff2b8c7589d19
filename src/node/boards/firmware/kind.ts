import type { FirmwareBoard } from "../../../../boards/index.js";
import type { BoardKind } from "../kind.js";

/** Boards that take our own firmware. What a job needs is loaded when it is done. */
export const firmware: BoardKind<FirmwareBoard> = {
  does: "takes perceptino's firmware",
  flags: { fit: [], flash: ["engine"], simulate: ["engine"], monitor: ["interval"] },
  listed: ({ flash, simulated }) => ({ firmware: "own", flash, simulated }),
  build: async (...all) => (await import("./build.js")).build(...all),
  fit: async (...all) => (await import("./fit.js")).fit(...all),
  flash: async (...all) => (await import("./flash.js")).flash(...all),
  simulate: async (...all) => (await import("./simulate.js")).prepareSimulation(...all),
  monitor: async (...all) => (await import("./monitor.js")).monitor(...all),
};
