import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { BOARDS } from "../../../boards/index.js";
import { fitBoards } from "../../../src/common/fit/firmware.js";
import { confusion, f1 } from "../../../src/common/learning/metrics.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { boardPlace, namedBoard } from "../../../src/common/report/boards.js";
import { BINS, summariseColumn } from "../../../src/common/report/column-summary.js";
import { percent } from "../../../src/common/report/html.js";
import { bestEpoch } from "../../../src/common/report/loss-chart.js";
import { mainOf } from "../../../src/common/report/main-evaluations.js";
import { mistakesIn } from "../../../src/common/report/mistakes.js";
import type { Evaluation, YesNoEvaluation } from "../../../src/common/report/report.js";
import { SCRIPT } from "../../../src/common/report/script.js";
import { bestStep, THRESHOLD_STEPS, thresholdsOf } from "../../../src/common/report/threshold.js";
import { count } from "../../../src/common/text.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { seededRandom } from "../../support/random.js";

test("what each threshold would do is what the scores count for it, on its very border too", () => {
  const random = seededRandom(5);
  const borders = Array.from({ length: 101 }, (_, i) => i / 100);
  const probabilities = [
    ...borders,
    ...borders.map((p) => p * (1 - 2 ** -53)),
    ...borders.map(Math.fround),
    ...Array.from({ length: 300 }, () => Math.fround(random.uniform(0, 1))),
  ];
  const labels = probabilities.map((p) => (random.uniform(0, 1) < p ? 1 : 0));
  const { positives, negatives, found, alarms } = thresholdsOf(probabilities, labels);
  for (let step = 0; step <= THRESHOLD_STEPS; step++) {
    const c = confusion(probabilities, labels, step / THRESHOLD_STEPS);
    assert.deepEqual(
      [found[step], positives - found[step]!, alarms[step], negatives - alarms[step]!],
      [c.truePositive, c.falseNegative, c.falsePositive, c.trueNegative],
      `threshold ${step / THRESHOLD_STEPS}`,
    );
  }
});

test("the best threshold has the largest F1; without a positive there is none", () => {
  const probabilities = [0.05, 0.1, 0.22, 0.31, 0.4, 0.9];
  const labels = [0, 0, 0, 1, 1, 1];
  const best = bestStep(thresholdsOf(probabilities, labels))!;
  assert.equal(f1(confusion(probabilities, labels, best / 100)), 1);
  assert.equal(best, 31); // of 0.23 to 0.31 the nearest to the middle
  assert.equal(bestStep(thresholdsOf([0.3], [0])), undefined);
});

const evaluated = (title: string, rows: Uint32Array | undefined): YesNoEvaluation => {
  const observations = {
    values: new Float32Array(3),
    targets: new Float32Array(3),
    count: 3,
    inputs: 1,
    targetCount: 1,
  };
  const of = rows && { of: { called: title, observations, rows } };
  return { task: "yes-no", title, ...of, probabilities: [0.9, 0.2, 0.6], labels: [0, 1, 1] };
};

test("the page is about all outputs of the first readings, or of those that are asked for", () => {
  const [held, trained] = [new Uint32Array([0]), new Uint32Array([1, 2])];
  const classes: Evaluation = {
    ...evaluated("held: the largest", held),
    task: "classes",
    classes: ["a", "b"],
    probabilities: new Float32Array(2),
    labels: new Float32Array(1),
    exclusive: false,
  };
  const all = [evaluated("held: a", held), classes, evaluated("trained: a", trained)];
  const titles = (about?: string) => mainOf(all, about).map(({ title }) => title);
  assert.deepEqual(titles(), ["held: the largest", "held: a"]);
  assert.deepEqual(titles("trained: a"), ["trained: a"]);
  assert.deepEqual(mainOf([]), []);
  const unknown = [evaluated("x", undefined), evaluated("y", undefined)];
  assert.equal(mainOf(unknown).length, 1, "rows that are not known are not the same");
});

test("mistakes are those answers that are wrong, the surest first, and of numbers the furthest off", () => {
  const one = evaluated("a", undefined);
  assert.deepEqual(
    mistakesIn([one]).map(({ at, truth, said, weight }) => [at, truth, said, weight.toFixed(1)]),
    [
      [0, "no", "yes", "0.9"],
      [1, "yes", "no", "0.8"],
    ],
  );
  const classes: Evaluation = {
    task: "classes",
    title: "c",
    classes: ["tap", "swipe"],
    probabilities: new Float32Array([0.75, 0.25, 0.5, 0.5, 0.125, 0.875]),
    labels: new Float32Array([0, 1, 0]),
    exclusive: true,
  };
  assert.deepEqual(
    mistakesIn([classes]).map(({ at, truth, said, weight }) => [at, truth, said, weight]),
    [
      [2, "tap", "swipe", 0.875],
      [1, "swipe", "tap", 0.5],
    ],
  );
  const numbers: Evaluation = {
    task: "numbers",
    title: "n",
    name: "n",
    predicted: [1, 5, -3],
    targets: [1.5, 2, -1],
  };
  assert.deepEqual(
    mistakesIn([numbers]).map(({ at, weight }) => [at, weight]),
    [
      [1, 3],
      [2, 2],
      [0, 0.5],
    ],
  );
});

test("a column's histogram counts each value once, in the group of its row", () => {
  const values = Float32Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? i / 198 : 7));
  const summary = summariseColumn(
    { name: "x", unit: "g" },
    { values, columns: 2, index: 0 },
    (row) => row % 3,
    3,
  );
  assert.deepEqual([summary.least, summary.greatest, summary.unit], [0, 1, "g"]);
  assert.ok(Math.abs(summary.mean - 0.5) < 1e-6);
  const sums = summary.bins.map((group) => group.reduce((sum, n) => sum + n, 0));
  assert.deepEqual(sums, [34, 33, 33]);
  const all = summary.bins[0]!.map((_, bin) =>
    summary.bins.reduce((sum, group) => sum + group[bin]!, 0),
  );
  assert.ok(
    all.every((n) => n === 4 || n === 5),
    String(all),
  );
  const same = summariseColumn({ name: "y" }, { values: [3, 3, 3], columns: 1, index: 0 });
  assert.equal(same.bins[0]![BINS / 2], 3);
});

test("boards tell what fit says, and of a board that takes C only that it fits so", async () => {
  const spec = checkNetwork({
    inputs: Array.from({ length: 64 }, (_, i) => `x${i}`),
    outputs: ["y"],
    layers: [{ units: 16, activation: "tanh" }, { units: 1 }],
  });
  const fits = await fitBoards(RESOURCES, spec);
  const places = fits.map((fit) => boardPlace(BOARDS.find(({ name }) => name === fit.board)!, fit));
  assert.deepEqual(
    places.map(({ fits }) => fits),
    fits.map((fit) => fit.fits || fit.instead !== undefined),
  );
  for (const [i, { ram, how }] of places.entries()) {
    const way = fits[i]!.instead ?? fits[i]!;
    assert.equal(ram.left, way.ram.left);
    assert.equal(how, way.engine === "c" ? "C" : "WebAssembly");
  }
  const named = namedBoard(places)!;
  const least = Math.min(...places.filter(({ fits }) => fits).map(({ ram }) => ram.left));
  assert.equal(named.ram.left, least);
});

test("the best epoch is the one whose weights training keeps: with nothing held out the last", () => {
  const losses = [3, 1, 2, Number.NaN];
  const alone = losses.map((loss, i) => ({ epoch: i + 1, loss }));
  assert.equal(bestEpoch(alone)?.epoch, 3);
  const held = alone.map((record) => ({ ...record, validationLoss: record.loss }));
  assert.equal(bestEpoch(held)?.epoch, 2);
  assert.equal(bestEpoch([{ epoch: 1, loss: Number.NaN }]), undefined);
});

test("the page's script writes numbers as the page does", () => {
  const [functions] = /const count = .*?(?=\n {2}for )/s.exec(SCRIPT)!;
  const script = runInNewContext(`(() => { ${functions} return { count, percent }; })()`);
  for (const [part, whole] of [
    [0, 0],
    [0, 7],
    [7, 7],
    [1, 3],
    [1, 3000],
    [2999, 3000],
    [1, 1001],
    [1000, 1001],
    [1, 12_345_678],
  ] as const) {
    const share = whole === 0 ? null : part / whole;
    assert.equal(script.percent(part, whole), percent(share));
    assert.equal(script.count(whole), count(whole));
  }
});
