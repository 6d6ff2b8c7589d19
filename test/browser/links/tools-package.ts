// Loads @espruino-tools/core as rollup.browser.mjs puts it into the page: bound to our stand-ins for what it takes of a page.
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { TOOLS_HOST } from "../../../src/browser/links/tools-host.js";

interface Loaded {
  _compile(code: string, file: string): void;
}
type Extensions = Record<string, (module: Loaded, file: string) => void>;

const extensions = (Module as unknown as { _extensions: Extensions })._extensions;
const usual = extensions[".js"]!;
Object.assign(globalThis, { toolsHost: TOOLS_HOST });
extensions[".js"] = (module, file) => {
  if (!/espruino-tools.uart.lib.uart\.js$/.test(file)) return usual(module, file);
  const bound = `const {${Object.keys(TOOLS_HOST).join(",")}}=globalThis.toolsHost;`;
  module._compile(bound + readFileSync(file, "utf8"), file);
};
createRequire(import.meta.url)("@espruino-tools/core"); // import() gives the same from now on
extensions[".js"] = usual;
