import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observations } from "../../../src/common/learning/observations.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import { planMemory } from "../../../src/common/network/plan.js";
import {
  type ClassesEvaluation,
  type Evaluation,
  type NumbersEvaluation,
  renderReport,
} from "../../../src/common/report/report.js";
import { assertWellFormed, HOSTILE, headings, spread } from "../../support/report-page.js";

const render = (spec: NetworkSpec, evaluations: readonly Evaluation[]): string =>
  renderReport({
    spec,
    plan: planMemory(spec),
    history: [{ epoch: 1, loss: 0.5 }],
    evaluations,
    facts: [],
    generatedBy: "perceptino",
  });

const CLASSES = ["still", HOSTILE, "run"];

function classesEvaluation(title: string, readings = 120, classes = CLASSES): ClassesEvaluation {
  const k = classes.length;
  const labels = Float32Array.from({ length: readings }, (_, i) => Math.floor(k * spread(i)));
  const probabilities = Float32Array.from({ length: readings * k }, (_, i) => {
    const row = Math.floor(i / k);
    return i % k === labels[row] && row % 7 > 0 ? 0.9 : 0.1 * spread(i);
  });
  return { task: "classes", title, classes, probabilities, labels, exclusive: true };
}

const movements = checkNetwork({
  inputs: ["x"],
  task: "classes",
  outputs: ["still", "walk", "run"],
  window: { rows: 20, stride: 10, features: ["mean", "max"] },
  layers: [{ units: 3 }],
});

test("classes get a matrix of each pair, rates of each class and the mistakes, counted in windows", () => {
  const evaluations = [classesEvaluation("validation"), classesEvaluation("training", 60)];
  const page = render(movements, evaluations);
  assertWellFormed(page);
  const all = headings(page);
  for (const section of ["Side by side", "Confusion matrix", "Each class", "How sure it is"]) {
    assert.ok(all.includes(section), `no heading ${section}`);
  }
  assert.match(page, /120 windows of 3 classes/);
  assert.match(page, /Classes: still, walk, run\./);
  assert.match(page, /Windows of 20 readings, one every 10: mean, max\./);
  assert.match(page, /loss per window \(nats\)/);
  const counts = [...page.matchAll(/<td class="(?:right|wrong|none)"[^>]*><(?:b|i)>(\d+)</g)];
  const sum = counts.reduce((total, [, value]) => total + Number(value), 0);
  assert.equal(sum, 180);
  assert.doesNotMatch(page, /NaN|undefined|null/);
});

test("a page with more classes than a matrix can show has the table and the mistakes", () => {
  const many = Array.from({ length: 40 }, (_, i) => `class ${i}`);
  const page = render(movements, [classesEvaluation("all", 400, many)]);
  assertWellFormed(page);
  assert.doesNotMatch(page, /Confusion matrix/);
  assert.match(page, /class 39/);
});

const forecast = checkNetwork({
  inputs: ["x"],
  task: "numbers",
  outputs: [{ name: "rain", unit: "mm" }],
  layers: [{ units: 1 }],
});

function numbersEvaluation(readings: number, value = (i: number) => 20 * spread(i)) {
  const targets = Float32Array.from({ length: readings }, (_, i) => value(i));
  const predicted = targets.map((target, i) => target + spread(i * 7) - 0.5);
  return {
    task: "numbers",
    title: HOSTILE,
    name: HOSTILE,
    unit: "mm",
    predicted,
    targets,
  } as const;
}

test("numbers get predicted over true values, errors, and measures beside the mean", () => {
  const page = render(forecast, [numbersEvaluation(3000)]);
  assertWellFormed(page);
  const all = headings(page);
  for (const section of ["Predicted and true", "Errors", "Scores"]) {
    assert.ok(all.includes(section), `no heading ${section}`);
  }
  assert.match(page, /600 of 3,000 readings are drawn, evenly picked\./);
  assert.match(page, /RMS error of the mean/);
  assert.match(page, /loss per reading \(squared deviations\)/);
  assert.ok(page.length < 200_000, `${page.length} characters`);
});

test("numbers that never change, a single one and none make a page too", () => {
  const evaluations: NumbersEvaluation[] = [
    numbersEvaluation(10, () => 3),
    numbersEvaluation(1),
    numbersEvaluation(0),
    { ...numbersEvaluation(4, () => 3), predicted: [3, 3, 3, 3] },
  ];
  const page = render(forecast, evaluations);
  assertWellFormed(page);
  assert.match(page, /No readings\./);
  assert.doesNotMatch(page, /NaN|undefined|Infinity/);
});

test("of more outputs than get charts the hardest have them, the worst first", () => {
  const outputs = Array.from({ length: 20 }, (_, i) => `out${i}`);
  const spec = checkNetwork({ inputs: ["x"], outputs, layers: [{ units: 20 }] });
  const labels = Float32Array.from({ length: 100 }, (_, i) => i % 2);
  const answers = outputs.map((name, i): Evaluation => {
    // Of the output i the first i answers are wrong.
    const probabilities = labels.map((label, row) => ((label === 1) === row >= i ? 0.9 : 0.1));
    return { task: "yes-no", title: `validation, ${name}`, name, probabilities, labels };
  });
  const observations: Observations = {
    ...{ values: new Float32Array(100), targets: labels, count: 100, inputs: 1, targetCount: 1 },
  };
  const of = { called: "validation", observations, rows: new Uint32Array(100) };
  const page = render(
    spec,
    answers.map((answer) => ({ ...answer, of })),
  );
  const charted = headings(page).filter((heading) => heading?.startsWith("validation, out"));
  assert.deepEqual(
    charted,
    outputs
      .slice(8)
      .toReversed()
      .map((name) => `validation, ${name}`),
  );
  assert.match(page, /Charts of the 12 hardest of 20 evaluations, the worst first/);
  const [table, all] = [...page.matchAll(/<table class="comparison">.*?<\/table>/gs)];
  const rowsOf = (text: string) =>
    [...text.matchAll(/<th scope="row">(\w+)</g)].map(([, name]) => name);
  assert.deepEqual(rowsOf(table![0]), outputs.slice(8).toReversed());
  assert.deepEqual(rowsOf(all![0]), outputs);
  assert.match(page, /<summary>All 20, in the order of the outputs<\/summary>/);
  const amounts = outputs.map((name, i): Evaluation => {
    const predicted = labels.map((label, row) => (row < i ? 1 - label : label));
    return { task: "numbers", title: name, name, predicted, targets: labels, of };
  });
  const numbers = headings(render({ ...spec, task: "numbers" }, amounts));
  assert.deepEqual(
    numbers.filter((heading) => heading?.startsWith("out")),
    outputs.slice(8).toReversed(),
  );
});
