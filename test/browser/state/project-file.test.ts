import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Fetched, Project } from "../../../src/browser/state/project.js";
import { recordingsText } from "../../../src/browser/state/project-data.js";
import {
  decodeProject,
  encodeProject,
  isProjectFile,
  LIMITS_OF_FILE,
  readProject,
  writeProject,
} from "../../../src/browser/state/project-file.js";
import { readTable } from "../../../src/common/data/table.js";
import { UserError } from "../../../src/common/errors.js";
import { readingsOf } from "../../../src/common/learning/readings.js";
import { someProject } from "../../support/projects.js";

const NAME = "mine.perceptino";

const whole = (): Project => ({
  ...someProject(),
  name: "Grüße <b>an</b> alle 🙂",
  imported: {
    files: [{ name: "a.csv", bytes: new Uint8Array([1, 2, 3]) }],
    labels: ["label"],
  },
  network: '{"inputs":[]}',
  trained: {
    network: "{}",
    checkpoint: new Uint8Array([9, 8, 7, 6]),
    epochs: 60,
    validationLoss: 0.25,
    accuracy: 0.9,
  },
  fetched: [fetched("0f3a-b", 5), fetched("c", 3)],
});

/** Weights that a board had: so many bytes of them. */
const fetched = (id: string, bytes: number): Fetched => ({
  id,
  network: "{}",
  checkpoint: new Uint8Array(bytes).fill(bytes),
  at: 1_700_000_000_000,
  from: "Puck.js by Bluetooth",
  steps: 0xffff_ffff,
  hash: 0xffff_ffff,
});

/** The same as a header has it. */
function header(id: string) {
  const { checkpoint, ...rest } = fetched(id, 3);
  return { ...rest, bytes: checkpoint.length };
}

/** A file whose header is another: what `change` makes of a good one's. */
function withHeader(change: (header: Record<string, unknown>) => unknown): Uint8Array {
  const file = encodeProject(whole());
  const length = new DataView(file.buffer).getUint32(20, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(24, 24 + length)));
  const made = change(header);
  const text = new TextEncoder().encode(typeof made === "string" ? made : JSON.stringify(made));
  const start = file.slice(0, 24);
  new DataView(start.buffer).setUint32(20, text.length, true);
  return Uint8Array.from([...start, ...text, ...file.subarray(24 + length)]);
}

const refusal = (bytes: Uint8Array): string => {
  try {
    decodeProject(NAME, bytes);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  }
  return assert.fail("it was not refused");
};

test("a project that was exported is the same when it is imported", async () => {
  const project = whole();
  const file = await writeProject(project);
  assert.deepEqual(await readProject({ name: NAME, bytes: file }), project);
  assert.ok(isProjectFile({ name: NAME, bytes: file }));
  assert.ok(isProjectFile({ name: "unpacked", bytes: encodeProject(project) }));
  assert.ok(!isProjectFile({ name: "a.csv", bytes: new Uint8Array([1]) }));
});

test("numbers keep their bits", () => {
  const values = new Float32Array([-0, 1e-45, 3.4028235e38, 0.1]);
  const project = someProject();
  const recordings = [{ ...project.recordings[0]!, values }];
  const back = decodeProject(NAME, encodeProject({ ...project, recordings }));
  assert.deepEqual(
    new Uint32Array(back.recordings[0]!.values.buffer),
    new Uint32Array(values.buffer),
  );
});

test("what is no project, or cut off anywhere, is refused", () => {
  const file = encodeProject(whole());
  for (let length = 0; length < file.length; length++) {
    assert.match(refusal(file.subarray(0, length)), /^mine\.perceptino: got .*expected /s);
  }
  assert.match(refusal(new TextEncoder().encode("x,y\n1,2\n")), /got a file that is no project/);
});

test("a file of a newer page says so", () => {
  const file = encodeProject(whole());
  file[16] = 2;
  assert.match(refusal(file), /version 2, expected 1; reload this page/);
});

test("a project whose header could not be read again is not written", () => {
  const network = "x".repeat(1_000_000);
  const many = Array.from({ length: 8 }, (_, i) => ({ ...fetched(`${i}`, 1), network }));
  assert.throws(
    () => encodeProject({ ...someProject(), fetched: many }),
    /got a header of \d+ bytes, expected at most 8000000 in one file/,
  );
});

test("a header that says it is large is not read", () => {
  const file = encodeProject(whole());
  new DataView(file.buffer).setUint32(20, 0xffff_ffff, true);
  assert.match(refusal(file), /got a header of 4294967295 bytes/);
});

test("gzip that unpacks to far too much is refused before all of it is unpacked", async () => {
  const bomb = gzipSync(Buffer.alloc(LIMITS_OF_FILE.unpacked + 1));
  assert.ok(bomb.length < 200_000);
  await assert.rejects(
    readProject({ name: NAME, bytes: bomb }),
    /got more than 150000000 bytes, expected at most/,
  );
});

test("a header nested a hundred thousand deep is refused", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assert.match(refusal(withHeader(() => deep)), /got/);
  assert.match(
    refusal(
      withHeader((header) => ({ ...header, name: JSON.parse("[".repeat(999) + "]".repeat(999)) })),
    ),
    /name: got \[\[/,
  );
});

for (const [what, change, said] of [
  ["a million classes", { classes: Array(1_000_000).fill("") }, /classes: got 1000000 entries/],
  ["a class twice", { classes: ["a", "a"] }, /classes: got "a", expected names that differ/],
  ["a class without a name", { classes: [""] }, /classes\[0\]: got ""/],
  ["control characters", { name: "a\u0000b" }, /name: got "a\\u0000b", expected a text without/],
  ["writing that turns around", { name: "a\u202eb" }, /name: got "a\\u202eb"/],
  ["a long name", { name: "x".repeat(1e5) }, /name: got .{50,70}…, expected a text of at most 120/],
  ["no name", { name: 5 }, /name: got 5/],
  ["an id that is a path", { id: "../x" }, /id: got "\.\.\/x"/],
  ["a rate below 0", { rate: -1 }, /rate: got -1, expected a number from 0/],
  ["a time beyond all dates", { changed: 1e300 }, /changed: got 1e\+300/],
  ["no list of recordings", { recordings: { length: 3 } }, /recordings: got .* expected a list/],
  ["a recording that is none", { recordings: [null] }, /recordings\[0\]: got null/],
  ["no channels", { channels: [] }, /bytes: got 80, expected readings of 0 channels/],
  ["a class that is not there", { classes: ["wave"] }, /recordings\[2\]\.label: got "still"/],
  [
    "checkpoints without end",
    { trained: { network: "", epochs: 1, bytes: 2e6 } },
    /trained\.bytes/,
  ],
  ["fetched weights that are no list", { fetched: {} }, /fetched: got .* expected a list/],
  ["more fetched weights than are kept", { fetched: Array(21) }, /fetched: got 21 entries/],
  [
    "fetched weights twice",
    { fetched: [header("c"), header("c")] },
    /fetched: got "c", expected names that differ/,
  ],
  [
    "fetched weights from a place with control characters",
    { fetched: [{ ...header("c"), from: "\u0007" }] },
    /fetched\[0\]\.from: got "\\u0007"/,
  ],
  [
    "a hash of more than 32 bits",
    { fetched: [{ ...header("c"), hash: 2 ** 32 }] },
    /fetched\[0\]\.hash: got 4294967296/,
  ],
  [
    "fetched weights without end",
    { fetched: [{ ...header("c"), bytes: 2e6 }] },
    /fetched\[0\]\.bytes: got 2000000/,
  ],
  [
    "fetched weights that are not all there",
    { fetched: [header("c")] },
    /bytes behind the header, expected/,
  ],
] as const) {
  test(`a header with ${what} is refused`, () => {
    const message = refusal(withHeader((header) => ({ ...header, ...change })));
    assert.match(message, said);
    assert.ok(message.length < 400, message);
  });
}

test("a recording's length that does not fit is refused", () => {
  for (const bytes of [0, 7, -8, 1e15, "8", 88]) {
    const message = refusal(
      withHeader((header) => ({
        ...header,
        recordings: (header.recordings as object[]).map((one, i) => (i ? one : { ...one, bytes })),
      })),
    );
    assert.match(message, /got .*expected/);
  }
});

test("names that are HTML stay text, and fields of which nobody asks are left out", () => {
  const file = withHeader((header) => ({
    ...header,
    name: "<img src=x onerror=alert(1)>",
    surprise: true,
    ["__proto__"]: { polluted: true },
  }));
  const project = decodeProject(NAME, file);
  assert.equal(project.name, "<img src=x onerror=alert(1)>");
  assert.equal("surprise" in project, false);
  assert.equal("polluted" in {}, false);
});

test("a board that this page does not know becomes the usual one", () => {
  assert.equal(
    decodeProject(
      NAME,
      withHeader((header) => ({ ...header, board: "new" })),
    ).board,
    "banglejs2",
  );
});

test("a value that is no finite number is refused", () => {
  const project = someProject();
  const values = new Float32Array([1, Number.NaN]);
  const recordings = [project.recordings[1]!, { ...project.recordings[0]!, values }];
  assert.match(
    refusal(encodeProject({ ...project, recordings })),
    /recordings\[1\]: got a value that is no finite number/,
  );
});

test("as CSV the command line reads the same numbers, labels and recordings", () => {
  const project = someProject();
  const odd = new Float32Array([0.1, -1e-30, 123456.79, 3.4028235e38, 1 / 3, 0]);
  const recordings = [...project.recordings, { ...project.recordings[0]!, id: "d", values: odd }];
  const classes = ['wa"ve, or', "still"];
  const renamed = recordings.map((one) => ({
    ...one,
    label: one.label === "wave" ? classes[0]! : one.label,
  }));
  const text = recordingsText({ ...project, classes, recordings: renamed });
  const bytes = new TextEncoder().encode(text);
  const table = readTable([{ name: "mine.csv", bytes }]);
  assert.deepEqual(table.columns, ["recording", "time", "x [g]", "y", "label"]);
  const readings = readingsOf(
    table,
    { inputs: ["x", "y"], outputs: ["label"], task: "classes", classes, units: { x: "g" } },
    { labelled: true },
  );
  const values = Float32Array.from(renamed.flatMap((one) => [...one.values]));
  assert.deepEqual(readings.values, values);
  const numbers = renamed.flatMap(({ values }, i) => Array<number>(values.length / 2).fill(i));
  assert.deepEqual([...readings.recordings!], numbers);
  assert.deepEqual(
    [...readings.targets],
    numbers.map((i) => classes.indexOf(renamed[i]!.label)),
  );
});
