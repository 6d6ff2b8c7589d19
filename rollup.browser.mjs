// Builds the page into dist/lab, from what the rest of `npm run build` made.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { FLOAT_SETS } from "./build/src/common/compiler/float32.js";
import { LOADERS } from "./build/src/common/compiler/js/js-module.js";
import { PAGE_POLICY } from "./build/src/common/page-policy.js";
import { espruinoTools } from "./rollup.espruino-tools.mjs";
import { pngIcon, svgIcon } from "./rollup.icons.mjs";
import { licencesOf } from "./rollup.licences.mjs";
import { minify } from "./rollup.minify.mjs";

const FOLDER = "dist/lab";

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
      constant("lanes", read("dist/kernels-lanes.txt")),
      constant(
        "floats",
        Object.fromEntries(FLOAT_SETS.map((set) => [set, read(`dist/float32-${set}.txt`)])),
      ),
      constant("loaders", Object.fromEntries(loaders)),
    ].join("");
  },
};

/** The module that src/browser/worker/base-firmware.ts loads when it is asked for: a file of its own. */
const firmware = {
  name: "firmware",
  resolveId: (id) => (id === "perceptino:firmware" ? `\0${id}` : null),
  load(id) {
    if (id !== "\0perceptino:firmware") return null;
    const names = existsSync("build/firmware") ? readdirSync("build/firmware").sort() : [];
    const texts = names.map((name) => [name, read(`build/firmware/${name}`)]);
    return constant("bases", Object.fromEntries(texts));
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

/** csv-parse for Node wants its Buffer, which the one for browsers brings along. */
const csv = {
  name: "csv",
  resolveId(id) {
    return id === "csv-parse/sync" ? this.resolve("csv-parse/browser/esm/sync") : null;
  },
};

/** What ECharts says to who develops with it asks for Node's environment, which a page does not have. */
const production = {
  name: "production",
  transform(code, id) {
    if (!/node_modules[\\/](echarts|zrender)[\\/]/.test(id)) return null;
    return { code: code.replaceAll("process.env.NODE_ENV", '"production"'), map: null };
  },
};

/** The worker's file, whose name holds a hash: src/browser/worker/client.ts asks for it here. */
const worker = {
  name: "worker",
  resolveId: (id) => (id === "perceptino:worker" ? `\0${id}` : null),
  load(id) {
    if (id !== "\0perceptino:worker") return null;
    const reference = this.emitFile({ type: "chunk", id: "build/src/browser/worker/worker.js" });
    return `export const workerUrl = import.meta.ROLLUP_FILE_URL_${reference};`;
  },
};

const sha256 = (data) => createHash("sha256").update(data).digest("hex");

/** The files beside the scripts. */
const files = {
  name: "files",
  // What an earlier build left would be served too.
  renderStart: ({ dir }) => rmSync(dir, { recursive: true, force: true }),
  generateBundle(_, bundle) {
    const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
    const style = this.getFileName(
      this.emitFile({ type: "asset", name: "style.css", source: styles() }),
    );
    const main = Object.values(bundle).find(({ name, isEntry }) => name === "main" && isEntry);
    const texts = { POLICY: PAGE_POLICY, STYLE: style, MAIN: main.fileName };
    const page = read("src/browser/index.html").replace(/%([A-Z]+)%/g, (_, name) => texts[name]);
    emit("index.html", page);
    emit("manifest.webmanifest", read("src/browser/manifest.webmanifest"));
    emit("icon.svg", svgIcon());
    for (const size of [192, 512]) emit(`icon-${size}.png`, pngIcon(size));
    emit("icon-maskable-512.png", pngIcon(512, true));
    emit("third-party.txt", licencesOf(this));
    listFiles(bundle);
  },
};

/** Tells the service worker which files there are, and their hashes. */
function listFiles(bundle) {
  const keeper = bundle["service-worker.js"];
  const list = Object.values(bundle)
    .filter((file) => file !== keeper)
    .map((file) => [file.fileName, sha256(file.code ?? file.source)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(list);
  keeper.code = `const FILES=${text},VERSION="${sha256(text).slice(0, 16)}";${keeper.code}`;
}

const HASHED = "[name]-[hash].js";

export default {
  input: {
    main: "build/src/browser/main.js",
    "service-worker": "build/src/browser/service-worker.js",
  },
  output: {
    dir: FOLDER,
    format: "es",
    // A name that holds a hash is of one version: what one page loads is never a mixture.
    entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : HASHED),
    chunkFileNames: ({ moduleIds }) =>
      moduleIds.includes("\0perceptino:firmware") ? "firmware-[hash].js" : HASHED,
    assetFileNames: "[name]-[hash][extname]",
  },
  plugins: [
    resources,
    firmware,
    csv,
    worker,
    ...espruinoTools,
    production,
    nodeResolve({ browser: true }),
    minify(),
    files,
  ],
};
