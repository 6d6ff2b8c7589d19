import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import typescript from "typescript";
import { LEAST_NODE, refusalOfNode } from "../../src/node/node-version.js";
import { packageRoot } from "../../src/node/package.js";

test("an older Node gets one sentence that names the one it needs", () => {
  for (const version of ["18.20.4", "16.0.0", "8.17.0"]) {
    assert.match(
      refusalOfNode(version)!,
      /^error: got Node\.js [\d.]+, expected Node\.js 20 or newer; /,
    );
  }
  for (const version of ["20.0.0", "22.11.0", "100.0.0"]) {
    assert.equal(refusalOfNode(version), undefined);
  }
});

test("package.json asks for the same Node", () => {
  const { engines } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));
  assert.equal(engines.node, `>=${LEAST_NODE}`);
});

test("what says so is read by an older Node: nothing else is imported before, and the syntax is that of ES2018", () => {
  const text = readFileSync(new URL("../../src/node/bin.js", import.meta.url), "utf8");
  const imported = [...text.matchAll(/^import .* from "(.*)";$/gm)].map(([, name]) => name);
  assert.deepEqual(imported, ["./node-version.js"]);
  const old = typescript.transpileModule(text, {
    compilerOptions: {
      target: typescript.ScriptTarget.ES2018,
      module: typescript.ModuleKind.ESNext,
    },
  });
  const again = typescript.transpileModule(text, {
    compilerOptions: {
      target: typescript.ScriptTarget.ESNext,
      module: typescript.ModuleKind.ESNext,
    },
  });
  assert.equal(old.outputText, again.outputText);
});
