import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import ts from "typescript";
import { typesText } from "../../../src/common/espruino/module.js";
import { packageRoot } from "../../../src/node/package.js";

const ROOT = packageRoot();
/** What Espruino's own globals are, as far as our programs use them. */
const GLOBALS = `
interface Vector { x: number; y: number; z: number }
declare const Bangle: { on(event: "accel", listener: (a: Vector) => void): void; buzz(): void };
declare const Puck: { mag(): Vector; magOn(hertz: number): void; on(event: "mag", listener: (m: Vector) => void): void };
interface Pin { read(): boolean }
interface Screen { getWidth(): number; clear(reset: boolean): Screen; setFontAlign(x: number, y: number): Screen; setFont(name: string, size: number): Screen; drawString(text: string, x: number, y: number): Screen }
declare const g: Screen;
declare const BTN: Pin, BTN1: Pin, LED1: Pin, LED2: Pin, A5: Pin;
declare function print(...values: unknown[]): void;
declare function analogRead(pin: Pin): number;
declare function digitalWrite(pin: Pin, value: boolean): void;
declare function setWatch(act: () => void, pin: Pin, options: { repeat: boolean; edge: "rising"; debounce: number }): void;
declare function setInterval(act: () => void, milliseconds: number): number;
declare let teaching: boolean, label: 0 | 1;
`;

const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: false,
  target: ts.ScriptTarget.ES2015,
  lib: ["lib.es2015.d.ts"],
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  ignoreDeprecations: "5.0",
  types: [],
  baseUrl: ROOT,
  paths: { "perceptino/espruino": ["dist/espruino.d.ts"] },
};

/** What the compiler says about a program for Espruino, with the types that come with its module. */
function complaints(program: string): string[] {
  const files = new Map([
    [join(ROOT, "program.js"), program],
    [join(ROOT, "globals.d.ts"), GLOBALS],
    [join(ROOT, "neural.d.ts"), typesText("neural")],
  ]);
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ES2015, true);
  };
  const compiled = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(compiled)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const inReadme = [...readme.matchAll(/```js\n(const net = require[^`]*)```/g)].map(
  ([, text]) => text!,
);

describe("the types of an Espruino module", () => {
  it("take the README's program", () => {
    assert.ok(inReadme.length > 0);
    for (const program of inReadme) assert.deepEqual(complaints(program), []);
  });

  for (const board of readdirSync(join(ROOT, "examples/espruino")).filter(
    (name) => !name.includes("."),
  )) {
    it(`take the program of the example for ${board}`, () => {
      const program = readFileSync(join(ROOT, `examples/espruino/${board}/program.js`), "utf8");
      assert.deepEqual(complaints(program), []);
    });
  }

  it("know what each event tells", () => {
    const program = `const net = require("neural");
/** @param {number} loss */
const ear = (loss) => print(loss.toFixed(3));
net.on("train", ear);
net.on("observe", (reading, labels) => {
  print(reading[0].toFixed(), typeof labels === "number" ? labels.toFixed() : labels[0].toFixed());
});
net.on("predict", (probabilities, reading) => print(probabilities[0].toFixed(), reading.length));
net.removeListener("train", ear);
net.removeAllListeners("predict");
net.removeAllListeners();`;
    assert.deepEqual(complaints(program), []);
  });

  it("refuse what no event tells", () => {
    for (const [line, message] of [
      [
        'net.on("train", (loss) => loss.length)',
        /Property 'length' does not exist on type 'number'/,
      ],
      ['net.on("learn", () => {})', /"learn"' is not assignable/],
      ['net.on("predict", (/** @type {string} */ text) => text)', /not assignable/],
      ['net.removeListener("train", "ear")', /not assignable/],
      ['net.removeAllListeners("learn")', /"learn"' is not assignable/],
    ] as const) {
      const said = complaints(`const net = require("neural");\n${line};`);
      assert.equal(said.length, 1, `${line}: ${said}`);
      assert.match(said[0]!, message);
    }
  });
});
