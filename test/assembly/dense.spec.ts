import { IDENTITY, SIGMOID, TANH, derivative } from "../../assembly/activation";
import { denseAccumulate, denseBackward, denseForward } from "../../assembly/dense";
import { A, B, C, D, EXPECTED, EXPECTED_TOO, GOT, GOT_TOO, expectSame, fill, fillAll, fillPair, get, set } from "./buffers";

const RATE: f32 = 0.21;
const STRIP = memory.data(4096, 16);
const ACTIVATIONS = memory.data(4096, 16);
const ACTIVATIONS_EXPECTED = memory.data(4096, 16);
// W, then b
const WEIGHTS_EXPECTED = memory.data(4096, 16);

function sizes(inputs: i32, units: i32, count: i32): string {
  return inputs.toString() + " inputs, " + units.toString() + " units, " + count.toString() + " observations";
}

/** dA of input i in observation m: adds units in ascending order from 0. */
function dataGradient(dz: usize, w: usize, m: i32, i: i32, units: i32): f32 {
  let sum: f32 = 0;
  for (let j = 0; j < units; j++) sum += get(dz, m * units + j) * get(w, i * units + j);
  return sum;
}

describe("denseForward", () => {
  test("has the bits of three plain loops, whatever the sizes", () => {
    for (let inputs = 1; inputs <= 6; inputs++) for (let units = 1; units <= 9; units++) for (let count = 1; count <= 9; count++) {
      fillAll(inputs + 10 * units + 100 * count);
      for (let m = 0; m < count; m++) for (let j = 0; j < units; j++) {
        let z = get(C, j);
        for (let i = 0; i < inputs; i++) z += get(A, m * inputs + i) * get(B, i * units + j);
        set(EXPECTED, m * units + j, z);
      }
      denseForward(A, B, C, GOT, inputs, units, count);
      expectSame(GOT, EXPECTED, sizes(inputs, units, count));
    }
  });
});

function backward(inputs: i32, units: i32, count: i32, below: bool, activation: i32): void {
  const what = sizes(inputs, units, count);
  fillAll(inputs + 10 * units + 100 * count);
  fillPair(ACTIVATIONS, ACTIVATIONS_EXPECTED, 7);
  if (below) {
    for (let m = 0; m < count; m++) for (let i = 0; i < inputs; i++) {
      const da = dataGradient(B, GOT, m, i, units);
      set(ACTIVATIONS_EXPECTED, m * inputs + i, derivative(activation, 0, da, get(ACTIVATIONS, m * inputs + i)));
    }
  }
  for (let j = 0; j < units; j++) {
    for (let i = 0; i < inputs; i++) {
      let dw: f32 = 0;
      for (let m = 0; m < count; m++) dw += get(ACTIVATIONS, m * inputs + i) * get(B, m * units + j);
      set(EXPECTED, i * units + j, get(EXPECTED, i * units + j) - RATE * dw);
    }
    let db: f32 = 0;
    for (let m = 0; m < count; m++) db += get(B, m * units + j);
    set(EXPECTED_TOO, j, get(EXPECTED_TOO, j) - RATE * db);
  }
  denseBackward(ACTIVATIONS, GOT, GOT_TOO, B, STRIP, inputs, units, count, RATE, below, activation, 0);
  expectSame(GOT, EXPECTED, "W, " + what);
  expectSame(GOT_TOO, EXPECTED_TOO, "b, " + what);
  expectSame(ACTIVATIONS, ACTIVATIONS_EXPECTED, "dZ below, " + what);
}

describe("denseBackward", () => {
  test("has the bits of plain loops, with the data gradient of the weights as they were", () => {
    for (let inputs = 1; inputs <= 9; inputs++) for (let units = 1; units <= 9; units += 2) for (let count = 1; count <= 9; count++) {
      backward(inputs, units, count, true, TANH);
    }
  });
  test("differentiates every activation of the layer below", () => {
    backward(6, 5, 7, true, SIGMOID);
    backward(6, 5, 7, true, IDENTITY);
    backward(8, 4, 8, true, SIGMOID);
  });
  test("leaves the readings alone when no layer is below", () => {
    for (let inputs = 1; inputs <= 9; inputs++) for (let count = 1; count <= 5; count++) backward(inputs, 4, count, false, IDENTITY);
  });
  test("uses four columns of scratch for each observation, no more", () => {
    fill(STRIP, 1);
    const behind = get(STRIP, 7 * 4);
    backward(9, 5, 7, true, TANH);
    expect(get(STRIP, 7 * 4)).toBe(behind);
    expect(get(STRIP, 7 * 4 - 4)).not.toBe(behind);
  });
});

function accumulateOne(inputs: i32, units: i32, below: bool, activation: i32): void {
  const what = sizes(inputs, units, 1);
  fillAll(inputs + 10 * units);
  fillPair(ACTIVATIONS, ACTIVATIONS_EXPECTED, 8);
  for (let i = 0; i < inputs; i++) {
    const a = get(ACTIVATIONS, i);
    for (let j = 0; j < units; j++) set(EXPECTED, i * units + j, get(EXPECTED, i * units + j) + a * get(B, j));
    if (below) set(ACTIVATIONS_EXPECTED, i, derivative(activation, 0, dataGradient(B, D, 0, i, units), a));
  }
  for (let j = 0; j < units; j++) set(EXPECTED_TOO, j, get(EXPECTED_TOO, j) + get(B, j));
  memory.copy(WEIGHTS_EXPECTED, D, 4096);
  denseAccumulate(ACTIVATIONS, D, GOT, GOT_TOO, B, inputs, units, below, activation, 0);
  expectSame(GOT, EXPECTED, "dW, " + what);
  expectSame(GOT_TOO, EXPECTED_TOO, "db, " + what);
  expectSame(ACTIVATIONS, ACTIVATIONS_EXPECTED, "dZ below, " + what);
  expectSame(D, WEIGHTS_EXPECTED, "W, " + what);
}

describe("denseAccumulate", () => {
  test("adds one observation's gradient to dW and db and leaves W alone", () => {
    for (let inputs = 1; inputs <= 9; inputs++) for (let units = 1; units <= 9; units++) accumulateOne(inputs, units, true, TANH);
  });
  test("differentiates every activation of the layer below", () => {
    accumulateOne(5, 6, true, SIGMOID);
    accumulateOne(5, 6, true, IDENTITY);
  });
  test("leaves the reading alone when no layer is below", () => {
    accumulateOne(5, 6, false, IDENTITY);
  });
});
