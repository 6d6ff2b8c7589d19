import { accumulate, dataGradient4x4, dot, forward4x4, lanes4, weightUpdate4x4 } from "../../assembly/tiles";
import { A, B, C, EXPECTED, GOT, expectSame, fillAll, get, set } from "./buffers";

const RATE: f32 = 0.37;

describe("forward4x4", () => {
  test("starts each of its 16 sums at the bias and adds inputs in ascending order", () => {
    for (let inputs = 1; inputs <= 9; inputs++) {
      for (let units = 4; units <= 7; units += 3) {
        fillAll(inputs);
        for (let m = 0; m < 4; m++) for (let j = 0; j < 4; j++) {
          let sum = get(C, j);
          for (let i = 0; i < inputs; i++) sum += get(A, m * inputs + i) * get(B, i * units + j);
          set(EXPECTED, m * units + j, sum);
        }
        forward4x4(A, <usize>inputs << 2, B, <usize>units << 2, C, GOT, inputs);
        expectSame(GOT, EXPECTED, inputs.toString() + " inputs, rows of " + units.toString());
      }
    }
  });
});

describe("dataGradient4x4", () => {
  test("starts each of its 16 sums at 0 and adds units in ascending order", () => {
    for (let units = 1; units <= 9; units++) {
      fillAll(units);
      for (let m = 0; m < 4; m++) for (let i = 0; i < 4; i++) {
        let sum: f32 = 0;
        for (let j = 0; j < units; j++) sum += get(A, m * units + j) * get(B, i * units + j);
        set(EXPECTED, m * 4 + i, sum);
      }
      dataGradient4x4(A, B, GOT, units);
      expectSame(GOT, EXPECTED, units.toString() + " units");
    }
  });
});

describe("weightUpdate4x4", () => {
  test("starts each of its 16 sums at 0, adds observations in ascending order and then steps", () => {
    const inputs = 5, units = 6;
    for (let count = 1; count <= 9; count++) {
      fillAll(count);
      for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) {
        let sum: f32 = 0;
        for (let m = 0; m < count; m++) sum += get(A, m * inputs + i) * get(B, m * units + j);
        set(EXPECTED, i * units + j, get(EXPECTED, i * units + j) - RATE * sum);
      }
      weightUpdate4x4(A, inputs << 2, B, units << 2, GOT, count, RATE);
      expectSame(GOT, EXPECTED, count.toString() + " observations");
    }
  });
});

describe("lanes4", () => {
  test("puts four sums that share a factor in their places", () => {
    for (let count = 1; count <= 6; count++) {
      fillAll(count);
      for (let n = 0; n < 4; n++) {
        let sum = get(C, n);
        for (let k = 0; k < count; k++) sum += get(A, 3 * k) * get(B, 7 * n + 2 * k);
        set(EXPECTED, 5 * n, sum);
      }
      lanes4(A, 12, B, 28, 8, count, get(C, 0), get(C, 1), get(C, 2), get(C, 3), GOT, 20, false, RATE);
      expectSame(GOT, EXPECTED, count.toString() + " terms");
    }
  });
  test("steps by the four sums when it updates", () => {
    for (let count = 1; count <= 6; count++) {
      fillAll(count);
      for (let n = 0; n < 4; n++) {
        let sum: f32 = 0;
        for (let k = 0; k < count; k++) sum += get(A, k) * get(B, n + 9 * k);
        set(EXPECTED, n, get(EXPECTED, n) - RATE * sum);
      }
      lanes4(A, 4, B, 4, 36, count, 0, 0, 0, 0, GOT, 4, true, RATE);
      expectSame(GOT, EXPECTED, count.toString() + " terms");
    }
  });
});

describe("dot", () => {
  test("starts at its start and adds in ascending order", () => {
    fillAll(3);
    for (let count = 1; count <= 20; count++) {
      let sum: f32 = 0.625;
      for (let k = 0; k < count; k++) sum += get(A, k) * get(B, 3 * k);
      expect(dot(A, 4, B, 12, count, 0.625)).toBe(sum);
    }
  });
  test("would mostly give other bits in another order, so that the order is seen", () => {
    let others = 0;
    for (let seed = 0; seed < 20; seed++) {
      fillAll(seed);
      let backwards: f32 = 0;
      for (let k = 19; k >= 0; k--) backwards += get(A, k) * get(B, k);
      if (dot(A, 4, B, 4, 20, 0) != backwards) others++;
    }
    expect(others).toBeGreaterThan(10);
  });
});

describe("accumulate", () => {
  test("adds a multiple of a vector to another, of any length", () => {
    for (let count = 1; count <= 13; count++) {
      fillAll(count);
      for (let j = 0; j < count; j++) set(EXPECTED, j, get(EXPECTED, j) + RATE * get(A, j));
      accumulate(A, RATE, GOT, count);
      expectSame(GOT, EXPECTED, count.toString() + " elements");
    }
  });
});
