import type { EspruinoBoard } from "../../../boards/index.js";
import { UserError } from "../errors.js";
import { storageName } from "./quote.js";

/** How a network's kernels run on Espruino: as machine code in Storage or copied to RAM, or as JavaScript. */
export type Placement = EspruinoBoard["code"];
export const PLACEMENTS: readonly Placement[] = ["storage", "ram", "javascript"];

/** What a module is called when nobody says otherwise. "net" is Espruino's own, for sockets. */
export const MODULE_NAME = "neural";

/** Modules that some builds of Espruino have themselves, which \`require\` then finds first. */
const BUILT_IN = [
  "CC3000",
  "ESP32",
  "ESP8266",
  "Flash",
  "NetworkJS",
  "Storage",
  "TelnetServer",
  "WIZnet",
  "Wifi",
  "crypto",
  "dgram",
  "fs",
  "graphical_menu",
  "heatshrink",
  "http",
  "neopixel",
  "net",
  "tensorflow",
  "timer",
  "tls",
  "tv",
];

/** How files of other targets end, which must not take each other's place in a folder. */
const ENDING = /\.(?:js|mjs|cjs|wasm|c|h|ts|json)$/i;

/** Checks a module's name. Throws a UserError. */
export function moduleName(text: string, what = "--name"): string {
  const name = storageName(text, what);
  const ending = ENDING.exec(name);
  if (ending) {
    throw new UserError(
      `${what}: got ${name}, expected a name without ${ending[0]}: \`require\` looks for a file of just that name`,
    );
  }
  if (!BUILT_IN.includes(name)) return name;
  throw new UserError(
    `${what}: got ${name}, which is a module of Espruino's own, expected another name, such as neural`,
  );
}
