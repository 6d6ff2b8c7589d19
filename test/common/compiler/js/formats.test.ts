import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { createContext, runInContext } from "node:vm";
import { JS_FORMATS } from "../../../../src/common/compiler/js/formats.js";
import { jsModule } from "../../../../src/common/compiler/js/js-module.js";
import type { Network } from "../../../../src/common/loader/index.js";
import { commandLine, NETWORK } from "../../../support/command-line.js";
import { builtOf, rowsOf, twinOf } from "../../../support/espruino-networks.js";

const { at, write, perceptino } = commandLine();
const { readings, labels } = rowsOf("odd");
const script = async () => jsModule(await builtOf("odd", "fast"));

/** Fails where a network does not train as Node's does. */
async function expectNodesBits(net: Network): Promise<void> {
  const { network } = await twinOf("odd", "fast");
  const { inputs, outputs, batch } = network.engine.layout;
  for (const one of [net, network]) {
    for (let row = 0; row < batch - 1; row++) {
      one.observe(
        readings.subarray(row * inputs, (row + 1) * inputs),
        labels.subarray(row * outputs, (row + 1) * outputs),
      );
    }
    one.train();
  }
  assert.equal(net.hash(), network.hash());
  assert.deepEqual(Buffer.from(net.save()), Buffer.from(network.save()));
}

test("of a script nothing is visible but net", async () => {
  const context = createContext({});
  runInContext(`"use strict";\n${await script()}`, context);
  assert.deepEqual(Object.keys(context), ["net"]);
  await expectNodesBits(context.net as Network);
});

test("a script and a program's own variables of any short name leave each other alone", async () => {
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$".split("");
  const names = [...letters, ..."abcdefgn".split("").map((c) => `_${c}`), "f0", "f1", "perceptino"];
  const context = createContext({});
  const own = names.map((name) => `var ${name} = "own ${name}";`).join("\n");
  const taken = names.map((name) => `${name} = "other ${name}";`).join("\n");
  runInContext(`${own}\n${await script()}`, context);
  for (const name of names) assert.equal(context[name], `own ${name}`);
  runInContext(taken, context);
  await expectNodesBits(context.net as Network);
  for (const name of names) assert.equal(context[name], `other ${name}`);
});

test("a script needs no Object.assign and no module", async () => {
  for (const module of [undefined, null, 1, {}]) {
    const context = createContext({ module });
    runInContext("Object.assign = undefined;", context);
    runInContext(await script(), context);
    const exported = module !== null && typeof module === "object" && "exports" in module;
    await expectNodesBits((exported ? module.exports : context.net) as Network);
    assert.equal(exported, typeof module === "object" && module !== null);
  }
});

test("build --target js writes a script, an ES module or CommonJS, each with a manifest of its own", async () => {
  const network = write("network.json", JSON.stringify(NETWORK));
  const found: Record<string, Network> = {};
  for (const format of JS_FORMATS) {
    const flag = format === "script" ? [] : ["--format", format];
    const argv = ["build", network, "--target", "js", ...flag, "--out", at("js"), "--json"];
    const { code, stdout, stderr } = await perceptino(...argv);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    const [file, manifest] = (JSON.parse(stdout) as { files: string[] }).files;
    const ending = { esm: "mjs", cjs: "cjs", script: "js" }[format];
    assert.deepEqual(
      [file, manifest],
      [`js/network.${ending}`, `js/network.${ending}.manifest.json`],
    );
    const path = at(file!);
    found[format] =
      format === "esm"
        ? (await import(pathToFileURL(path).href)).default
        : createRequire(import.meta.url)(path);
  }
  const hashes = Object.values(found).map((net) => {
    net.observe([20, 40], 1);
    net.train();
    return net.hash();
  });
  assert.equal(new Set(hashes).size, 1);
  // Where a package is of ES modules, a .cjs is still CommonJS.
  writeFileSync(at("js/package.json"), '{"type":"module"}');
  const again = createRequire(pathToFileURL(at("js/index.js")))("./network.cjs") as Network;
  again.init();
  assert.equal(typeof again.predict([20, 40])[0], "number");
});

test("--format is for JavaScript", async () => {
  const network = write("network.json", JSON.stringify(NETWORK));
  const { code, stderr } = await perceptino("build", network, "--format", "esm");
  assert.equal(code, 2);
  assert.equal(stderr, "error: --format: got it with the target wasm, expected --target js\n");
});
