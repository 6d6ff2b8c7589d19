import assert from "node:assert/strict";
import { test } from "node:test";
import { readTable, type TableOptions } from "../../../src/common/data/table.js";
import { evidentLabel, labelCandidates } from "../../../src/common/design/column-roles.js";
import { profileOf } from "../../../src/common/design/data-profile.js";
import {
  describeChoices,
  describeColumns,
  describeRows,
} from "../../../src/common/design/describe-data.js";
import { designNetwork, type Wishes } from "../../../src/common/design/design-network.js";
import { networkText } from "../../../src/common/design/network-text.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { LIMITS } from "../../../src/common/network/network-spec.js";
import { buildNetwork } from "../../../src/node/build-network.js";

const profile = (text: string, options: TableOptions = {}) =>
  profileOf(readTable([{ name: "a.csv", bytes: new TextEncoder().encode(text) }], options));

const csv = (header: string, rows: number, row: (i: number) => string) =>
  `${[header, ...Array.from({ length: rows }, (_, i) => row(i))].join("\n")}\n`;

function design(text: string, labels: readonly string[], wishes: Partial<Wishes> = {}) {
  const designed = designNetwork(profile(text), { name: "test", labels, ...wishes });
  const spec = checkNetwork(designed.file);
  const why = Object.fromEntries(designed.choices.map(({ field, reason }) => [field, reason]));
  return { ...designed, spec, why };
}

/** Movements: 50 rows a second, a class for 200 rows at a time. */
const movements = (rows: number, step = 0.02) =>
  csv("time,x,y,gesture", rows, (i) => {
    const gesture = ["wave", "tap", "still"][Math.floor(i / 200) % 3];
    return `${(i * step).toFixed(3)},${Math.sin(i)},${Math.cos(i / 3)},${gesture}`;
  });

test("a fast signal with named gestures becomes classes of windows of two seconds", () => {
  const { spec, why } = design(movements(2000), ["gesture"]);
  assert.equal(spec.task, "classes");
  assert.deepEqual(
    spec.outputs.map(({ name }) => name),
    ["still", "tap", "wave"],
  );
  assert.equal(spec.label, "gesture");
  assert.deepEqual(
    spec.inputs.map(({ name }) => name),
    ["x", "y"],
  );
  assert.deepEqual([spec.window?.rows, spec.window?.stride, spec.window?.rate], [100, 25, 50]);
  assert.match(why.window!, /50 times a second/);
  assert.match(why.inputs!, /"time" tells the time/);
});

test("a window is no longer than half of what a label lasts", () => {
  const short = csv("time,x,label", 600, (i) => `${i * 0.02},${i % 7},${i % 60 < 30 ? "a" : "b"}`);
  assert.equal(design(short, ["label"]).spec.window?.rows, 15);
  const shorter = csv("time,x,label", 600, (i) => `${i * 0.02},${i % 7},${i % 6 < 3 ? "a" : "b"}`);
  const { spec, why } = design(shorter, ["label"]);
  assert.equal(spec.window, undefined);
  assert.match(why.window!, /lasts for 3 rows only/);
});

test("rows without a time are taken one by one, and a window may be asked for", () => {
  const rows = csv("x,label", 400, (i) => `${i % 7},${i < 200 ? "a" : "b"}`);
  const { spec, why } = design(rows, ["label"]);
  assert.equal(spec.window, undefined);
  assert.match(why.window!, /no column tells the time.*--window/);
  assert.equal(design(rows, ["label"], { window: 40 }).spec.window?.rows, 40);
  assert.equal(design(movements(900), ["gesture"], { window: 0 }).spec.window, undefined);
});

test("whole numbers as times could be seconds or milliseconds: no window is guessed", () => {
  const rows = csv("time,x,label", 900, (i) => `${i * 20},${i % 7},${i < 450 ? "a" : "b"}`);
  assert.equal(design(rows, ["label"]).spec.window, undefined);
  const stated = rows.replace("time", "time [ms]");
  assert.equal(design(stated, ["label"]).spec.window?.rows, 100);
});

test("two numbers or words that say yes or no become one output", () => {
  for (const [no, yes] of [
    ["0", "1"],
    ["-1", "1"],
    ["1", "2"],
    ["false", "true"],
    ["No", "Yes"],
    ["0.0", "1.0"],
    ["0,0", "1,0"],
  ]) {
    const { file } = design(
      csv("x;ok", 40, (i) => `${i % 9};${i % 3 === 0 ? yes : no}`),
      ["ok"],
    );
    assert.equal(file.task, "yes-no", `${no}/${yes}`);
    assert.deepEqual(file.outputs, no?.startsWith("0") ? ["ok"] : [{ name: "ok", no, yes }]);
  }
});

test("classes that are numbers are called so, whichever way the file writes them", () => {
  for (const fraction of ["", ".0", ",0"]) {
    const { spec } = design(
      csv("x;level", 60, (i) => `${i % 9};${1 + (i % 3)}${fraction}`),
      ["level"],
    );
    assert.deepEqual(
      spec.outputs.map(({ name }) => name),
      ["1", "2", "3"],
    );
  }
});

test("classes that differ in capitals or spaces only are told", () => {
  const of = (names: readonly string[]) =>
    design(
      csv("x,label", 60, (i) => `${i % 9},${names[i % names.length]}`),
      ["label"],
    ).why.outputs;
  assert.match(of(["Jumping Jack", "jumping_jack", "sit"])!, /^"Jumping Jack", "jumping_jack" dif/);
  assert.equal(of(["walk", "sit", " walk "]), undefined);
  assert.equal(of(["1", "-1", "0"]), undefined);
});

test("any two words are yes or no where --task says so", () => {
  const rows = csv("x,state", 40, (i) => `${i % 9},${i % 2 ? "walk" : "sit"}`);
  const { spec } = design(rows, ["state"], { task: "yes-no" });
  assert.deepEqual(spec.outputs, [{ name: "state", no: "sit", yes: "walk" }]);
  const numbers = csv("x,size", 40, (i) => `${i % 9},${i % 2 ? 9 : 10}`);
  const [size] = design(numbers, ["size"], { task: "yes-no" }).spec.outputs;
  assert.deepEqual([size?.no, size?.yes], ["9", "10"]);
});

test("columns that the user names are read, and nothing else", () => {
  const rows = csv("id,x,y,note,label", 30, (i) => `${i + 1},${i % 5},${i % 3},n${i},${i % 2}`);
  const { spec, why } = design(rows, ["label"], { inputs: ["id", "y"] });
  assert.deepEqual(
    spec.inputs.map(({ name }) => name),
    ["id", "y"],
  );
  assert.match(why.inputs!, /"x" is not named/);
  for (const [name, told] of [
    ["note", /--inputs: got "note", which holds text/],
    ["label", /--inputs: got "label", which is the label/],
  ] as const) {
    assert.throws(() => design(rows, ["label"], { inputs: [name] }), { message: told });
  }
});

test("a number that changes with every row does not keep windows from being made", () => {
  const rows = csv("time,x,speed", 2000, (i) => `${i * 0.02},${Math.sin(i)},${i / 7}`);
  assert.equal(design(rows, ["speed"]).spec.window?.rows, 100);
});

test("windows of many columns stay within what a network can hold", async () => {
  const wide = (columns: number) => {
    const names = Array.from({ length: columns }, (_, i) => `c${i}`);
    return csv(`time,${names},label`, 400, (i) => {
      const cells = names.map((_, j) => (i + j) % 11);
      return `${i * 0.02},${cells},${i < 200 ? "a" : "b"}`;
    });
  };
  for (const columns of [40, 240]) {
    const { spec } = design(wide(columns), ["label"]);
    assert.ok((await buildNetwork(spec)).plan.end <= LIMITS.memoryBytes);
    assert.equal(spec.inputs.length, columns);
  }
});

test("other pairs of words are two classes", () => {
  const { spec } = design(
    csv("x,state", 40, (i) => `${i % 9},${i % 2 ? "sit" : "walk"}`),
    ["state"],
  );
  assert.equal(spec.task, "classes");
});

test("a label of many numbers is a number with its unit, several are several outputs", () => {
  const rows = csv("x,temp [°C],flow", 60, (i) => `${i % 9},${20 + i / 7},${i * 3}`);
  const { spec } = design(rows, ["temp", "flow"]);
  assert.equal(spec.task, "numbers");
  assert.equal(spec.outputs[0]?.name, "temp");
  assert.equal(spec.outputs.length, 2);
  assert.equal(spec.outputs[0]?.unit, "°C");
});

test("recordings are those of the training: by their column, else by gaps in the time", () => {
  const rows = csv("time,session,x,y", 40, (i) => `${i + (i > 19 ? 90 : 0)},${i % 4},${i % 9},0`);
  assert.equal(profile(rows.replace("session", "s")).recordings, 2);
  const table = readTable([{ name: "a.csv", bytes: new TextEncoder().encode(rows) }]);
  const named = profileOf(table, "session");
  assert.deepEqual([named.recording, named.recordings], ["session", 4]);
  assert.throws(() => profileOf(table, "sesion"), {
    name: "UserError",
    message: /^a\.csv: line 1: column "sesion": got no such column.*did you mean "session"\?/,
  });
});

test("a unit stays in the name of a column that nothing else tells apart", () => {
  const rows = csv("t [°C],t [K],temp [°C],y", 60, (i) => `${i},${i * 2},${i * 3},${i % 2}`);
  assert.deepEqual(
    profile(rows).columns.map(({ name, unit }) => [name, unit]),
    [
      ["t [°C]", "°C"],
      ["t [K]", "K"],
      ["temp", "°C"],
      ["y", undefined],
    ],
  );
});

test("few whole numbers are classes, and the sentence says how to have them as numbers", () => {
  const rows = csv("x,level", 60, (i) => `${i % 9},${1 + (i % 4)}`);
  const { spec, why } = design(rows, ["level"]);
  assert.equal(spec.task, "classes");
  assert.match(why.task!, /--task numbers/);
  assert.equal(design(rows, ["level"], { task: "numbers" }).spec.task, "numbers");
});

test("what says nothing is left out with the reason", () => {
  const rows = csv("id,x,same,note,label", 30, (i) => `${i + 1},${i % 5},7,n${i},${i % 2}`);
  const { spec, why } = design(rows, ["label"]);
  assert.deepEqual(
    spec.inputs.map(({ name }) => name),
    ["x"],
  );
  assert.match(why.inputs!, /"id" counts the rows/);
  assert.match(why.inputs!, /"same" is "7" in every row/);
  assert.match(why.inputs!, /"note" holds text/);
});

test("uneven labels are balanced, even ones are not", () => {
  const rows = (every: number) => csv("x,y", 300, (i) => `${i % 9},${i % every === 0 ? 1 : 0}`);
  assert.equal(design(rows(30), ["y"]).spec.classWeights, "balanced");
  assert.equal(design(rows(3), ["y"]).spec.classWeights, undefined);
});

test("a column that cannot be learnt is refused by name", () => {
  const refused = (text: string, labels: readonly string[], error: RegExp) =>
    assert.throws(() => design(text, labels), { name: "UserError", message: error });
  refused(
    csv("x,label", 9, (i) => `${i % 4},a`),
    ["label"],
    /"label": got nothing but "a".*two different labels/,
  );
  refused(
    csv("x,label", 600, (i) => `${i % 7},n${i}`),
    ["label"],
    /"label": got more than 257 values such as "n0"/,
  );
  refused(
    csv("note,label", 9, (i) => `n${i},${i % 2}`),
    ["label"],
    /got no column of numbers that change.*"note" holds text/,
  );
});

test("gaps in used columns are told, so that the next command drops them", () => {
  const rows = csv("x,y,label", 30, (i) => `${i === 7 ? "" : i % 5},${i % 3},${i % 2}`);
  assert.equal(design(rows, ["label"]).gaps, true);
  assert.equal(
    design(
      csv("x,label", 30, (i) => `${i % 5},${i % 2}`),
      ["label"],
    ).gaps,
    false,
  );
});

test("only a column called like a label is one without asking", () => {
  const evident = (header: string) =>
    evidentLabel(
      labelCandidates(profile(csv(header, 20, (i) => `${i % 5},${i % 3},${i % 2}`)).columns, {}),
    )?.name;
  assert.equal(evident("x,y,label"), "label");
  assert.equal(evident("x,y,Class"), "Class");
  assert.equal(evident("x,y,z"), undefined);
  assert.equal(evident("x,class,label"), undefined);
});

test("the columns and choices are told within 80 characters", () => {
  const header = `time,${"long name ".repeat(6).trim()},x,label`;
  const text = csv(header, 900, (i) => `${i * 0.02},${i % 5},${i % 7},class ${i % 30}`);
  const data = profile(text);
  const { choices } = design(text, ["label"]);
  for (const line of `${describeColumns(data)}\n${describeChoices(choices)}`.split("\n")) {
    assert.ok(line.length <= 80, line);
  }
  assert.equal(describeRows(data), "900 rows, 50 times a second");
});

test("a column of text tells how often its values come, as many as fit a line, and dates where they begin", () => {
  const text = csv("time,gesture,note", 600, (i) => {
    const time = new Date(60_000 * i).toISOString();
    return `${time},${["still", "wave"][i % 2]},${"a long remark ".repeat(3)}${i % 40}`;
  });
  const [, time, gesture, note] = describeColumns(profile(text)).split("\n");
  assert.equal(time, "time     dates  from 1970-01-01T00:00:00.000Z on");
  assert.equal(gesture, "gesture  text   still (300), wave (300)");
  assert.match(note!, /^note {5}text {3}a long remar….{0,40} \(15\) and 39 more$/);
  const many = describeColumns(profile(csv("id,y", 300, (i) => `n${i},${i % 2}`)));
  assert.match(many, /^id +text +more than 257, such as n0$/m);
  assert.match(many, /^y +whole numbers +0 \(150\), 1 \(150\)$/m);
});

test("a column of numbers in which a text stands is left out with the place of that text", () => {
  const text = csv("x,y,day,unit,label", 40, (i) =>
    [i === 3 ? "oops" : i * 0.3, i % 7, `${i}h`, "", i % 2].join(),
  );
  const columns = describeColumns(profile(text)).split("\n");
  assert.equal(columns[1], "x       mixed             0  39 numbers, 1 text such as oops");
  assert.equal(columns[4], "unit    nothing          40");
  const { why } = design(text, ["label"]);
  assert.match(why.inputs!, /"x" holds numbers, but also "oops" \(a\.csv: line 5\), without which/);
  assert.match(why.inputs!, /"day" holds text such as "0h"/);
});

test("two columns of one name are refused before a network reads them", () => {
  const text = csv("x,x,label", 20, (i) => `${i % 3},${i % 5},${i % 2}`);
  assert.throws(() => design(text, ["label"]), /^UserError: columns: got "x" twice in the header/);
});

test("a network file is written as a person would, and says the same", () => {
  const file = {
    name: "a\n[b]{c}",
    inputs: ["x", "y"],
    layers: [{ units: 4, activation: "tanh" }, { units: 1 }],
    outputs: Array.from({ length: 30 }, (_, i) => `class ${i}`),
  };
  const text = networkText(file);
  assert.deepEqual(JSON.parse(text), file);
  assert.match(text, /"inputs": \["x", "y"\],/);
  assert.match(text, /\{ "units": 4, "activation": "tanh" \},/);
  assert.match(text, /\n {4}"class 0",\n/);
});
