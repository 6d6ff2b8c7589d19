import { readFileSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { resolve } from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { dts } from "rollup-plugin-dts";
import typescript from "typescript";
import { FLOAT_SETS } from "./build/src/common/compiler/float32.js";
import { SCOPE } from "./build/src/common/espruino/scope.js";
import { networkJsonSchema } from "./build/src/common/network/network-file.js";
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

/** Files that come along: the kernels, the float routines, the network file's JSON Schema, and the licences of what is bundled. */
const assets = {
  name: "assets",
  generateBundle() {
    const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
    emit("kernels.txt", readFileSync("build/kernels.txt", "utf8"));
    for (const set of FLOAT_SETS) {
      emit(`float32-${set}.txt`, readFileSync(`build/float32-${set}.txt`, "utf8"));
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
/** Node opens each file of a start by itself: what compiles networks is one, and what the command line reads of it too. */
const manualChunks = (id, graph) => {
  if (!modulesOf("build/src/compiler.js", graph).has(id)) return undefined;
  return modulesOf("build/src/node/run.js", graph).has(id) ? "base" : "compile";
};

/** ECMAScript 5, which any small engine runs. */
const es5 = {
  name: "es5",
  transform: (code) => ({
    code: typescript.transpileModule(code, { compilerOptions: { target: "ES5", module: "ES2015" } })
      .outputText,
    map: null,
  }),
};

/** The entry's default export as a variable of a script. */
const asScript = {
  name: "as-script",
  renderChunk: (code) => code.replace(/export \{ (\w+) as default \};\s*$/, "var perceptino = $1;"),
};

/**
 * A loader for Espruino as a script that starts the network where it stands, in one scope: each scope that a function sees
 * costs it memory, and so does each function that is called only once. What the functions are given has names that one
 * block of memory holds (scope.ts).
 */
const inOneScope = {
  name: "in-one-scope",
  renderChunk(code, { fileName }) {
    let rest = code;
    const take = (pattern) => {
      const found = pattern.exec(rest);
      if (!found) this.error(`${fileName}: got no ${pattern}, which becomes a part of the script`);
      rest = rest.replace(found[0], () => "");
      return found[1];
    };
    const start = take(/^function start\([^)]*\) \{\n(.*?)^\}\n/ms);
    const learner = take(
      /^function startLearner\(layout, memory, run, tell\) \{\n(.*?)^ +return learner;\n\}\n/ms,
    );
    const network = take(/^function startEspruinoNetwork\([^)]*\) \{\n(.*?)^\}\n/ms);
    take(/(export \{ start as default \};)\s*$/);
    // What follows the network's start gives it other methods.
    const [, before, memory, run, after] =
      /^(.*)^ +(?:return|const net =|var net =) startEspruinoNetwork\(about, saving, (.*?), (run|\(.*?^ +\})\);$(.*)/ms.exec(
        start,
      );
    const engine = [
      // Kernels in JavaScript are called as they stand, which saves a call.
      before.replace(/^ +(?:const|var) run = .*\n/m, ""),
      memory === "memory" ? "" : `const memory = ${memory};\n`,
      run === "run" ? "" : `const run = ${run};\n`,
    ].join("");
    const direct = (text) =>
      run === "run" ? text.replaceAll(/\brun\((\d), /g, "routines[$1](") : text;
    const more = after.replaceAll(/\bnet\b/g, "learner").replace(/^ +return learner;\n/m, "");
    const methods = network
      .replace(/^ +(?:const|var) learner = .*\n/m, "")
      .replace(/^ +return /m, "module.exports = ");
    const given = (text, names) =>
      Object.entries(names).reduce(
        (all, [name, short]) =>
          all.replaceAll(new RegExp(`(?<![.\\w])${name}\\b(?!:)`, "g"), short),
        text,
      );
    const { layout, ...others } = SCOPE;
    return [
      rest,
      given(engine, others),
      given(direct(learner), { layout }),
      given(methods, others),
      given(more, others),
    ].join("\n");
  },
};

/** Two characters less for each variable that a block has for itself. */
const shorter = {
  name: "shorter",
  renderChunk: (code) => code.replaceAll(/\bconst(?=[ {])/g, "let"),
};

/** A script for small engines, of a part of the device's sources. */
const forDevices = (input, file, ecma, plugins) => ({
  input: `build/src/device/javascript/${input}.js`,
  output: { file: `dist/${file}.js`, format: "es" },
  plugins: [
    ...plugins,
    input.startsWith("espruino") ? inOneScope : asScript,
    terser({
      ecma,
      toplevel: true,
      compress: {
        passes: 3,
        unsafe: true,
        unsafe_arrows: ecma > 5,
        inline: 0,
        reduce_funcs: false,
        top_retain: ["perceptino"],
      },
      mangle: {
        reserved: ["perceptino"],
        properties: { regex: /^pack$/ },
      },
    }),
    shorter,
  ],
});

/** An expression that gives the entry's default export. */
const asExpression = {
  name: "as-expression",
  renderChunk: (code) => code.replace(/^var perceptino=(.*?);?\s*$/s, "($1)"),
};

/** What a module evaluates when something is saved or restored. */
const saving = (file, ecma, plugins) => ({
  input: "build/src/device/javascript/saving.js",
  output: { file: `dist/${file}.js`, format: "iife", name: "perceptino", strict: false },
  plugins: [
    ...plugins,
    terser({
      ecma,
      compress: {
        passes: 3,
        unsafe: true,
        unsafe_arrows: ecma > 5,
        inline: 0,
        reduce_funcs: false,
      },
    }),
    asExpression,
    shorter,
  ],
});

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
  forDevices("espruino-storage", "espruino-storage", 2015, []),
  forDevices("espruino-ram", "espruino-ram", 2015, []),
  forDevices("espruino-js", "espruino-js", 2015, []),
  forDevices("espruino-js", "espruino-js.es5", 5, [es5]),
  forDevices("plain-module", "plain.es5", 5, [es5]),
  saving("espruino-saving", 2015, []),
  saving("espruino-saving.es5", 5, [es5]),
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
