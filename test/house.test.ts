// Which room may look at which: DESIGN.md, "The house".
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { test } from "node:test";
import typescript from "typescript";
import { packageRoot } from "../src/node/package.js";

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
  "src/common/": {
    files: ["boards/"],
    packages: ["@valibot/to-json-schema", "csv-parse", "echarts", "valibot"],
  },
  // A bundle for small devices: nothing of the rest of common, which would come along.
  "src/common/loader/": { files: [], packages: [] },
  "src/device/": { files: ["src/common/loader/"], packages: ["Flash", "Storage"] }, // Espruino's own
  "src/node/": { files: ["src/common/", "boards/"], packages: ["node:", "*"] },
  "src/browser/": {
    files: ["src/common/", "boards/"],
    packages: [
      "@espruino-tools/core",
      "comlink",
      "idb",
      "perceptino:firmware",
      "perceptino:resources",
      "perceptino:worker",
      "preact",
      "uplot",
    ],
  },
  // The library's faces, which are Node's.
  "src/compiler.ts": { files: ["src/common/", "src/node/"], packages: [] },
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
    .filter((path) => /\.tsx?$/.test(path))
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
    ["boards/esp32.ts", 'import * as v from "valibot";'],
    ["assembly/dense.ts", 'import { esp32 } from "../boards/esp32.js";'],
    ["src/stray.ts", 'import { hex } from "./common/hex.js";'],
  ] as const) {
    assert.equal(refusalsIn(path, text).length, 1, `${path}: ${text}`);
  }
  const fine = 'import { hex } from "../common/hex.js"; // import "../node/files.js"';
  assert.deepEqual(refusalsIn("src/browser/main.ts", fine), []);
});

const inRoom = (project: string, path: string): boolean =>
  !relative(join(ROOT, project), path).startsWith("..");

/** Checks a project of TypeScript with a line more in one of its files; gives what the compiler says. */
function check(project: string, changed: string, line: string): string[] {
  const config = join(ROOT, project, "tsconfig.json");
  const { fileNames, options } = typescript.getParsedCommandLineOfConfigFile(config, undefined, {
    ...typescript.sys,
    onUnRecoverableConfigFileDiagnostic({ messageText }) {
      throw new Error(typescript.flattenDiagnosticMessageText(messageText, " "));
    },
  })!;
  const host = typescript.createCompilerHost(options);
  const readAsItIs = host.readFile;
  host.readFile = (path) =>
    relative(join(ROOT, project, changed), path) === ""
      ? `${readAsItIs(path)}\n${line}\n`
      : readAsItIs(path);
  const program = typescript.createProgram(fileNames, options, host);
  // What a room imports of another is checked with that one.
  const own = program.getSourceFiles().filter(({ fileName }) => inRoom(project, fileName));
  const said = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...own.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ];
  return said.map(({ messageText, file }) => {
    const text = typescript.flattenDiagnosticMessageText(messageText, " ").split(".")[0];
    return `${relative(ROOT, file?.fileName ?? "")}: ${text}`;
  });
}

/** Names that are of other surroundings than a room's. */
const STRANGE = [
  { project: "src/common", changed: "hex.ts", names: ["process", "Buffer", "document", "window"] },
  { project: "src/browser", changed: "resources.ts", names: ["process", "Buffer", "setImmediate"] },
] as const;

for (const { project, changed, names } of STRANGE) {
  test(`the compiler finds ${names.join(", ")} planted in ${project}, and nothing else to refuse there`, () => {
    const said = check(project, changed, `export const planted = [${names.join(", ")}];`);
    const expected = names.map((name) => `${project}/${changed}: Cannot find name '${name}'`);
    assert.deepEqual(said, expected);
  });
}
