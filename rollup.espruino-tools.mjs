// Puts @espruino-tools/core into the page: of its connection what we use, bound to stand-ins for what it takes of a page.
import { resolve } from "node:path";
import commonjs from "@rollup/plugin-commonjs";

const HOST = "perceptino:tools-host";
/** Never used, and three quarters of the package: what translates code for boards, and what styles its chooser. */
const LEFT_OUT = {
  "@espruino-tools/transpiler": "export const transpile = undefined;",
  "./styles/modal": 'export const classes = { menu: "", items: "", endpoints: "" };',
};

const bound = {
  name: "espruino-tools",
  resolveId(id, importer) {
    if (id === HOST) return resolve("build/src/browser/links/tools-host.js");
    const known = importer?.includes("@espruino-tools") && Object.hasOwn(LEFT_OUT, id);
    return known ? `\0left-out:${id}` : null;
  },
  load(id) {
    return id.startsWith("\0left-out:") ? LEFT_OUT[id.slice("\0left-out:".length)] : null;
  },
  transform(code, id) {
    if (!/@espruino-tools.uart.lib.uart\.js$/.test(id)) return null;
    const names = "document,navigator,window,console,JSON";
    return { code: `const {${names}}=require("${HOST}").TOOLS_HOST;${code}`, map: null };
  },
};

/** Before the plugin that finds packages. */
export const espruinoTools = [bound, commonjs({ include: /@espruino-tools/ })];
