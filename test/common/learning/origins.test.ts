import assert from "node:assert/strict";
import { test } from "node:test";
import { readTable } from "../../../src/common/data/table.js";
import { observationsOf } from "../../../src/common/learning/observations.js";
import { placeOf, rowOf } from "../../../src/common/learning/origins.js";
import { dataColumnsOf, readingsOf } from "../../../src/common/learning/readings.js";
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

test("readings that are all rows of one file need no word about where they stood", () => {
  assert.equal(read(spec, "x,class\n1,a\n\n# a pause\n2,b\n").origins, undefined);
});

test("rows that are left out count, in one file and in several", () => {
  const one = read(spec, "x,class\n1,a\n,a\n3,b\n").origins;
  assert.deepEqual(
    [0, 1].map((i) => rowOf(one, i)),
    [0, 2],
  );
  assert.deepEqual(placeOf(one, 1), { row: 2 });
  const { origins } = read(spec, "x,class\n1,a\n2,a\n", "x,class\n,a\nx,class\n3,b\n");
  assert.deepEqual(
    [0, 1, 2].map((i) => [rowOf(origins, i), placeOf(origins, i)]),
    [
      [0, { file: "0.csv", row: 0 }],
      [1, { file: "0.csv", row: 1 }],
      [3, { file: "1.csv", row: 1 }],
    ],
  );
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

test("the report names file and row of what was judged wrongly, also of a window", async () => {
  const files = ["x,class\n1,b\n2,b\n", "x,class\n,a\n3,a\n4,a\n"] as const;
  assert.match(
    table(spec, read(spec, ...files)),
    /<th scope="row">2<\/th><td class="text">1\.csv<\/td>/,
  );
  const windowed = checkNetwork({ ...CLASSES, window: { rows: 2, stride: 1, features: ["mean"] } });
  const network = await startNetwork(await buildNetwork(windowed));
  const observations = observationsOf(network, windowed, read(windowed, ...files));
  assert.match(
    table(windowed, observations),
    /<th scope="row">2 – 3<\/th><td class="text">1\.csv<\/td>/,
  );
});
