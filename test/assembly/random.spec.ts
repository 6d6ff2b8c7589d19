import { drawLayer, next, seeded, uniform } from "../../assembly/random";
import { EXPECTED, GOT, expectSame, fillAll, set } from "./buffers";

describe("next", () => {
  test("is xorshift32 with its known first states", () => {
    let state = 1;
    const known: u32[] = [270369, 67634689, 2647435461, 307599695, 2398689233];
    for (let i = 0; i < known.length; i++) {
      state = next(state);
      expect(<u32>state).toBe(known[i]);
    }
  });
  test("never reaches 0, from where it could not go on", () => {
    let state = 1;
    for (let i = 0; i < 100000 && state; i++) state = next(state);
    expect(state).not.toBe(0);
    expect(next(0)).toBe(0);
  });
});

describe("seeded", () => {
  test("spreads seeds by the golden ratio of 2³²", () => {
    expect(<u32>seeded(0)).toBe(0x85ebca6b);
    expect(<u32>seeded(1)).toBe(0x2423441c);
    expect(<u32>seeded(-1)).toBe(0xe7b450ba);
  });
  test("gives 1 for the one seed that would give 0", () => {
    expect(seeded(0x94224f25)).toBe(1);
  });
});

describe("uniform", () => {
  test("reaches from −1 to just below 1", () => {
    expect(uniform(i32.MIN_VALUE)).toBe(-1);
    expect(uniform(i32.MAX_VALUE)).toBe(0.99999988079071044921875); // 1 − 2⁻²³
    expect(uniform(0)).toBe(0);
    expect(uniform(255)).toBe(0);
    expect(uniform(256)).toBe(1.1920928955078125e-7);
    expect(uniform(-1)).toBe(-1.1920928955078125e-7);
  });
  test("has a mean of 0 and a variance of 1/3", () => {
    let state = seeded(42), sum: f64 = 0, squares: f64 = 0;
    const count = 100000;
    for (let i = 0; i < count; i++) {
      state = next(state);
      const u = <f64>uniform(state);
      sum += u;
      squares += u * u;
    }
    // 3.3 standard errors: √(1/3/n) of the mean, √(4/45/n) of the mean square
    expect(abs(sum / count)).toBeLessThan(0.0061);
    expect(abs(squares / count - 1.0 / 3)).toBeLessThan(0.0032);
  });
});

describe("drawLayer", () => {
  test("draws the weights in their order, leaves the biases behind them and gives the state after it", () => {
    fillAll(1);
    const bound: f32 = 0.8125;
    let state = seeded(9);
    const after = drawLayer(GOT, 6, bound, state);
    for (let i = 0; i < 6; i++) {
      state = next(state);
      set(EXPECTED, i, bound * uniform(state));
    }
    expectSame(GOT, EXPECTED, "W, then b");
    expect(after).toBe(state);
  });
});
