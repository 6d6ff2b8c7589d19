import { applyGradient, clear } from "../../assembly/gradient";
import { A, EXPECTED, GOT, expectSame, fillAll, get, set } from "./buffers";

describe("clear", () => {
  test("sets as many elements to 0 as told", () => {
    for (let count = 1; count <= 9; count++) {
      fillAll(count);
      for (let i = 0; i < count; i++) set(EXPECTED, i, 0);
      clear(GOT, count);
      expectSame(GOT, EXPECTED, count.toString() + " elements");
    }
  });
});

describe("applyGradient", () => {
  test("steps against the gradient, rounding product and difference each", () => {
    const rate: f32 = 0.1;
    for (let count = 1; count <= 9; count++) {
      fillAll(count);
      for (let i = 0; i < count; i++) set(EXPECTED, i, get(EXPECTED, i) - rate * get(A, i));
      applyGradient(GOT, A, count, rate);
      expectSame(GOT, EXPECTED, count.toString() + " elements");
    }
  });
});
