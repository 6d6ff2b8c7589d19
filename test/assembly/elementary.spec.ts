import { exp, expOfMinusAbs, log, log1p, sigmoid, sigmoidFrom, softplus, tanh } from "../../assembly/elementary";

const LEAST: f32 = reinterpret<f32>(1); // 2^-149

/** Distance between two numbers of the same sign in units of the last place. */
function ulps(a: f32, b: f32): i32 {
  return abs(reinterpret<i32>(a) - reinterpret<i32>(b));
}

function expectNear(value: f32, expected: f32): void {
  expect(ulps(value, expected)).toBeLessThanOrEqual(1, value.toString() + " instead of " + expected.toString());
}

describe("exp", () => {
  test("gives e^x to the last place", () => {
    expectNear(exp(1), 2.7182818);
    expectNear(exp(-1), 0.36787944);
    expectNear(exp(10), 22026.465795);
    expectNear(exp(-80), 1.8048513878e-35);
    expectNear(exp(88.5), 2.7230878e+38);
  });
  test("gives 1 at both zeros", () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0.0)).toBe(1);
  });
  test("overflows to infinity and underflows through the subnormals to 0", () => {
    expect(exp(89)).toBe(Infinity);
    expect(exp(Infinity)).toBe(Infinity);
    expectNear(exp(-90), 8.194013e-40);
    expect(exp(-103.5)).toBe(LEAST);
    expect(exp(-105)).toBe(0);
    expect(exp(-Infinity)).toBe(0);
  });
  test("keeps NaN", () => {
    expect(isNaN(exp(NaN))).toBe(true);
  });
});

describe("expOfMinusAbs", () => {
  test("has the bits of exp below 0, for either sign", () => {
    for (let z: f32 = 0; z < 110; z += 0.37) {
      expect(expOfMinusAbs(z)).toBe(exp(-z));
      expect(expOfMinusAbs(-z)).toBe(exp(-z));
    }
  });
});

describe("log", () => {
  test("gives the natural logarithm to the last place", () => {
    expectNear(log(2), 0.69314718);
    expectNear(log(10), 2.3025851);
    expectNear(log(0.001), -6.9077553);
    expectNear(log(1e30), 69.077553);
    expectNear(log(LEAST), -103.27893);
  });
  test("knows its borders", () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(isNaN(log(-1))).toBe(true);
    expect(isNaN(log(NaN))).toBe(true);
  });
});

describe("log1p", () => {
  test("gives log(1 + x) to the last place, for small x too", () => {
    expectNear(log1p(1), 0.69314718);
    expectNear(log1p(0.25), 0.22314355);
    expectNear(log1p(-0.5), -0.69314718);
    expectNear(log1p(1e-5), 9.99995e-6);
    expect(log1p(LEAST)).toBe(LEAST);
  });
  test("knows its borders", () => {
    expect(reinterpret<u32>(log1p(-0.0))).toBe(0x80000000);
    expect(log1p(-1)).toBe(-Infinity);
    expect(log1p(Infinity)).toBe(Infinity);
    expect(isNaN(log1p(-1.5))).toBe(true);
    expect(isNaN(log1p(NaN))).toBe(true);
  });
});

describe("softplus", () => {
  test("gives log(1 + e^x) to the last place", () => {
    expectNear(softplus(0), 0.69314718);
    expectNear(softplus(1), 1.3132616875);
    expectNear(softplus(-1), 0.3132616875);
    expectNear(softplus(-20), 2.0611536e-9);
  });
  test("neither overflows nor loses small results", () => {
    expect(softplus(1e30)).toBe(1e30);
    expect(softplus(Infinity)).toBe(Infinity);
    expect(softplus(-103.5)).toBe(LEAST);
    expect(softplus(-Infinity)).toBe(0);
    expect(isNaN(softplus(NaN))).toBe(true);
  });
});

describe("sigmoid", () => {
  test("gives 1/(1 + e^-z) to the last place", () => {
    expectNear(sigmoid(1), 0.73105858);
    expectNear(sigmoid(-1), 0.26894142);
    expectNear(sigmoid(-10), 4.5397869e-5);
  });
  test("reaches 0, one half and 1", () => {
    expect(sigmoid(0)).toBe(0.5);
    expect(sigmoid(-0.0)).toBe(0.5);
    expect(sigmoid(Infinity)).toBe(1);
    expect(sigmoid(-103.5)).toBe(LEAST);
    expect(sigmoid(-Infinity)).toBe(0);
    expect(isNaN(sigmoid(NaN))).toBe(true);
  });
  test("can be had from the exponential that another needs too", () => {
    expect(sigmoidFrom(-3.25, expOfMinusAbs(-3.25))).toBe(sigmoid(-3.25));
  });
});

describe("tanh", () => {
  test("gives the hyperbolic tangent to the last place, in both of its forms", () => {
    expectNear(tanh(0.5), 0.46211716);
    expectNear(tanh(1), 0.76159416);
    expectNear(tanh(3), 0.99505475);
    expectNear(tanh(1e-6), 1e-6);
  });
  test("is odd, with the sign of zero", () => {
    for (let x: f32 = 0; x < 11; x += 0.093) {
      expect(reinterpret<u32>(tanh(-x))).toBe(reinterpret<u32>(tanh(x)) ^ 0x80000000);
    }
  });
  test("reaches 1 and keeps NaN", () => {
    expect(tanh(9.1)).toBe(1);
    expect(tanh(-Infinity)).toBe(-1);
    expect(isNaN(tanh(NaN))).toBe(true);
  });
});
