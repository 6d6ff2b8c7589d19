// Builds the page into dist/lab, from what the rest of `npm run build` made.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { FLOAT_SETS } from "./build/src/common/compiler/float32.js";
import { LOADERS } from "./build/src/common/compiler/js/js-module.js";
import { espruinoTools } from "./rollup.espruino-tools.mjs";
import { licencesOf } from "./rollup.licences.mjs";

const FOLDER = "dist/lab";
rmSync(FOLDER, { recursive: true, force: true });

const read = (file) => readFileSync(file, "utf8");
const constant = (name, value) => `export const ${name} = ${JSON.stringify(value)};\n`;

/** The module that src/browser/resources.ts reads: what Node reads from the package's folder (src/node/resources.ts). */
const resources = {
  name: "resources",
  resolveId: (id) => (id === "perceptino:resources" ? `\0${id}` : null),
  load(id) {
    if (id !== "\0perceptino:resources") return null;
    const loaders = LOADERS.map((name) => [name, read(`dist/${name}.js`).trim()]);
    return [
      constant("version", JSON.parse(read("package.json")).version),
      constant("licence", read("LICENSE")),
      constant("kernels", read("dist/kernels.txt")),
      constant(
        "floats",
        Object.fromEntries(FLOAT_SETS.map((set) => [set, read(`dist/float32-${set}.txt`)])),
      ),
      constant("loaders", Object.fromEntries(loaders)),
    ].join("");
  },
};

/** All rules of the page: what all screens use, the plots' package's own, and each part's and screen's. */
function styles() {
  const own = readdirSync("src/browser", { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".css") && file !== "style.css")
    .sort();
  const uplot = read("node_modules/uplot/dist/uPlot.min.css");
  const texts = [read("src/browser/style.css"), ...own.map((file) => read(`src/browser/${file}`))];
  return [
    ...texts.slice(0, 1),
    `/* uPlot, MIT: third-party.txt */\n${uplot}`,
    ...texts.slice(1),
  ].join("\n");
}

const files = {
  name: "files",
  generateBundle() {
    const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
    emit("index.html", read("src/browser/index.html"));
    emit("style.css", styles());
    emit("third-party.txt", licencesOf(this));
  },
};

export default {
  input: { main: "build/src/browser/main.js", worker: "build/src/browser/worker/worker.js" },
  output: { dir: FOLDER, format: "es", chunkFileNames: "[name]-[hash].js" },
  plugins: [
    resources,
    ...espruinoTools,
    nodeResolve({ browser: true }),
    terser({ module: true, ecma: 2020, compress: { passes: 2 } }),
    files,
  ],
};
