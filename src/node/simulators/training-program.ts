import { MODULE_NAME } from "../../common/espruino/module-name.js";
import { quote } from "../../common/espruino/quote.js";
import type { Readings } from "../../common/learning/readings.js";
import type { Layout, Network } from "../../common/loader/index.js";

/** What begins each line that the program prints for us. */
export const SAID = "#";

/** What a network trains with, in the order in which the program reads it. */
export interface TrainingData {
  /** (fitted) what was fitted to the data, then of each observation its reading (inputs) and target (targets) */
  readonly floats: Float32Array<ArrayBuffer>;
  /** numbers of the network's state, from the one behind its learning rate on, that are not 0 at its start */
  readonly fitted: number;
  readonly observations: number;
}

/**
 * Only as many observations as so many steps take.
 * @param network fresh but for what was fitted
 */
export function trainingData(
  { engine }: Pick<Network, "engine">,
  { values, targets, inputs, targetCount, count }: Readings,
  most: number,
): TrainingData {
  const { layout, memory } = engine;
  const state = new Float32Array(memory).subarray(fittedAt(layout) / 4, layout.readings / 4);
  const fitted = state.findLastIndex((value) => value !== 0) + 1;
  const observations = Math.min(count, most);
  const width = inputs + targetCount;
  const floats = new Float32Array(fitted + observations * width);
  floats.set(state.subarray(0, fitted));
  for (let row = 0; row < observations; row++) {
    const at = fitted + row * width;
    floats.set(values.subarray(row * inputs, (row + 1) * inputs), at);
    floats.set(targets.subarray(row * targetCount, (row + 1) * targetCount), at + inputs);
  }
  return { floats, fitted, observations };
}

/** First byte behind the learning rate: steps, random state, observed and it are four words behind the parameters. */
const fittedAt = ({ parameters }: Layout): number => 4 * parameters + 16;

// `next(n)` gives the next n numbers as a Float32Array, `back()` goes to the first observation.

/** From the program itself, as whole numbers: their bits. */
export const numbersInside = ({ floats, fitted }: TrainingData): string => `
var numbers = new Float32Array(new Int32Array(JSON.parse("[${new Int32Array(floats.buffer).join(",")}]")).buffer);
var at = 0;
var next = function (n) { at += n; return numbers.subarray(at - n, at); };
var back = function () { at = ${fitted}; };
`;

/** From a file of the folder that Espruino runs in. */
export const numbersInFile = (file: string, { fitted }: TrainingData): string => `
var numbers = E.openFile(${quote(file)}, "r");
var next = function (n) { return new Float32Array(E.toArrayBuffer(numbers.read(4 * n))); };
var back = function () { numbers.seek(${4 * fitted}); };
`;

/**
 * A program that trains the module of the usual name. It prints "start", the parameters' CRC-32, how many of Espruino's
 * variables the module takes and the bytes of one; then each "step", its number, the bits of the loss before it and the
 * parameters' CRC-32 after it; then "end", the number of the checkpoint that it has saved and the file's CRC-32. It is
 * JavaScript as far as Espruino and Duktape both know it. The module keeps its memory to itself, so
 * that it is watched when it opens it.
 */
export function trainingProgram(
  layout: Layout,
  { fitted, observations }: TrainingData,
  steps: number,
): string {
  const { inputs, targets, batch, parameters } = layout;
  return `
var used = function () { return typeof process == "undefined" ? { usage: 0, blocksize: 0 } : process.memory(); };
var before = used().usage;
var memory, open = E.toArrayBuffer;
E.toArrayBuffer = function (s) { var b = open.call(E, s); memory = memory || b; return b; };
var net = require(${quote(MODULE_NAME)});
E.toArrayBuffer = open;
var bits = function (x) { return new Int32Array(new Float32Array([x]).buffer)[0] >>> 0; };
var crc = function () { return E.CRC32(new Uint8Array(memory, 0, ${4 * parameters})) >>> 0; };
var say = function (words) { print(${quote(SAID)} + words.join(" ")); };
${
  fitted > 0
    ? `new Float32Array(memory).set(next(${fitted}), ${fittedAt(layout) / 4});
`
    : ""
}say(["start", crc(), used().usage - before, used().blocksize]);
var row = 0;
for (var step = 1; step <= ${steps}; step++) {
  for (var held = 0; held < ${batch} && row < ${observations}; held++) {
    net.observe(next(${inputs}), next(${targets}));
    row++;
  }
  if (row == ${observations}) { row = 0; back(); }
  var loss = net.train();
  say(["step", step, bits(loss), crc()]);
}
var number = net.save();
say(["end", number, E.CRC32(require("Storage").read(${quote(`${MODULE_NAME}.`)} + (number & 1))) >>> 0]);
`;
}
