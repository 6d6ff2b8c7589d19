import { applyGradient, fill } from "../../assembly/gradient";
import { A, EXPECTED, GOT, expectSame, fillAll, get, set } from "./buffers";

describe("fill", () => {
  test("sets as many elements to 0 as told", () => {
    for (let count = 1; count <= 9; count++) {
      fillAll(count);
      for (let i = 0; i < count; i++) set(EXPECTED, i, 0);
      fill(GOT, count, 0);
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
      applyGradient(GOT, A, count, rate, 0);
      expectSame(GOT, EXPECTED, count.toString() + " elements");
    }
  });
});
