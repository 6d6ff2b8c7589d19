import type { BuiltNetwork } from "../compiler/build-network.js";
import { accelerometerInputs } from "./accelerometer.js";
import { asciiText, screenNames } from "./names.js";

/** The texts for the answers 0 and 1 of each output, where it is answered with yes or no. */
const answersOf = ({ spec }: BuiltNetwork): readonly (readonly string[])[] =>
  spec.outputs.map(({ no = "no", yes = "yes" }) => screenNames([no, yes]));

/** What the app knows of its network, as constants. */
function factsOf(built: BuiltNetwork, id: string): string {
  const { spec } = built;
  const inputs = accelerometerInputs(spec.inputs);
  const facts = {
    ID: id,
    TITLE: screenNames([spec.name])[0],
    TASK: spec.task,
    OUTPUTS: screenNames(spec.outputs.map(({ name }) => name)),
    ANSWERS: answersOf(built),
    UNITS: spec.outputs.map(({ unit = "" }) => screenNames([unit])[0]),
    AXES: inputs.map(({ axis }) => axis),
    FACTORS: inputs.map(({ factor }) => factor),
    SHARE: spec.reduction === "sum" ? spec.batch : 1,
  };
  return Object.entries(facts)
    .map(([name, value]) => `const ${name} = ${asciiText(value)};\n`)
    .join("");
}

/**
 * The app's program: guesses, is taught, saves. It runs on both watches: only what 2v10 of the firmware has, no
 * destructuring. `require` gets no literal, for which the app loader and the Web IDE would search the web.
 * @param id what `require` calls the network
 * @throws UserError when the network does not read an accelerometer
 */
export const appText = (built: BuiltNetwork, id: string): string => `${factsOf(built, id)}${APP}`;

const APP = `
const TOUCH = process.env.HWVERSION !== 1; // Bangle.js 1 is taught by its middle button
const HOLD = TOUCH ? "hold a finger here" : "hold the middle button";
const REDRAW = 0.3; // seconds
const net = require(ID);
const batch = net.info().batch;
const settings = Object.assign(
  { sure: 50, buzz: false },
  require("Storage").readJSON(ID + ".json", 1) || {},
);

let mode = "menu"; // or "guess" or "teach"
let target; // of what is taught
let targetName = "";
let holding = false;
let held = 0;
let loss;
let taught = false; // since the last save
let full = false; // whether the last save found no room
let watch; // on Bangle.js 1
let drawn = 0;
let shown = "";
let last = "";

function screen(top, big, lines, share) {
  const w = g.getWidth();
  const h = g.getHeight();
  let size = 40;
  g.reset().clear().setFontAlign(0, 0);
  g.setFont("Vector", 16).drawString(top, w / 2, 14);
  g.setFont("Vector", size);
  while (size > 12 && g.stringWidth(big) > w - 8) {
    size -= 4;
    g.setFont("Vector", size);
  }
  g.drawString(big, w / 2, h * 0.36);
  if (share !== undefined) {
    g.drawRect(12, h * 0.52, w - 12, h * 0.58);
    g.fillRect(12, h * 0.52, 12 + (w - 24) * share, h * 0.58);
  }
  g.setFont("Vector", lines.length > 3 ? 12 : 16);
  lines.forEach((line, i) => g.drawString(line, w / 2, h * 0.66 + i * (lines.length > 3 ? 13 : 18)));
  drawn = getTime();
}

// What is drawn often waits its turn, unless something else is said than before.
function mayDraw(what) {
  if (what === shown && getTime() - drawn < REDRAW) return false;
  shown = what;
  return true;
}

const percent = (share) => Math.round(100 * share) + " %";
const answer = (p, i) => ANSWERS[i][p >= 0.5 ? 1 : 0];
const surely = (p) => (p >= 0.5 ? p : 1 - p);

// What a prediction says: a word, how sure it is, and lines about it.
function meaning(said) {
  let best = 0;
  if (TASK === "numbers") {
    const lines = OUTPUTS.map((name, i) => name + " " + said[i].toFixed(2) + " " + UNITS[i]);
    return { word: OUTPUTS.length > 1 ? "" : said[0].toFixed(2), lines: lines };
  }
  if (TASK === "yes-no") {
    const lines = OUTPUTS.map((name, i) => name + ": " + answer(said[i], i) + " " + percent(surely(said[i])));
    if (OUTPUTS.length > 1) return { word: "", lines: lines };
    return { word: answer(said[0], 0), sure: surely(said[0]), lines: lines };
  }
  OUTPUTS.forEach((_, i) => {
    if (said[i] > said[best]) best = i;
  });
  return { word: OUTPUTS[best], sure: said[best], lines: [percent(said[best])] };
}

function show(said) {
  const what = meaning(said);
  const certain = what.sure === undefined || 100 * what.sure >= settings.sure;
  const word = certain ? what.word : "?";
  if (what.sure !== undefined && certain && word !== last) {
    if (settings.buzz && last) Bangle.buzz();
    last = word;
  }
  if (!mayDraw("guess " + word)) return;
  const lines = what.lines.slice(0, 6);
  if (!certain) lines[0] = "perhaps " + what.word + " " + percent(what.sure);
  if (full) lines.push("Storage full: not saved");
  lines.push(TOUCH ? "tap: menu" : "button: menu");
  screen(TITLE, word, lines, what.sure);
}

function drawLesson() {
  if (!mayDraw("teach " + holding + (loss || ""))) return;
  screen(
    "Teach",
    targetName,
    [
      holding ? "learning ..." : HOLD,
      loss === undefined ? held + " of " + batch : held + " of " + batch + ", loss " + (loss / SHARE).toFixed(3),
      TOUCH ? "button: done" : "other button: done",
    ],
    held / batch,
  );
}

function learn(reading) {
  held = net.observe(reading, target);
  taught = true;
  if (held === batch) {
    loss = net.train(); // one step of gradient descent; the batch is empty again
    held = 0;
  }
  drawLesson();
}

function tell(error) {
  mode = "menu";
  const text = "" + (error.message || error);
  full = /^Storage/.test(text);
  E.showAlert(
    full
      ? "Storage is full. Nothing is lost: the last save is kept, and the app knows what it learnt while it stays open. Remove an app by the app loader, or Settings, Utils, Compact. " + text
      : "Not saved. " + text,
    full ? "Storage full" : TITLE,
  ).then(guess);
}

// Flash wears out, so what was learnt is kept when a lesson ends and not after each step.
function keep() {
  if (taught) net.save();
  taught = full = false;
}

function leave() {
  holding = false;
  target = undefined;
  if (watch) clearWatch(watch);
  watch = undefined;
  shown = "";
  if (net.restart) net.restart(); // a window never has readings of two lessons
}

function hold(now) {
  if (now === holding) return;
  holding = now;
  if (net.restart) net.restart();
  drawLesson();
}

function endLesson() {
  leave();
  try {
    keep();
  } catch (error) {
    tell(error);
    return;
  }
  guess();
}

function teach(what, name) {
  E.showMenu();
  leave();
  // Better before a lesson than after it.
  if (net.info().saves < 1) {
    tell("Storage: no room for a save, so nothing was taught.");
    return;
  }
  mode = "teach";
  target = what;
  targetName = name;
  if (TOUCH) {
    Bangle.setUI({ mode: "custom", drag: (e) => hold(e.b > 0), btn: endLesson });
  } else {
    Bangle.setUI({ mode: "custom", btn: (n) => n !== 2 && endLesson() });
    watch = setWatch((e) => hold(e.state), BTN2, { repeat: true, edge: "both", debounce: 25 });
  }
  drawLesson();
}

function menu() {
  leave();
  mode = "menu";
  const items = { "": { title: "Teach", back: guess }, "< Back": guess };
  if (TASK === "classes") {
    OUTPUTS.forEach((name, i) => (items[name] = () => teach(i, name)));
  } else if (TASK === "yes-no" && OUTPUTS.length === 1) {
    ANSWERS[0].forEach((name, i) => (items[OUTPUTS[0] + ": " + name] = () => teach([i], name)));
  } else {
    const values = OUTPUTS.map(() => 0);
    OUTPUTS.forEach((name, i) => {
      const item = { value: TASK === "yes-no" ? false : 0, onchange: (v) => (values[i] = +v) };
      if (TASK === "numbers") {
        item.step = 0.1;
        item.format = (v) => v.toFixed(1);
      }
      items[name] = item;
    });
    items["> Teach these"] = () => teach(values, values.join(" "));
  }
  if (taught) items["> Save again"] = () => (E.showMenu(), endLesson());
  E.showMenu(items);
}

function guess() {
  E.showMenu();
  leave();
  mode = "guess";
  if (TOUCH) Bangle.setUI({ mode: "custom", touch: menu, btn: menu });
  else Bangle.setUI({ mode: "custom", btn: menu });
  screen(TITLE, "...", [restored ? "wait" : "knows nothing yet", TOUCH ? "tap: menu" : "button: menu"]);
}

// x, y and z in g, 12.5 times a second.
function feel(a) {
  if (mode === "menu" || (mode === "teach" && !holding)) return;
  const row = AXES.map((axis, i) => a[axis] * FACTORS[i]);
  const reading = net.push ? net.push(row) : row;
  if (!reading) return;
  if (mode === "teach") learn(reading);
  else show(net.predict(reading));
}

// What it learnt before the last start, or what came with it.
const restored = net.restore();
E.on("kill", () => {
  try {
    keep();
  } catch (error) {
    print(error);
  }
});
guess();
// Else a watch that lies still takes 800 ms for a reading, and a window ten times as long; the next app has it as it was.
if (net.push) Bangle.setPollInterval(80);
Bangle.on("accel", feel);
`;
