import { readFileSync, rmSync } from "node:fs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { dts } from "rollup-plugin-dts";
import { networkJsonSchema } from "./build/src/network-file.js";

// What an earlier build left would be packed too.
rmSync("dist", { recursive: true, force: true });

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const installed = Object.keys(dependencies);
const external = (id) =>
  id.startsWith("node:") || installed.some((name) => id === name || id.startsWith(`${name}/`));

/** Files that come along: the network file's JSON Schema, and the licences of what is bundled. */
const assets = {
  name: "assets",
  generateBundle() {
    const licences = ["echarts/LICENSE", "echarts/NOTICE", "zrender/LICENSE", "tslib/LICENSE.txt"];
    const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
    emit("network.schema.json", `${JSON.stringify(networkJsonSchema(), null, 2)}\n`);
    emit(
      "third-party.txt",
      licences
        .map((path) => `${path}\n\n${readFileSync(`node_modules/${path}`, "utf8")}`)
        .join("\n\n"),
    );
  },
};

export default [
  {
    input: { index: "build/src/index.js", bin: "build/src/bin.js" },
    output: { dir: "dist", format: "es", chunkFileNames: "[name]-[hash].js" },
    external,
    plugins: [nodeResolve(), assets],
  },
  {
    input: "build/src/loader/index.js",
    output: { file: "dist/loader.js", format: "es" },
    plugins: [terser({ module: true, ecma: 2020, compress: { passes: 3, unsafe_arrows: true } })],
  },
  {
    input: { index: "build/src/index.d.ts", loader: "build/src/loader/index.d.ts" },
    output: { dir: "dist", format: "es" },
    external,
    plugins: [dts()],
  },
];
