import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { resolve } from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { dts } from "rollup-plugin-dts";
import { FLOAT_SETS } from "./build/src/common/compiler/float32.js";
import { networkJsonSchema } from "./build/src/common/network/network-json-schema.js";
import devices, { shorter } from "./rollup.devices.mjs";
import { licencesOf } from "./rollup.licences.mjs";

// What an earlier build left would be packed too.
rmSync("dist", { recursive: true, force: true });

const { optionalDependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const installed = Object.keys({ ...optionalDependencies, ...peerDependencies });
/** What the user has or may install; all else is bundled, with its licence. */
const external = (id) =>
  id.startsWith("node:") ||
  builtinModules.includes(id) ||
  installed.some((name) => id === name || id.startsWith(`${name}/`));

/** Files that come along: the kernels, the float routines, firmware for any network, the network file's JSON Schema, and the licences of what is bundled. */
const assets = {
  name: "assets",
  generateBundle() {
    const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
    for (const name of ["kernels.txt", "kernels-lanes.txt"]) {
      emit(name, readFileSync(`build/${name}`, "utf8"));
    }
    for (const set of FLOAT_SETS) {
      emit(`float32-${set}.txt`, readFileSync(`build/float32-${set}.txt`, "utf8"));
    }
    if (existsSync("build/firmware")) {
      for (const name of readdirSync("build/firmware").sort()) {
        emit(`firmware/${name}`, readFileSync(`build/firmware/${name}`, "utf8"));
      }
    }
    emit("network.schema.json", `${JSON.stringify(networkJsonSchema(), null, 2)}\n`);
    emit("third-party.txt", licencesOf(this));
  },
};

/**
 * Without comments and spaces, in ASCII, with short names of locals: Node reads that three times faster. What a file defines
 * keeps its name, for who reports where an error arose; the licences are in third-party.txt.
 */
const smaller = terser({
  compress: false,
  mangle: { toplevel: false },
  format: { ascii_only: true, comments: false, beautify: false, max_line_len: 200 },
});

/** All modules that come along with an entry when it is imported. */
const modulesOf = (entry, { getModuleInfo }) => {
  const found = new Set();
  const add = (id) => {
    if (found.has(id)) return;
    found.add(id);
    getModuleInfo(id)?.importedIds.forEach(add);
  };
  add(resolve(entry));
  return found;
};
/**
 * Node opens each file of a start by itself: what compiles networks is one, and what the command line reads of it too. It
 * reads all of a file, needed or not.
 */
const manualChunks = (id, graph) => {
  if (!modulesOf("build/src/compiler.js", graph).has(id)) return undefined;
  return modulesOf("build/src/node/run.js", graph).has(id) ? "base" : "compile";
};

export default [
  {
    input: {
      index: "build/src/index.js",
      compiler: "build/src/compiler.js",
      bin: "build/src/node/bin.js",
      "espruino-package-process": "build/src/node/ports/espruino-package-process.js",
    },
    output: { dir: "dist", format: "es", chunkFileNames: "[name]-[hash].js", manualChunks },
    external,
    plugins: [nodeResolve({ preferBuiltins: true }), commonjs(), smaller, assets],
  },
  {
    input: "build/src/common/loader/index.js",
    output: { file: "dist/loader.js", format: "es" },
    plugins: [
      terser({
        module: true,
        ecma: 2020,
        compress: { passes: 3, unsafe: true, unsafe_arrows: true, pure_getters: true },
        mangle: { properties: { regex: /^pack$/ } },
      }),
      shorter,
    ],
  },
  ...devices,
  {
    input: {
      index: "build/src/index.d.ts",
      compiler: "build/src/compiler.d.ts",
      loader: "build/src/common/loader/index.d.ts",
    },
    output: { dir: "dist", format: "es" },
    external,
    plugins: [dts()],
  },
  // By itself, so that who writes for Espruino needs none of the types that the command line is made of.
  {
    input: "build/src/device/javascript/types.d.ts",
    output: { file: "dist/espruino.d.ts", format: "es" },
    plugins: [dts()],
  },
];
