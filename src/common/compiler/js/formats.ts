/** How a program takes a network in, by the names of `--format`. */
const FORMATS = {
  /** a script that defines `net`, which is also what the file exports where there are CommonJS modules */
  script: {
    ending: "js",
    as: (net: string) =>
      `var net = ${net};\nif (typeof module === "object" && module) module.exports = net;`,
  },
  /** an ES module whose default export is the network */
  esm: { ending: "mjs", as: (net: string) => `export default ${net};` },
  /** a CommonJS module */
  cjs: { ending: "cjs", as: (net: string) => `module.exports = ${net};` },
} as const;

export type JsFormat = keyof typeof FORMATS;
export const JS_FORMATS = Object.keys(FORMATS) as readonly JsFormat[];

/** What a format's files end with; without a format, a script's. */
export const jsEnding = (format: JsFormat = "script"): string => FORMATS[format].ending;

/** Hands on what a JavaScript expression gives, as a format does it; without a format, as a script. */
export const jsAs = (net: string, format: JsFormat = "script"): string => FORMATS[format].as(net);
