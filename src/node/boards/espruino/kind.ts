import type { EspruinoBoard } from "../../../../boards/index.js";
import type { BoardKind } from "../kind.js";

/** Boards that run Espruino. What a job needs is loaded when it is done. */
export const espruino: BoardKind<EspruinoBoard> = {
  does: "runs Espruino",
  flags: {
    fit: ["optimize"],
    flash: ["name", "placement", "optimize", "yes", "boot"],
    simulate: ["placement", "optimize"],
    monitor: ["name", "network", "out"],
  },
  listed: ({ storage, simulatedOn }) => ({
    firmware: "Espruino",
    flash: storage.bytes,
    // Espruino's own part of a board runs on Linux only.
    simulated: simulatedOn !== undefined,
  }),
  build: async (...all) => (await import("./build.js")).build(...all),
  fit: async (...all) => (await import("./fit.js")).fit(...all),
  flash: async (...all) => (await import("./flash.js")).flash(...all),
  simulate: async (...all) => (await import("./simulate.js")).prepareSimulation(...all),
  monitor: async (...all) => (await import("./monitor.js")).monitor(...all),
  record: async (...all) => (await import("./record.js")).record(...all),
};
