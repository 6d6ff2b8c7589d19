// A library for Arduino: a folder as the specification wants it, and a sketch that trains from Serial with Node's bits. It is
// compiled with the flags of Arduino's cores, against a stand-in of Arduino.h (test/arduino).

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { cString } from "../../src/common/arduino/c-string.js";
import { arduinoLibrary } from "../../src/common/arduino/library.js";
import { hex } from "../../src/common/hex.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import { packageRoot } from "../../src/node/package.js";
import { runProgram } from "../support/run-program.js";
import { missing } from "../support/tools.js";
import {
  type Rows,
  TASKS,
  type TaskName,
  type TrainedSubject,
  trainedSubject,
} from "../support/trained-networks.js";

const STAND_IN = join(packageRoot(), "test/arduino");
const folder = mkdtempSync(join(tmpdir(), "perceptino-arduino-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a library into a folder of its own; gives the folder, and the files by their paths in the library. */
function written(files: readonly { readonly file: string; readonly data: string }[]) {
  const root = mkdtempSync(join(folder, "library-"));
  for (const { file, data } of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), data);
  }
  return root;
}

const EXAMPLE = "examples/TrainFromSerial/TrainFromSerial.ino";

test("the library has the files and fields that Arduino's specification wants", async () => {
  for (const name of ["net", "Wi-Fi 日本", "3d", "x".repeat(250)]) {
    const { built, checkpoint } = await trainedSubject("classes");
    const files = arduinoLibrary(built, name, checkpoint);
    const library = files[0]!.file.split("/")[0]!;
    assert.match(library, /^[a-zA-Z0-9][\w.-]{0,62}$/);
    assert.deepEqual(
      files.map(({ file }) => file.replace(`${library}/`, "")),
      [
        ...["library.properties", "keywords.txt", "README.md", "LICENSE"],
        ...[`src/${library}.h`, `src/${library}.c`, EXAMPLE],
      ],
    );
    const lines = files[0]!.data
      .trimEnd()
      .split("\n")
      .map((line) => /^(\w+)=(.+)$/.exec(line)!);
    const fields = Object.fromEntries(lines.map(([, key, value]) => [key!, value!]));
    assert.deepEqual(Object.keys(fields), [
      ...["name", "version", "author", "maintainer", "sentence", "paragraph", "category", "url"],
      ...["architectures", "includes"],
    ]);
    assert.equal(fields.name, library);
    assert.match(fields.version!, /^\d+\.\d+\.\d+$/);
    assert.equal(fields.category, "Data Processing");
    assert.equal(fields.includes, `${library}.h`);
    const keywords = files[1]!.data.trimEnd().split("\n");
    for (const line of keywords) assert.match(line, /^\w+\t(KEYWORD2|LITERAL1)$/);
    assert.ok(keywords.some((line) => /_init_trained\tKEYWORD2$/.test(line)));
    assert.match(files[3]!.data, /^MIT License\n/);
  }
});

test("a text becomes a C string of the same bytes", { skip: missing("gcc") }, () => {
  const texts = fc.sample(fc.oneof(fc.string(), fc.string({ unit: "binary" })), 60);
  const plain = [...texts, '"\\??/', "é♥\n1"].filter((text) => !text.includes("\0"));
  const source = `#include <stdio.h>
int main(void) { const char *texts[] = {${plain.map(cString).join(",")}};
for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) { const char *at = texts[i]; while (*at) printf("%02x", (unsigned char)*at++); puts(""); }
return 0; }`;
  writeFileSync(join(folder, "texts.c"), source);
  const flags = ["-std=c99", "-trigraphs", "-Wall", "-Werror"];
  const compiled = runProgram(folder, "gcc", [...flags, "texts.c", "-o", "texts"]);
  assert.equal(compiled.status, 0, compiled.stderr);
  const expected = plain.map((text) => Buffer.from(text).toString("hex"));
  assert.deepEqual(runProgram(folder, "./texts", []).stdout.split("\n").slice(0, -1), expected);
});

/** What Arduino's cores give GCC for boards with a Cortex-M4F. */
const CORES = {
  "nRF52840 with Mbed (Nano 33 BLE)": {
    both: "-Os -g -ffunction-sections -fdata-sections -fmessage-length=0 -fno-exceptions -fomit-frame-pointer -funsigned-char -mcpu=cortex-m4 -mthumb -mfloat-abi=softfp -mfpu=fpv4-sp-d16",
    c: "-std=gnu11",
    cpp: "-std=gnu++14 -fno-rtti",
  },
  "SAMD51 (Adafruit)": {
    both: "-Os -g -ffunction-sections -fdata-sections -nostdlib -fno-exceptions --param max-inline-insns-single=500 -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16",
    c: "-std=gnu11",
    cpp: "-std=gnu++11 -fno-threadsafe-statics -fno-rtti",
  },
} as const;
const WARNINGS = "-Wall -Wextra -Werror".split(" ");

/** Compiles library and example as a core does, links them with the stand-in; gives the program's path. */
function compiled(root: string, core: keyof typeof CORES, prefix: string): string {
  const { both, c, cpp } = CORES[core];
  const library = `perceptino_${prefix}`;
  const src = join(root, library, "src");
  const P = prefix.toUpperCase();
  const names = ["memory", "OUTPUT", "OUTPUTS", "PARAMETER_COUNT"].map((name) =>
    name === "memory" ? `#define net_memory ${prefix}_memory` : `#define NET_${name} ${P}_${name}`,
  );
  const under = prefix === "net" ? [] : names;
  writeFileSync(
    join(root, "network-under-test.h"),
    [`#include <${library}.h>`, ...under, ""].join("\n"),
  );
  const places = [`-I${src}`, `-I${STAND_IN}`, `-I${root}`];
  const gcc = (kind: "gcc" | "g++", ...args: readonly string[]) => {
    const { status, stderr } = runProgram(root, `arm-none-eabi-${kind}`, [
      ...both.split(" "),
      ...args,
    ]);
    assert.deepEqual(
      [status, stderr.replace(/.*ld: .*\n?|.*warning: _\w+ is not implemented.*\n?/g, "")],
      [0, ""],
    );
  };
  gcc(
    "gcc",
    ...c.split(" "),
    ...WARNINGS,
    ...places,
    "-c",
    join(src, `${library}.c`),
    "-o",
    "net.o",
  );
  const sketch = ["-x", "c++", "-include", "Arduino.h", join(root, library, EXAMPLE)];
  gcc("g++", ...cpp.split(" "), ...WARNINGS, ...places, "-c", ...sketch, "-o", "sketch.o");
  gcc(
    "g++",
    ...cpp.split(" "),
    ...places,
    "-c",
    join(STAND_IN, "stand-in.cpp"),
    "-o",
    "stand-in.o",
  );
  const script = [`-T${join(STAND_IN, "stand-in.ld")}`, "-nostartfiles", "-Wl,--gc-sections"];
  const libraries = ["--specs=nano.specs", "--specs=nosys.specs", "-lc", "-lm", "-lgcc", "-lnosys"];
  const objects = ["sketch.o", "net.o", "stand-in.o"];
  const { status, stderr } = runProgram(root, "arm-none-eabi-gcc", [
    ...both.split(" ").filter((flag) => flag !== "-nostdlib"),
    ...[...script, ...objects, ...libraries, "-o", "sketch.elf"],
  ]);
  assert.equal(status, 0, stderr);
  return join(root, "sketch.elf");
}

/** A line that the sketch printed, and what the stand-in says behind it. */
interface Answer {
  readonly text: string;
  /** of the network's output */
  readonly bits: readonly string[];
  /** CRC-32 of the parameters */
  readonly hash: string;
}

/** Feeds lines to the sketch; gives its answers. */
function answersTo(program: string, lines: readonly string[]): Answer[] {
  const quiet = ["-display", "none", "-monitor", "none", "-serial", "stdio"];
  const semihosting = ["-semihosting-config", "enable=on,target=native"];
  const machine = ["-M", "mps2-an386", ...quiet, ...semihosting, "-kernel", program];
  const input = `${lines.join("\n")}\n\u0004`;
  const { stdout } = runProgram(folder, "qemu-system-arm", machine, input);
  return [...stdout.matchAll(/(.*)\r\n# ([0-9a-f ]+)\r\n/g)].map(([, text, words]) => {
    const all = words!.split(" ");
    return { text: text!, bits: all.slice(0, -1), hash: all.at(-1)! };
  });
}

const bitsOf = (numbers: Float32Array) => [...new Uint32Array(numbers.slice().buffer)].map(hex);

const outputNames = (name: TaskName) =>
  TASKS[name].outputs.map((output) => (typeof output === "string" ? output : output.name));

/** The lines of rows, every third without what it is. */
function linesOf(name: TaskName, { readings, targets }: Rows): string[] {
  const classes = outputNames(name);
  return readings.map((reading, i) => {
    const numbers = [...reading].map((x) => `${x}`).join(i % 2 ? "," : " , ");
    const isClass = name === "classes" || name === "windows";
    const told = isClass ? [classes[targets[i]![0]!]!] : [...targets[i]!].map((x) => `${x}`);
    return i % 3 === 2 ? numbers : [numbers, ...told].join(",");
  });
}

/** What Node says of the same rows: of each the likeliest output's name or numbers, the bits, and the hash after it. */
async function inNode({ built, checkpoint, rows }: TrainedSubject, trained: boolean) {
  const network = await startNetwork(built);
  if (trained) network.restore(checkpoint);
  const { channels, batch } = network.engine.layout;
  return rows.readings.map((row, i) => {
    const reading = channels ? network.push(row) : row;
    const said = reading && network.predict(reading);
    const learns = reading && i % 3 !== 2;
    const before = new Uint32Array(network.engine.memory).at(network.engine.layout.parameters + 2)!;
    const held = learns ? network.observe(reading, rows.targets[i]!) : undefined;
    if (held === batch) network.train();
    return {
      said,
      held,
      warm: held !== before,
      steps: network.steps,
      hash: hex(network.hash()),
      batch,
    };
  });
}

describe("the example sketch on a Cortex-M4F", {
  skip: missing("arm-none-eabi-gcc", "qemu-system-arm"),
}, () => {
  for (const [name, core, trained] of [
    ["yes or no", "nRF52840 with Mbed (Nano 33 BLE)", true],
    ["classes", "SAMD51 (Adafruit)", true],
    ["numbers", "nRF52840 with Mbed (Nano 33 BLE)", false],
    ["windows", "SAMD51 (Adafruit)", true],
    ["windows", "nRF52840 with Mbed (Nano 33 BLE)", false],
  ] as const) {
    test(`answers lines of a network of ${name} with Node's bits, ${trained ? "from a checkpoint" : "new"}: ${core}`, async () => {
      const subject = await trainedSubject(name);
      const root = written(
        arduinoLibrary(subject.built, "net", trained ? subject.checkpoint : undefined),
      );
      const program = compiled(root, core, "net");
      const lines = linesOf(name, subject.rows);
      const answers = answersTo(program, lines);
      const expected = await inNode(subject, trained);
      assert.equal(answers.length, lines.length);
      const names = outputNames(name);
      for (const [i, { said, held, warm, steps, hash, batch }] of expected.entries()) {
        const { text, bits, hash: got } = answers[i]!;
        assert.equal(got, hash, `${lines[i]}: ${text}`);
        if (!said) {
          assert.equal(text, "taken into the window, which is not complete");
          continue;
        }
        // A step computes where the output lies.
        if (held !== batch) assert.deepEqual(bits, bitsOf(said), `${lines[i]}: ${text}`);
        const best = said.indexOf(Math.max(...said));
        const number = Number(
          / (-?\d+\.\d+)/.exec(
            text.slice(
              text.indexOf(names[0]!) === 0 || name === "numbers"
                ? names[0]!.length
                : names[best]!.length,
            ),
          )?.[1],
        );
        const first = name === "classes" || name === "windows" ? best : 0;
        assert.ok(text.startsWith(`${names[first]} `), text);
        assert.ok(Math.abs(number - said[first]!) <= 0.0006, `${text}: ${said[first]}`);
        if (held === undefined) assert.doesNotMatch(text, /;/);
        else if (held === batch)
          assert.match(text, new RegExp(`; step ${steps}, loss \\d+\\.\\d{4}$`));
        else if (warm) assert.ok(text.endsWith(`; learns: ${held} of ${batch}`), text);
        else assert.ok(text.endsWith("; the normalizer is warming up"), text);
      }
      assert.ok(new Set(answers.map(({ hash: one }) => one)).size > 1, "it learnt");
    });
  }

  test("reads a number as JavaScript does: in double precision, then rounded", async () => {
    const { built, checkpoint } = await trainedSubject("numbers");
    // A little more than halfway from one float to the next, which a double cannot tell from halfway.
    const texts = ["1.00000005960464477539062500001", "-3.0000001192092895507812500001"];
    const network = await startNetwork(built);
    network.restore(checkpoint);
    const read = bitsOf(network.predict([...texts.map(Number), 1]));
    const rounded = bitsOf(network.predict([1 + 2 ** -23, -3 - 2 ** -22, 1]));
    assert.notDeepEqual(read, rounded, "the network cannot tell them apart");
    const root = written(arduinoLibrary(built, "net", checkpoint));
    const program = compiled(root, "SAMD51 (Adafruit)", "net");
    assert.deepEqual(answersTo(program, [[...texts, 1].join(",")])[0]!.bits, read);
  });

  test("says of a wrong line what it got and what it expected, and goes on", async () => {
    const { built, checkpoint } = await trainedSubject("classes");
    const root = written(arduinoLibrary(built, "7 nets", checkpoint));
    const program = compiled(root, "SAMD51 (Adafruit)", "net_7_nets");
    const lines = [
      "1",
      "1,2,walk,4",
      "1,x",
      "1,2,run",
      "1,2,7",
      "nan,2",
      "",
      "1,2,2\r",
      "9".repeat(400),
      "1,2",
    ];
    const texts = answersTo(program, lines).map(({ text }) => text);
    const columns = "expected x,y or x,y,class";
    assert.deepEqual(texts.slice(0, 4), [
      `got 1 numbers, ${columns}`,
      `got 4 numbers, ${columns}`,
      "got x, expected a number",
      "got run, expected a class",
    ]);
    assert.match(texts[4]!, /; refused: no such label$/);
    assert.equal(texts[5], "refused: a number is not finite, or too large");
    assert.match(texts[6]!, / 0\.\d{3}; learns: \d of 5$/);
    assert.equal(
      texts[7],
      "got a longer line than any reading has, expected numbers with commas between them",
    );
    assert.match(texts[8]!, /^(walk|sit|odd "\\name" \?♥) [01]\.\d{3}$/);
  });
});

test("where int has 16 bits, as on AVR, the C says so instead of compiling", {
  skip: missing("gcc"),
}, async () => {
  const { built } = await trainedSubject("yes or no");
  const root = written(arduinoLibrary(built, "net"));
  const path = join(root, "perceptino_net/src/perceptino_net.c");
  const source = readFileSync(path, "utf8");
  // A compiler for AVR is not at hand: this one is told the same of its int.
  writeFileSync(
    path,
    source.replace(
      "#include <limits.h>",
      "#include <limits.h>\n#undef UINT_MAX\n#define UINT_MAX 0xffff",
    ),
  );
  const { status, stderr } = runProgram(root, "gcc", ["-c", path, "-o", "/dev/null"]);
  assert.notEqual(status, 0);
  assert.match(stderr, /int has fewer than 32 bits here, as on AVR/);
});
