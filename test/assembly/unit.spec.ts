import { IDENTITY, SIGMOID, TANH, derivative } from "../../assembly/activation";
import { denseForward } from "../../assembly/dense";
import { unitAccumulate, unitBackward, unitForward } from "../../assembly/unit";
import { A, B, D, EXPECTED, EXPECTED_TOO, GOT, GOT_TOO, expectSame, fillAll, get, set } from "./buffers";

const RATE: f32 = 0.21;

function sizes(inputs: i32, count: i32): string {
  return inputs.toString() + " inputs, " + count.toString() + " observations";
}

describe("unitForward", () => {
  test("starts each sum at the bias behind the weights and adds inputs in ascending order", () => {
    for (let inputs = 1; inputs <= 9; inputs++) for (let count = 1; count <= 9; count++) {
      fillAll(inputs + 10 * count);
      for (let m = 0; m < count; m++) {
        let z = get(B, inputs);
        for (let i = 0; i < inputs; i++) z += get(A, m * inputs + i) * get(B, i);
        set(EXPECTED, m, z);
      }
      unitForward(A, B, GOT, inputs, count);
      expectSame(GOT, EXPECTED, sizes(inputs, count));
    }
  });
  test("has the bits of a dense layer of one unit", () => {
    fillAll(5);
    unitForward(A, B, GOT, 7, 9);
    denseForward(A, B, B + 28, EXPECTED, 7, 1, 9);
    expectSame(GOT, EXPECTED, sizes(7, 9));
  });
});

// The activations are GOT_TOO, the weights with their bias GOT, dz is B.
function backward(inputs: i32, count: i32, below: bool, activation: i32): void {
  fillAll(inputs + 10 * count);
  let db: f32 = 0;
  for (let m = 0; m < count; m++) db += get(B, m);
  for (let i = 0; i < inputs; i++) {
    let dw: f32 = 0;
    for (let m = 0; m < count; m++) dw += get(GOT_TOO, m * inputs + i) * get(B, m);
    set(EXPECTED, i, get(GOT, i) - RATE * dw);
    for (let m = 0; below && m < count; m++) {
      const at = m * inputs + i;
      set(EXPECTED_TOO, at, derivative(activation, 0, get(B, m) * get(GOT, i), get(GOT_TOO, at)));
    }
  }
  set(EXPECTED, inputs, get(GOT, inputs) - RATE * db);
  unitBackward(GOT_TOO, GOT, B, inputs, count, RATE, below, activation, 0);
  expectSame(GOT, EXPECTED, "w and b, " + sizes(inputs, count));
  expectSame(GOT_TOO, EXPECTED_TOO, "dZ below, " + sizes(inputs, count));
}

describe("unitBackward", () => {
  test("has the bits of plain loops, with the data gradient of the weights as they were", () => {
    for (let inputs = 1; inputs <= 9; inputs++) for (let count = 1; count <= 9; count++) backward(inputs, count, true, TANH);
  });
  test("differentiates every activation of the layer below", () => {
    backward(5, 6, true, SIGMOID);
    backward(5, 6, true, IDENTITY);
  });
  test("leaves the readings alone when no layer is below", () => {
    for (let inputs = 1; inputs <= 5; inputs++) backward(inputs, 7, false, IDENTITY);
  });
});

// The activations are GOT_TOO, dw with db GOT, the weights D, dz is B.
function accumulateOne(inputs: i32, below: bool, activation: i32): void {
  fillAll(inputs);
  for (let i = 0; i < inputs; i++) {
    set(EXPECTED, i, get(GOT, i) + get(GOT_TOO, i) * get(B, 0));
    if (below) set(EXPECTED_TOO, i, derivative(activation, 0, get(B, 0) * get(D, i), get(GOT_TOO, i)));
  }
  set(EXPECTED, inputs, get(GOT, inputs) + get(B, 0));
  unitAccumulate(GOT_TOO, D, GOT, B, inputs, below, activation, 0);
  expectSame(GOT, EXPECTED, "dw and db, " + sizes(inputs, 1));
  expectSame(GOT_TOO, EXPECTED_TOO, "dZ below, " + sizes(inputs, 1));
}

describe("unitAccumulate", () => {
  test("adds one observation's gradient to dw and to db behind it", () => {
    for (let inputs = 1; inputs <= 9; inputs++) accumulateOne(inputs, true, TANH);
  });
  test("differentiates every activation of the layer below", () => {
    accumulateOne(6, true, SIGMOID);
    accumulateOne(6, true, IDENTITY);
  });
  test("leaves the reading alone when no layer is below", () => {
    accumulateOne(6, false, IDENTITY);
  });
});
