// Which room may look at which: DESIGN.md, "The house".
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, posix, sep } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import typescript from "typescript";
import { packageRoot } from "../src/node/package.js";
import { HANGING } from "./support/waiting.js";

const ROOT = packageRoot();
const ROOMS = ["assembly", "boards", "src"];

/** What a room may import besides its own files: folders or files, and packages by their names ("node:" is Node's own). */
interface Room {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** By what a file's path begins with; the longest beginning counts. */
const MAY: Readonly<Record<string, Room>> = {
  "assembly/": { files: [], packages: [] },
  "boards/": { files: [], packages: [] },
  "src/common/": { files: ["boards/"], packages: ["csv-parse", "echarts", "zod"] },
  // A bundle for small devices: nothing of the rest of common, which would come along.
  "src/common/loader/": { files: [], packages: [] },
  "src/device/": { files: ["src/common/loader/"], packages: [] },
  "src/node/": { files: ["src/common/", "boards/"], packages: ["node:", "*"] },
  "src/browser/": { files: ["src/common/", "boards/"], packages: ["perceptino:resources", "zod"] },
  // The library's face, which is Node's.
  "src/index.ts": { files: ["src/common/", "src/node/", "boards/"], packages: [] },
};

/** All that a file imports: by statements, by import() and by types. */
function importsOf(path: string, text: string): string[] {
  const file = typescript.createSourceFile(path, text, typescript.ScriptTarget.Latest, true);
  const found: string[] = [];
  const add = (node: typescript.Node | undefined) => {
    if (node && typescript.isStringLiteralLike(node)) found.push(node.text);
    else if (node) found.push(`import of ${node.getText()}`);
  };
  const visit = (node: typescript.Node): void => {
    if (typescript.isImportDeclaration(node) || typescript.isExportDeclaration(node)) {
      add(node.moduleSpecifier);
    } else if (typescript.isImportTypeNode(node)) {
      add(typescript.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument);
    } else if (typescript.isExternalModuleReference(node)) {
      add(node.expression);
    } else if (typescript.isCallExpression(node)) {
      const { expression: called } = node;
      const loads =
        called.kind === typescript.SyntaxKind.ImportKeyword ||
        (typescript.isIdentifier(called) && called.text === "require");
      if (loads) add(node.arguments[0]);
    }
    typescript.forEachChild(node, visit);
  };
  visit(file);
  const references = [...file.referencedFiles, ...file.typeReferenceDirectives];
  return [...found, ...references.map(({ fileName }) => fileName)];
}

/** Why a file must not import something; undefined when it may. */
function refusalOf(path: string, imported: string): string | undefined {
  const room = Object.keys(MAY)
    .filter((start) => path.startsWith(start))
    .sort((a, b) => b.length - a.length)[0];
  if (room === undefined) return `${path}: got a file in no room, expected one of the house`;
  const { files, packages } = MAY[room]!;
  const refusal = `${path}: imports ${imported}, which ${room} may not`;
  if (!imported.startsWith(".")) {
    const known = packages.some(
      (name) =>
        name === "*" ||
        imported === name ||
        imported.startsWith(name.endsWith(":") ? name : `${name}/`),
    );
    return known ? undefined : refusal;
  }
  const target = posix.normalize(posix.join(posix.dirname(path), imported));
  return [room, ...files].some((start) => target.startsWith(start)) ? undefined : refusal;
}

const sources = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => posix.join(room, path.split(sep).join("/"))),
);

const refusalsIn = (path: string, text: string): string[] =>
  importsOf(path, text).flatMap((imported) => refusalOf(path, imported) ?? []);

test("every import of src/, boards/ and assembly/ looks in a direction that it may", () => {
  assert.ok(sources.length > 200, `${sources.length} files`);
  const refusals = sources.flatMap((path) =>
    refusalsIn(path, readFileSync(join(ROOT, path), "utf8")),
  );
  assert.deepEqual(refusals, []);
});

test("imports in the wrong direction are found, however they are written", () => {
  for (const [path, text] of [
    ["src/common/text.ts", 'import { x } from "../node/files.js";'],
    ["src/common/text.ts", 'export * from "../browser/main.js";'],
    ["src/common/text.ts", 'import "node:fs";'],
    ["src/common/text.ts", 'import { readFileSync } from "fs";'],
    ["src/common/a/b.ts", 'const later = () => import("../../node/files.js");'],
    ["src/common/a/b.ts", "const later = (name: string) => import(name);"],
    ["src/common/a/b.ts", 'type T = import("../../node/files.js").T;'],
    ["src/common/a/b.ts", 'import files = require("../../node/files.js");'],
    ["src/common/a/b.ts", '/// <reference types="node" />'],
    ["src/common/loader/network.ts", 'import type { Plan } from "../network/plan.js";'],
    ["src/common/loader/network.ts", 'import { hex } from "../hex.js";'],
    ["src/device/javascript/espruino.ts", 'import { hex } from "../../common/hex.js";'],
    ["src/browser/main.ts", 'import { files } from "../node/files.js";'],
    ["src/node/cli.ts", 'import "../browser/main.js";'],
    ["src/node/cli.ts", 'import "../device/javascript/espruino.js";'],
    ["boards/esp32.ts", 'import { hex } from "../src/common/hex.js";'],
    ["boards/esp32.ts", 'import { z } from "zod";'],
    ["assembly/dense.ts", 'import { esp32 } from "../boards/esp32.js";'],
    ["src/stray.ts", 'import { hex } from "./common/hex.js";'],
  ] as const) {
    assert.equal(refusalsIn(path, text).length, 1, `${path}: ${text}`);
  }
  const fine = 'import { hex } from "../common/hex.js"; // import "../node/files.js"';
  assert.deepEqual(refusalsIn("src/browser/main.ts", fine), []);
});

/** Checks a project of TypeScript; gives what the compiler says against it. */
async function check(project: string): Promise<string> {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = { cwd: ROOT, timeout: HANGING };
  try {
    await promisify(execFile)(process.execPath, [tsc, "-p", project], options);
    return "";
  } catch (error) {
    return (error as { stdout?: string }).stdout || String(error);
  }
}

const planted = mkdtempSync(join(tmpdir(), "perceptino-house-"));
after(() => rmSync(planted, { recursive: true, force: true }));

/** Globals of each surrounding, and what must not know them. */
const SURROUNDINGS = [
  { project: "src/common", file: "hex.ts", planted: ["process", "Buffer", "document", "window"] },
  { project: "src/browser", file: "resources.ts", planted: ["process", "Buffer", "setImmediate"] },
] as const;

for (const { project, file, planted: names } of SURROUNDINGS) {
  test(`${project} needs nothing of other surroundings: the compiler passes it, and finds what is planted`, async () => {
    assert.equal(await check(project), "");
    const copy = join(planted, project.replace("/", "-"));
    for (const folder of ["boards", "src/common", "src/browser"]) {
      cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    }
    for (const name of ["tsconfig.json", "package.json"])
      cpSync(join(ROOT, name), join(copy, name));
    // Packages are found from here as from the root.
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"), "junction");
    const path = join(copy, project, file);
    const lines = names.map((name) => `export const planted_${name} = ${name};`);
    writeFileSync(path, `${readFileSync(path, "utf8")}\n${lines.join("\n")}\n`);
    const said = await check(join(copy, project));
    for (const name of names) assert.match(said, new RegExp(`Cannot find name '${name}'`));
    assert.equal(said.match(/error TS/g)?.length, names.length, said);
  });
}
