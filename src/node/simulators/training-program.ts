import { MODULE_NAME } from "../../common/espruino/module-name.js";
import { quote } from "../../common/espruino/quote.js";
import type { Readings } from "../../common/learning/readings.js";
import type { Layout } from "../../common/loader/index.js";

/** What begins each line that the program prints for us. */
export const SAID = "#";

/** What a network trains with, in the order in which the program reads it. */
export interface TrainingData {
  /** (inputs) means, (inputs) scales, then of each observation its reading (inputs) and target (targetCount) */
  readonly floats: Float32Array<ArrayBuffer>;
  readonly observations: number;
}

/** Only as many observations as so many steps take. */
export function trainingData(
  { mean, scale }: { readonly mean: Float32Array; readonly scale: Float32Array },
  { values, targets, inputs, targetCount, count }: Readings,
  most: number,
): TrainingData {
  const observations = Math.min(count, most);
  const width = inputs + targetCount;
  const floats = new Float32Array(2 * inputs + observations * width);
  floats.set(mean);
  floats.set(scale, inputs);
  for (let row = 0; row < observations; row++) {
    const at = 2 * inputs + row * width;
    floats.set(values.subarray(row * inputs, (row + 1) * inputs), at);
    floats.set(targets.subarray(row * targetCount, (row + 1) * targetCount), at + inputs);
  }
  return { floats, observations };
}

// `next(n)` gives the next n numbers as a Float32Array, `back()` goes to the first observation.

/** From the program itself, as whole numbers: their bits. */
export const numbersInside = ({ floats }: TrainingData, inputs: number): string => `
var numbers = new Float32Array(new Int32Array(JSON.parse("[${new Int32Array(floats.buffer).join(",")}]")).buffer);
var at = 0;
var next = function (n) { at += n; return numbers.subarray(at - n, at); };
var back = function () { at = ${2 * inputs}; };
`;

/** From a file of the folder that Espruino runs in. */
export const numbersInFile = (file: string, inputs: number): string => `
var numbers = E.openFile(${quote(file)}, "r");
var next = function (n) { return new Float32Array(E.toArrayBuffer(numbers.read(4 * n))); };
var back = function () { numbers.seek(${8 * inputs}); };
`;

/**
 * A program that trains the module of the usual name. It prints "start", the parameters' CRC-32, how many of Espruino's
 * variables the module takes and the bytes of one; then each "step", its number, the bits of the loss before it and the
 * parameters' CRC-32 after it; then "end", the number of the checkpoint that it has saved and the file's CRC-32. It is
 * JavaScript as far as Espruino and Duktape both know it. The module keeps its memory to itself, so
 * that it is watched when it opens it.
 */
export function trainingProgram(
  { inputs, outputs, batch, parameters }: Layout,
  { observations }: TrainingData,
  steps: number,
): string {
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
net.mean.set(next(${inputs}));
net.scale.set(next(${inputs}));
net.init();
say(["start", crc(), used().usage - before, used().blocksize]);
var row = 0;
for (var step = 1; step <= ${steps}; step++) {
  for (var held = 0; held < ${batch} && row < ${observations}; held++) {
    net.observe(next(${inputs}), next(${outputs}));
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
