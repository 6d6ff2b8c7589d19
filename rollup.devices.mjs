// What small engines run: the loaders of Espruino and of plain JavaScript. A configuration of its own, as `npm start` needs
// them and nothing else of the package.

import typescript from "typescript";
import { SCOPE } from "./build/src/common/espruino/scope.js";
import { terser } from "./rollup.terser.mjs";

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
export const shorter = {
  name: "shorter",
  renderChunk: (code) => code.replaceAll(/\bconst(?=[ {])/g, "let"),
};

/** How code for an edition of ECMAScript is made smaller; functions stay where they are. */
const compression = (ecma) => ({
  passes: 3,
  unsafe: true,
  unsafe_arrows: ecma > 5,
  inline: 0,
  reduce_funcs: false,
});

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
      compress: { ...compression(ecma), top_retain: ["perceptino"] },
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
      compress: compression(ecma),
    }),
    asExpression,
    shorter,
  ],
});

export default [
  forDevices("espruino-storage", "espruino-storage", 2015, []),
  forDevices("espruino-ram", "espruino-ram", 2015, []),
  forDevices("espruino-js", "espruino-js", 2015, []),
  forDevices("espruino-js", "espruino-js.es5", 5, [es5]),
  forDevices("plain-module", "plain.es5", 5, [es5]),
  saving("espruino-saving", 2015, []),
  saving("espruino-saving.es5", 5, [es5]),
];
