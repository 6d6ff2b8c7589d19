import {
  IDENTITY, LEAKY_RELU, RELU, SIGMOID, SOFTSIGN, TANH, activate, derivative, differentiate,
} from "../../assembly/activation";
import { sigmoid, tanh } from "../../assembly/elementary";
import { A, EXPECTED, GOT, expectSame, fillAll, get, set } from "./buffers";

describe("activate", () => {
  test("applies tanh to as many elements as told", () => {
    for (let count = 1; count <= 9; count++) {
      fillAll(count);
      for (let i = 0; i < count; i++) set(EXPECTED, i, tanh(get(EXPECTED, i)));
      activate(TANH, 0, GOT, count);
      expectSame(GOT, EXPECTED, "tanh");
    }
  });
  test("applies sigmoid to as many elements as told", () => {
    for (let count = 1; count <= 9; count++) {
      fillAll(count);
      for (let i = 0; i < count; i++) set(EXPECTED, i, sigmoid(get(EXPECTED, i)));
      activate(SIGMOID, 0, GOT, count);
      expectSame(GOT, EXPECTED, "sigmoid");
    }
  });
  test("cuts off for ReLU, bends for its leaky kind and softsign", () => {
    set(GOT, 0, -2); set(GOT, 1, 0); set(GOT, 2, 3);
    activate(RELU, 0, GOT, 3);
    expect(get(GOT, 0)).toBe(0); expect(get(GOT, 1)).toBe(0); expect(get(GOT, 2)).toBe(3);
    set(GOT, 0, -2);
    activate(LEAKY_RELU, 0.25, GOT, 3);
    expect(get(GOT, 0)).toBe(-0.5); expect(get(GOT, 2)).toBe(3);
    set(GOT, 0, -1);
    activate(SOFTSIGN, 0, GOT, 3);
    expect(get(GOT, 0)).toBe(-0.5); expect(get(GOT, 1)).toBe(0); expect(get(GOT, 2)).toBe(0.75);
  });
  test("leaves everything as it is for identity", () => {
    fillAll(1);
    activate(IDENTITY, 0, GOT, 9);
    expectSame(GOT, EXPECTED, "identity");
  });
});

describe("derivative", () => {
  test("is dA·(1 − a²) for tanh", () => {
    expect(derivative(TANH, 0, 3, 0.5)).toBe(2.25);
    expect(derivative(TANH, 0, -2, 1)).toBe(0);
    expect(derivative(TANH, 0, 1.5, 0)).toBe(1.5);
  });
  test("is dA·a·(1 − a) for sigmoid", () => {
    expect(derivative(SIGMOID, 0, 4, 0.5)).toBe(1);
    expect(derivative(SIGMOID, 0, 4, 0.25)).toBe(0.75);
    expect(derivative(SIGMOID, 0, 4, 1)).toBe(0);
  });
  test("is dA for identity", () => {
    expect(derivative(IDENTITY, 0, 4.5, 17)).toBe(4.5);
  });
  test("is dA above 0 and nothing, or a part, below for both kinds of ReLU", () => {
    expect(derivative(RELU, 0, 3, 2)).toBe(3);
    expect(derivative(RELU, 0, 3, 0)).toBe(0);
    expect(derivative(LEAKY_RELU, 0.25, 3, 2)).toBe(3);
    expect(derivative(LEAKY_RELU, 0.25, 4, -1)).toBe(1);
  });
  test("is dA·(1 − |a|)² for softsign", () => {
    expect(derivative(SOFTSIGN, 0, 4, -0.5)).toBe(1);
    expect(derivative(SOFTSIGN, 0, 4, 0)).toBe(4);
  });
  test("is the slope of the function itself", () => {
    const h: f32 = 0.0078125; // 2⁻⁷: truncation about 1e-5, rounding about 1e-5
    for (let z: f32 = -3; z <= 3; z += 0.4375) {
      const ofTanh = (tanh(z + h) - tanh(z - h)) / (2 * h);
      const ofSigmoid = (sigmoid(z + h) - sigmoid(z - h)) / (2 * h);
      expect(abs(derivative(TANH, 0, 1, tanh(z)) - ofTanh)).toBeLessThan(1e-4);
      expect(abs(derivative(SIGMOID, 0, 1, sigmoid(z)) - ofSigmoid)).toBeLessThan(1e-4);
    }
  });
});

describe("differentiate", () => {
  test("puts dZ of a strip's columns in the place of A, and nothing beside them", () => {
    const row = 7; // inputs of the layer
    for (let width = 1; width <= 4; width++) for (let count = 1; count <= 6; count++) {
      fillAll(width + 10 * count);
      for (let m = 0; m < count; m++) for (let i = 0; i < width; i++) {
        const a = get(EXPECTED, m * row + i);
        set(EXPECTED, m * row + i, get(A, 4 * m + i) * (1 - a * a));
      }
      differentiate(TANH, 0, A, GOT, row << 2, width, count);
      expectSame(GOT, EXPECTED, width.toString() + " columns, " + count.toString() + " rows");
    }
  });
});
