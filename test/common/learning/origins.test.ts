import assert from "node:assert/strict";
import { test } from "node:test";
import { readTable } from "../../../src/common/data/table.js";
import { observationsOf } from "../../../src/common/learning/observations.js";
import { describePlace, placeOf, rowOf } from "../../../src/common/learning/origins.js";
import { dataColumnsOf, readingsOf } from "../../../src/common/learning/readings.js";
import { predictRows } from "../../../src/common/learning/rows.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { textOf } from "../../../src/common/report/html.js";
import { mistakesSection } from "../../../src/common/report/mistakes-section.js";
import { buildNetwork } from "../../../src/node/build-network.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const CLASSES = { task: "classes", inputs: ["x"], outputs: ["a", "b"], layers: [{ units: 2 }] };
const spec = checkNetwork(CLASSES);

const read = (of: typeof spec, ...texts: readonly string[]) =>
  readingsOf(
    readTable(texts.map((text, i) => ({ name: `${i}.csv`, bytes: bytesOf(text) }))),
    dataColumnsOf(of),
    { labelled: true, missing: "drop" },
  );

test("a reading is found by the line on which it begins: headers, comments, blank lines and texts over several lines count", () => {
  const text =
    'sep=,\r\n# who\r\nx,note,class\r\n1,"two\r\nlines",a\r\n\r\n# a pause\r\n2,,b\r\nx,note,class\r\n3,,b\r\n';
  const { lines, files } = read(spec, text).origins!;
  assert.deepEqual([...lines!], [4, 8, 10]);
  assert.deepEqual(files, [{ name: "0.csv", first: 0 }]);
});

test("JSON is told by lines too, where each row has one of its own", () => {
  const lines = (text: string) => read(spec, text).origins!.lines;
  assert.deepEqual([...lines('{"x":1,"class":"a"}\n\n{"x":2,"class":"b"}\n')!], [1, 3]);
  assert.deepEqual(
    [...lines('[\n {"x": 1,\r\n "class": "a"},\n {"x": 2, "class": "b"}\n]')!],
    [2, 4],
  );
  assert.equal(lines('[{"x":1,"class":"a"},{"x":2,"class":"b"}]'), undefined);
});

test("rows that are left out count, in one file and in several", () => {
  const one = read(spec, "x,class\n1,a\n,a\n3,b\n").origins!;
  assert.deepEqual(
    [0, 1].map((i) => rowOf(one, i)),
    [0, 2],
  );
  assert.deepEqual(placeOf(one, 1), { file: "0.csv", row: 2, line: 4 });
  const origins = read(spec, "x,class\n1,a\n2,a\n", "x,class\n,a\nx,class\n3,b\n").origins!;
  assert.deepEqual(
    [0, 1, 2].map((i) => [rowOf(origins, i), placeOf(origins, i)]),
    [
      [0, { file: "0.csv", row: 0, line: 2 }],
      [1, { file: "0.csv", row: 1, line: 3 }],
      [3, { file: "1.csv", row: 1, line: 4 }],
    ],
  );
  assert.equal(describePlace(origins, 1), "0.csv: line 3");
  assert.equal(describePlace(origins, 0, 1), "0.csv: lines 2 to 3");
});

test("a reading that no network can take is told by its line, a window by its lines", async () => {
  const place = async (of: typeof spec) => {
    const network = await startNetwork(await buildNetwork(of));
    const observations = observationsOf(
      network,
      of,
      read(of, "x,class\n1,a\n# a pause\n2,a\n3,a\n4,a\n"),
    );
    const far = observations.values.fill(Number.NaN, observations.inputs);
    try {
      predictRows(network, { ...observations, values: far });
    } catch (error) {
      return (error as Error).message.split(": ").slice(0, 2).join(": ");
    }
    return undefined;
  };
  assert.equal(await place(spec), "0.csv: line 4");
  const window = { rows: 2, stride: 2, features: ["mean"] };
  assert.equal(await place(checkNetwork({ ...CLASSES, window })), "0.csv: lines 5 to 6");
});

/** The report's table of what was judged wrongly, of a network that says "b" to all. */
function table(of: typeof spec, observations: ReturnType<typeof read>): string {
  const rows = Uint32Array.from({ length: observations.count }, (_, i) => i);
  const probabilities = new Float32Array(2 * rows.length).map((_, i) => 0.9 * (i % 2));
  const evaluation = {
    task: "classes",
    title: "all",
    of: { called: "all", observations, rows },
    classes: ["a", "b"],
    probabilities,
    labels: observations.targets,
    exclusive: true,
  } as const;
  return textOf(mistakesSection([evaluation], of)!);
}

test("the report names file and line of what was judged wrongly, also of a window", async () => {
  const files = ["x,class\n1,b\n2,b\n", "x,class\n,a\n3,a\n4,a\n"] as const;
  assert.match(
    table(spec, read(spec, ...files)),
    /<th scope="row">3<\/th><td class="text">1\.csv<\/td>/,
  );
  const windowed = checkNetwork({ ...CLASSES, window: { rows: 2, stride: 1, features: ["mean"] } });
  const network = await startNetwork(await buildNetwork(windowed));
  const observations = observationsOf(network, windowed, read(windowed, ...files));
  assert.match(
    table(windowed, observations),
    /<th scope="row">3 – 4<\/th><td class="text">1\.csv<\/td>/,
  );
});
