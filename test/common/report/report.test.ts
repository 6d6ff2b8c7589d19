import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { EpochRecord } from "../../../src/common/learning/history.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import { layOut, planMemory } from "../../../src/common/network/plan.js";
import { everyNth } from "../../../src/common/report/every-nth.js";
import {
  type ReportData,
  renderReport,
  type YesNoEvaluation,
} from "../../../src/common/report/report.js";
import { SCRIPT } from "../../../src/common/report/script.js";
import {
  assertWellFormed,
  HOSTILE,
  headings,
  spread,
  tagsOf,
  withoutScript,
} from "../../support/report-page.js";

function evaluation(title: string, readings = 200): YesNoEvaluation {
  const probabilities = Float32Array.from({ length: readings }, (_, i) => spread(i));
  const labels = Uint8Array.from(probabilities, (p, i) =>
    (i * 0.7548776662466927) % 1 < p ? 1 : 0,
  );
  return { task: "yes-no", title, probabilities, labels };
}

const history = (epochs: number): EpochRecord[] =>
  Array.from({ length: epochs }, (_, i) => ({
    epoch: i + 1,
    loss: 0.7 * 0.9 ** i + 0.01,
    validationLoss: 0.6 * 0.85 ** i + 0.1 + 0.002 * i,
  }));

const deep = checkNetwork({
  name: "frost alarm",
  inputs: ["t", "h", "p", "w", "s", "l"].map((name) => ({ name })),
  outputs: ["frost"],
  layers: [
    { units: 16, activation: "tanh" },
    { units: 8, activation: "tanh" },
    { units: 1, activation: "sigmoid" },
  ],
});

const plane = checkNetwork({
  name: "comfort",
  inputs: [
    { name: "temperature", unit: "°C" },
    { name: "humidity", unit: "%" },
  ],
  outputs: ["comfortable"],
  layers: [
    { units: 4, activation: "tanh" },
    { units: 1, activation: "sigmoid" },
  ],
});

function boundary(points = 300): NonNullable<ReportData["boundary"]> {
  const xs = Array.from({ length: 50 }, (_, i) => 10 + 0.4 * i);
  const ys = Array.from({ length: 50 }, (_, i) => 20 + 1.2 * i);
  const chance = (x: number, y: number) =>
    1 / (1 + Math.exp(((x - 20) / 3) ** 2 + ((y - 50) / 12) ** 2 - 4));
  return {
    xName: "temperature (°C)",
    yName: "humidity (%)",
    xs,
    ys,
    probability: ys.flatMap((y) => xs.map((x) => chance(x, y))),
    points: Array.from({ length: points }, (_, i) => {
      const [x, y] = [10 + 19 * spread(i), 20 + 58 * spread(i * 31 + 7)];
      return { x, y, label: chance(x, y) > 0.5 ? 1 : 0 };
    }),
  };
}

function data(spec: NetworkSpec, changes: Partial<ReportData> = {}): ReportData {
  return {
    spec,
    plan: planMemory(spec),
    history: history(60),
    evaluations: [evaluation("validation"), evaluation("test after retraining", 150)],
    facts: [
      { label: "module size", value: "4812 bytes" },
      { label: "parameter hash", value: "9f86d081884c7d65" },
    ],
    generatedBy: "perceptino 0.1.0",
    ...changes,
  };
}

test("a page is well formed and has every section", () => {
  const page = renderReport(data(plane, { boundary: boundary() }));
  assertWellFormed(page);
  const all = headings(page);
  for (const section of ["comfort", "Result", "Training", "Side by side", "validation"]) {
    assert.ok(all.includes(section), `no heading ${section}`);
  }
  for (const section of ["Confusion matrix", "ROC curve", "Calibration", "Memory"]) {
    assert.ok(all.includes(section), `no heading ${section}`);
  }
  assert.ok(all.includes("Decision boundary"));
  assert.match(page, /<b>2-4-1<\/b> tanh, sigmoid/);
  assert.match(page, /9f86d081884c7d65/);
  assert.match(page, /temperature \(°C\)/);
});

test("a page refers to nothing outside of itself and forbids it besides", () => {
  const page = renderReport(data(plane, { boundary: boundary() }));
  assert.doesNotMatch(
    withoutScript(page),
    /https?:|src=|href="(?!#)|<script|<link|@import|javascript:|\bon\w+=/i,
  );
  const hash = createHash("sha256").update(SCRIPT).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'`;
  assert.ok(page.includes(`Content-Security-Policy" content="${policy}`), policy);
  // url() only points to clip paths of the page itself
  for (const [, target] of page.matchAll(/url\(([^)]*)\)/g)) {
    assert.ok(page.includes(`id="${target!.slice(1)}"`), `nothing has the id ${target}`);
  }
});

test("names, titles and facts from a file are escaped wherever they stand", () => {
  const name = HOSTILE.slice(0, 60).trim();
  const spec = checkNetwork({
    name,
    inputs: [{ name, unit: HOSTILE }, { name: `"b" <i>` }],
    outputs: ["<u>'y'</u>"],
    layers: [{ units: 1, activation: "sigmoid" }],
  });
  const evaluations = [
    evaluation(HOSTILE),
    { ...evaluation(HOSTILE), labels: new Uint8Array(200) },
  ];
  const page = renderReport(
    data(spec, {
      evaluations,
      facts: [{ label: HOSTILE, value: HOSTILE }],
      boundary: { ...boundary(), xName: HOSTILE, yName: HOSTILE },
      generatedBy: HOSTILE,
    }),
  );
  assertWellFormed(page);
  assert.doesNotMatch(withoutScript(page), /<script|<img|<i>|<u>/);
  assert.match(page, /&lt;script&gt;alert\(&quot;1&quot;\)/);
});

test("the same data give the same bytes, in one process and with other pages between", () => {
  const first = renderReport(data(plane, { boundary: boundary() }));
  renderReport(data(deep));
  assert.equal(renderReport(data(plane, { boundary: boundary() })), first);
  assert.doesNotMatch(first, /\bzr\d/);
});

test("no two elements have the same id, and each drawing has a label or is hidden", () => {
  const page = renderReport(data(plane, { boundary: boundary() }));
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
  assert.deepEqual(ids, [...new Set(ids)]);
  const drawings = tagsOf(page).filter((tag) => tag.name === "svg" && !tag.closing);
  assert.ok(drawings.length > 8);
  for (const { attributes } of drawings) {
    assert.match(attributes, /aria-hidden="true"|role="img" aria-label="[^"]{10,}"/);
  }
  const heads = tagsOf(page).filter((tag) => tag.name === "th" && !tag.closing);
  for (const { attributes } of heads) assert.match(attributes, /scope="(?:row|col|rowgroup)"/);
});

test("a history without epochs, of one epoch and of a diverged run is told in words or drawn", () => {
  const empty = renderReport(data(deep, { history: [], evaluations: [] }));
  assertWellFormed(empty);
  assert.ok(!headings(empty).includes("Training"));
  assert.match(empty, /<p class="answer">Nothing was evaluated\.</);

  const one = renderReport(data(deep, { history: [{ epoch: 1, loss: 0.69 }] }));
  assertWellFormed(one);
  assert.match(one, /best epoch, 1</);
  assert.match(one, /first, best, last/);

  const diverged = [
    { epoch: 1, loss: 0.7 },
    { epoch: 2, loss: Number.NaN },
    { epoch: 3, loss: Number.POSITIVE_INFINITY },
  ];
  const page = renderReport(data(deep, { history: diverged }));
  assertWellFormed(page);
  assert.match(page, /In 2 of 3 epochs the loss was not a finite number/);
  assert.doesNotMatch(page, /NaN|Infinity/);
  const nothing = renderReport(data(deep, { history: diverged.slice(1) }));
  assert.match(nothing, /In 2 of 2 epochs/);
  assert.doesNotMatch(nothing, /Line chart of the loss/);
});

test("the best epoch is the one with the least validation loss, however noisy", () => {
  const losses = [0.7, 0.4, 0.3, 0.5];
  const epochs = losses.map((validationLoss, i) => ({
    epoch: i + 1,
    loss: 0.6 - i / 10,
    validationLoss,
  }));
  const page = renderReport(data(deep, { history: epochs }));
  assert.match(page, /best epoch, 3</);
  assert.doesNotMatch(page, /overfits|has risen/);
});

test("the epoch that training kept is marked, and where it kept none, none is, and that is said", () => {
  const words =
    /No epoch was better than the weights that the training went on from: those were kept\./;
  const kept = renderReport(data(deep, { keptEpoch: 7 }));
  assert.match(kept, /best epoch, 7</);
  assert.match(kept, /; best epoch 7 with/);
  assert.doesNotMatch(kept, words);
  const none = renderReport(data(deep, { keptEpoch: 0 }));
  assert.match(none, words);
  assert.doesNotMatch(none, /best epoch|<small>best/);
});

test("the sentence calls readings by their file, without its folder and without an output's name", () => {
  const observations = {
    values: new Float32Array(400),
    targets: new Float32Array(200),
    count: 200,
    inputs: 2,
    targetCount: 1,
  };
  const rows = Uint32Array.from({ length: 200 }, (_, row) => row);
  const of = { called: "/home/ann/data/test.csv", observations, rows };
  const one = { ...evaluation("/home/ann/data/test.csv: comfortable"), of };
  assert.match(
    renderReport(data(plane, { evaluations: [one] })),
    /<p class="answer">[^<]* of the 200 readings \(test\.csv\) right;/,
  );
  const held = { observations, trainRows: new Uint32Array(), validationRows: rows };
  assert.match(
    renderReport(data(plane, { evaluations: [one], data: held })),
    /<p class="answer">[^<]* of the 200 held-out readings right;/,
  );
});

test("every section is listed at the top, in the order of the page", () => {
  const page = renderReport(data(plane));
  const links = [...page.matchAll(/<a href="#([a-z]+)">([^<]*)</g)].map((m) => m.slice(1));
  const sections = [...page.matchAll(/<h2 id="([a-z]+)">([^<]*)</g)].map((m) => m.slice(1));
  assert.deepEqual(links, sections);
  assert.equal(links[0]![0], "result");
  assert.ok(links.length > 3);
});

test("what would turn the direction of writing is shown and not obeyed", () => {
  const page = renderReport(data(deep, { facts: [{ label: "x\u202ey", value: "a\u0000b" }] }));
  assert.match(page, /x\\u202ey/);
  assert.match(page, /a\\u0000b/);
});

test("the loss is drawn on a logarithmic scale only over a range of more than 20 times", () => {
  const to = (last: number) => [
    { epoch: 1, loss: 0.8 },
    { epoch: 2, loss: last },
  ];
  assert.match(renderReport(data(deep, { history: to(0.03) })), /logarithmic/);
  assert.doesNotMatch(renderReport(data(deep, { history: to(0.05) })), /logarithmic/);
  assert.doesNotMatch(renderReport(data(deep, { history: to(0) })), /logarithmic/);
  assert.match(renderReport(data(deep, { history: to(3e-5) })), />1e-4</);
});

test("readings of one class only, or none, get words instead of a ROC curve", () => {
  const one = {
    task: "yes-no" as const,
    title: "all cold",
    probabilities: [0.1, 0.7, 0.2],
    labels: [0, 0, 0],
  };
  const none = { task: "yes-no" as const, title: "nobody", probabilities: [], labels: [] };
  const page = renderReport(data(deep, { evaluations: [one, none] }));
  assertWellFormed(page);
  assert.match(page, /All 3 readings are no\./);
  assert.match(page, /No readings\./);
  assert.doesNotMatch(page, /ROC curve, true over false|NaN|null|undefined/);
});

test("the confusion matrix shows counts and shares of each label", () => {
  const labels = [1, 1, 1, 1, 0, 0, 0, 0, 0];
  const probabilities = [0.9, 0.8, 0.5, 0.2, 0.6, 0.1, 0.1, 0.2, 0.3];
  const page = renderReport(
    data(deep, { evaluations: [{ task: "yes-no", title: "t", probabilities, labels }] }),
  );
  const cells = [...page.matchAll(/<b>([^<]*)<\/b><span>([^<]*)<\/span><small>([^<]*)</g)];
  assert.deepEqual(
    cells.map((cell) => cell.slice(1).join(" ").replaceAll("\u00a0", " ")),
    [
      "3 75.0 % true positive",
      "1 25.0 % false negative",
      "1 20.0 % false positive",
      "4 80.0 % true negative",
    ],
  );
  assert.doesNotMatch(page, /Side by side/);
});

test("many outputs are all compared, and charts are drawn of the hardest twelve", () => {
  const evaluations = Array.from({ length: 30 }, (_, i) => evaluation(`output ${i}`, 40));
  const page = renderReport(data(deep, { evaluations }));
  assertWellFormed(page);
  assert.match(page, /<th scope="row">output 29<\/th>/);
  assert.equal(headings(page).filter((heading) => heading === "Calibration").length, 12);
  assert.match(page, /the 11 hardest of 29 evaluations/);
});

test("the memory map lists every tensor and draws overlays in a lane of their own", () => {
  for (const kind of ["fast", "small"] as const) {
    const plan = layOut(deep, kind);
    const page = renderReport(data(deep, { plan }));
    for (const { name, offset, bytes, shape } of plan.tensors) {
      assert.ok(page.includes(`<th scope="row">${name}</th><td>${shape.join("×")}</td>`), name);
      assert.ok(
        page.includes(`<title>${name} ${shape.join("×")}, bytes ${offset} to ${offset + bytes}<`),
      );
    }
    const lane = (name: string) =>
      new RegExp(`<title>${name} [^<]*</title><rect x="[^"]*" y="(\\d+)"`).exec(page)?.[1];
    assert.equal(lane("A1"), lane("W1"));
    assert.notEqual(lane("dZ1"), lane("A1"));
    assert.equal(lane("dZ1"), lane("dZ2"));
  }
});

test("typical pages are smaller than 400 KB, with the most points and long histories too", () => {
  const bytes = (changes: Partial<ReportData>, spec = plane) =>
    Buffer.byteLength(renderReport(data(spec, changes)));
  const big = { boundary: boundary(9000), history: history(20_000) };
  assert.ok(bytes({}, deep) < 120_000);
  assert.ok(bytes({ boundary: boundary() }) < 200_000);
  assert.ok(bytes({ ...big, evaluations: [evaluation("validation", 20_000)] }) < 400_000);
});

test("points beyond 2,000 are thinned evenly, points outside the grid are counted", () => {
  const many = everyNth(
    Array.from({ length: 5000 }, (_, i) => i),
    2000,
  );
  assert.equal(many.length, 2000);
  assert.deepEqual(many.slice(0, 5), [0, 2, 5, 7, 10]);
  assert.deepEqual(everyNth([1, 2, 3], 3), [1, 2, 3]);

  const page = renderReport(data(plane, { boundary: boundary(2600) }));
  assert.match(page, /2,000 of 2,600 readings are drawn/);
  const far = { ...boundary(10), points: [{ x: -40, y: 30, label: 1 }] };
  assert.match(renderReport(data(plane, { boundary: far })), /1 reading lies outside/);
});

test("an empty or one-sided plane is drawn without a line", () => {
  const empty = { ...boundary(0), xs: [], ys: [], probability: [] };
  assert.match(renderReport(data(plane, { boundary: empty })), /the grid is empty/);
  const all = boundary();
  const sure = { ...all, probability: all.probability.map(() => 1) };
  assertWellFormed(renderReport(data(plane, { boundary: sure })));
  const single = { ...all, xs: [20], ys: [50], probability: [Number.NaN] };
  const page = renderReport(data(plane, { boundary: single }));
  assertWellFormed(page);
  assert.doesNotMatch(page, /NaN/);
});

test("the page says what the data write for yes and no", () => {
  const outputs = [{ name: "window", no: "shut", yes: "open" }, "door"];
  const spec = checkNetwork({ inputs: ["t"], outputs, layers: [{ units: 2 }] });
  const page = renderReport(data(spec));
  assert.ok(page.includes("Outputs: window (yes: open, no: shut), door."));
});
