import assert from "node:assert/strict";
import { test } from "node:test";
import { score, scoreClasses } from "../../../src/common/learning/scores.js";
import { summaryOf } from "../../../src/common/learning/summary.js";
import { answerOf, type Part } from "../../../src/common/report/answer.js";
import type { BoardPlace } from "../../../src/common/report/boards.js";
import type {
  ClassesEvaluation,
  Evaluation,
  YesNoEvaluation,
} from "../../../src/common/report/report.js";

/** Classes as they were and as they were judged. */
function classes(pairs: readonly (readonly [is: number, said: number])[]): Evaluation {
  return {
    task: "classes",
    title: "validation",
    classes: ["tap", "swipe", "shake"],
    probabilities: Float32Array.from(
      pairs.flatMap(([, said]) => [0, 1, 2].map((k) => (k === said ? 0.8 : 0.1))),
    ),
    labels: Float32Array.from(pairs, ([is]) => is),
    exclusive: true,
  };
}

function yesNo(name: string, probabilities: number[], labels: number[]): YesNoEvaluation {
  return { task: "yes-no", title: `validation: ${name}`, name, probabilities, labels };
}

const numbers = (name: string, predicted: number[], targets: number[], unit?: string) =>
  ({
    task: "numbers",
    title: name,
    name,
    ...(unit !== undefined && { unit }),
    predicted,
    targets,
  }) satisfies Evaluation;

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

function place(board: string, description: string, left: number, fits = true): BoardPlace {
  const budget = { used: 1, available: 1 + left, left };
  return { board, description, fits, how: "C", ram: budget, flash: budget };
}

/** With plain spaces. */
const answer = (main: Evaluation[], part: Part = "held-out", places: BoardPlace[] = []): string =>
  answerOf(main, part, "reading", { places }).replaceAll("\u00a0", " ");

const right = times(89, [0, 0] as const);

test("the sentence tells how much is right, what is mistaken, and where it fits", () => {
  const places = [place("other", "Other board", 999), place("puckjs", "Puck.js", 30_000)];
  assert.equal(
    answer([classes([...right, [0, 1]])], "held-out", places),
    "98.9 % of the 90 held-out readings right; tap is taken for swipe once; fits a Puck.js with 29 KB left.",
  );
});

test("mistakes are named when one of them is the most frequent, and only then", () => {
  const pairs: [number, number][] = [
    [0, 1],
    [1, 0],
    [1, 0],
  ];
  assert.match(
    answer([classes([...right, ...pairs])]),
    /; swipe is most often taken for tap, twice\.$/,
  );
  assert.match(answer([classes([...right, [0, 1], [1, 0]])]), /; 2 mistakes, no two alike\.$/);
  assert.match(
    answer([classes([...right, ...times(3, [0, 1] as const), ...times(3, [1, 2] as const)])]),
    /; swipe is taken for shake 3 times, among others\.$/,
  );
  assert.equal(answer([classes(right)]), "All of the 89 held-out readings are right.");
  assert.equal(answer([classes([[1, 1]])]), "The 1 held-out reading is right.");
});

test("99.96 % are not all", () => {
  assert.match(answer([classes([...times(2999, [0, 0] as const), [0, 1]])]), /^99\.967 % of/);
});

test("the terminal's sentence has the same pair and the same share, also of pairs as frequent as each other, and of nearly all", () => {
  const three = <T>(item: T) => times(3, item);
  const pairs = [
    ...three([0, 1] as const),
    ...three([1, 2] as const),
    ...times(2990, [0, 0] as const),
  ];
  const { classes: names, probabilities, labels } = classes(pairs) as ClassesEvaluation;
  const score = scoreClasses(null, names, probabilities, labels);
  const [line] = summaryOf([score], "reading");
  assert.equal(line, "99.8 % of 2,996 readings right; swipe is taken for shake 3 times");
  assert.match(answer([classes(pairs)]), /^99\.8 % .*; swipe is taken for shake 3 times, among/);
  const two = [...times(2999, [0, 0] as const), [0, 1] as const];
  const most = classes(two) as ClassesEvaluation;
  const [told] = summaryOf([scoreClasses(null, names, most.probabilities, most.labels)], "reading");
  assert.match(told!, /^99\.967 % /);
});

test("yes or no: what is missed and what is a false alarm", () => {
  const one = yesNo("rain", [0.9, 0.2, 0.7, 0.1, 0.1], [1, 1, 0, 0, 0]);
  assert.equal(
    answer([one]),
    "60.0 % of the 5 held-out readings right; 1 of 2 yes missed; 1 false alarm in 3.",
  );
  assert.equal(
    answer([yesNo("rain", [0.1, 0.2], [1, 0])]),
    "50.0 % of the 2 held-out readings right; 1 of 1 yes missed; no false alarm in 1.",
  );
  assert.equal(
    answer([yesNo("rain", [0.9, 0.1], [0, 0])]),
    "50.0 % of the 2 held-out readings right; 1 false alarm in 2.",
  );
});

test("several outputs: each by name, or their mean and the hardest", () => {
  const [a, b, c] = [
    yesNo("a", [0.9, 0.1], [1, 0]),
    yesNo("b", [0.9, 0.1], [1, 1]),
    yesNo("c", [0.1, 0.9], [1, 0]),
  ];
  assert.equal(answer([a, b]), "Right for the 2 held-out readings: a 100 %, b 50.0 %.");
  assert.equal(
    answer([a, b, c]),
    "50.0 % right on average over 3 outputs and the 2 held-out readings; the hardest is c with an F1 of 0 %.",
  );
});

test("the hardest output is the terminal's: by F1, which a rare yes does not flatter", () => {
  const common = yesNo("common", [0.9, 0.9, 0.9, 0.1], [1, 1, 0, 1]); // half right, F1 67 %
  const rare = yesNo("rare", [0.1, 0.1, 0.1, 0.1], [1, 0, 0, 0]); // three quarters right, F1 0 %
  const none = yesNo("none", [0.1, 0.1, 0.1, 0.1], [0, 0, 0, 0]); // nothing to find
  const main = [common, rare, none] as const;
  assert.match(answer([...main]), /; the hardest is rare with an F1 of 0 %\.$/);
  const scores = main.map((one) =>
    score(one.name!, Float32Array.from(one.probabilities), Float32Array.from(one.labels)),
  );
  assert.match(summaryOf(scores, "reading")[0]!, /;\sleast F1: rare 0\.0 %/);
  assert.equal(answer([none, none, none]).includes("hardest"), false);
});

test("numbers: how far off in their unit, beside their mean", () => {
  const one = numbers("temperature", [1.25, 4], [1, 5], "°C");
  assert.equal(
    answer([one]),
    "Off by 0.625 °C on average over the 2 held-out readings; always saying their mean would be off by 2 °C.",
  );
  const two = numbers("rain", [1, 2], [1, 2]);
  assert.equal(
    answer([one, two]),
    "Off on average over the 2 held-out readings: temperature by 0.625 °C, rain by 0.",
  );
  assert.match(
    answer([one, two, one, one]),
    /^Of 4 outputs over .* rain is predicted best \(R² 1\.00\), temperature worst \(R² 0\.87\)\.$/,
  );
  const never = numbers("x", [1], [1]);
  assert.match(answer(times(4, never)), /none of which ever changes\.$/);
});

test("readings of a training, of a file, and none", () => {
  assert.match(
    answer([classes([...right, [0, 1]])], "training"),
    /of the 90 training readings right/,
  );
  assert.match(
    answer([classes([...right, [0, 1]])], { called: "test.csv" }),
    /of the 90 readings \(test\.csv\) right/,
  );
  assert.equal(answer([]), "Nothing was evaluated.");
  assert.equal(answer([classes([])]), "Nothing was evaluated.");
});

test("a network that loses more than a guess is told so", () => {
  const beside = (loss: number) => ({
    loss,
    accuracy: 0.5,
    baselines: [{ kind: "guess" as const, loss: 0.69, accuracy: 0.5 }],
  });
  const words = (loss: number) =>
    answerOf([classes(right)], "held-out", "reading", { beside: beside(loss) });
  assert.match(words(0.7), /; no better than always the same guess\.$/);
  assert.doesNotMatch(words(0.6), /guess/);
});

test("a board that does not fit is not named; then the one with the least left is", () => {
  const main = [classes(right)];
  const places = [
    place("puckjs", "Puck.js", -5, false),
    place("big", "ESP32", 200_000),
    place("tight", "MDBT42Q module", 900),
  ];
  assert.match(answer(main, "held-out", places), /; fits an MDBT42Q module with 900 bytes left\.$/);
  assert.match(answer(main, "held-out", places.slice(0, 2)), /; fits an ESP32 with 195 KB left\.$/);
  assert.match(answer(main, "held-out", places.slice(0, 1)), /; fits none of 1 boards?\.$/);
});
