/**
 * A number and its derivative by one variable, computed together (forward mode): value + slope·ε with ε² = 0. Exact but
 * for the rounding of each operation. What does not depend on the variable has no slope at all: with a slope of 0,
 * `sqrt(0) * w` would meet 0·∞.
 */
export interface Dual {
  readonly value: number;
  readonly slope?: number | undefined;
}

/** Called with what has no real value, such as "sqrt(-4)". */
export type NotReal = (what: string) => never;

interface Elementary {
  readonly value: (x: number) => number;
  readonly derivative: (x: number) => number;
  /** where the value is real; everywhere if left out */
  readonly domain?: (x: number) => boolean;
}

const { abs, cos, cosh, log, sin, sinh, sqrt, tan, tanh } = Math;
const withinOne = (x: number) => abs(x) <= 1;
const notNegative = (x: number) => x >= 0;

/** The functions that an expression may call, each of one argument; `log` is the natural one. */
export const FUNCTIONS: ReadonlyMap<string, Elementary> = new Map<string, Elementary>([
  ["exp", { value: Math.exp, derivative: Math.exp }],
  ["log", { value: log, derivative: (x) => 1 / x, domain: notNegative }],
  ["log10", { value: Math.log10, derivative: (x) => 1 / (x * Math.LN10), domain: notNegative }],
  ["sqrt", { value: sqrt, derivative: (x) => 1 / (2 * sqrt(x)), domain: notNegative }],
  ["cbrt", { value: Math.cbrt, derivative: (x) => 1 / (3 * Math.cbrt(x) ** 2) }],
  // NaN at 0, where it has no derivative
  ["abs", { value: abs, derivative: (x) => x / abs(x) }],
  ["sin", { value: sin, derivative: cos }],
  ["cos", { value: cos, derivative: (x) => -sin(x) }],
  ["tan", { value: tan, derivative: (x) => 1 / cos(x) ** 2 }],
  ["sec", { value: (x) => 1 / cos(x), derivative: (x) => tan(x) / cos(x) }],
  ["csc", { value: (x) => 1 / sin(x), derivative: (x) => -1 / (sin(x) * tan(x)) }],
  ["cot", { value: (x) => 1 / tan(x), derivative: (x) => -1 / sin(x) ** 2 }],
  // (1 − x)·(1 + x) keeps the digits near ±1 that 1 − x² would lose
  ["asin", { value: Math.asin, derivative: (x) => 1 / sqrt((1 - x) * (1 + x)), domain: withinOne }],
  [
    "acos",
    { value: Math.acos, derivative: (x) => -1 / sqrt((1 - x) * (1 + x)), domain: withinOne },
  ],
  ["atan", { value: Math.atan, derivative: (x) => 1 / (1 + x * x) }],
  ["sinh", { value: sinh, derivative: cosh }],
  ["cosh", { value: cosh, derivative: sinh }],
  ["tanh", { value: tanh, derivative: (x) => 1 / cosh(x) ** 2 }],
  ["sech", { value: (x) => 1 / cosh(x), derivative: (x) => -tanh(x) / cosh(x) }],
  ["csch", { value: (x) => 1 / sinh(x), derivative: (x) => -1 / (sinh(x) * tanh(x)) }],
  ["coth", { value: (x) => 1 / tanh(x), derivative: (x) => -1 / sinh(x) ** 2 }],
  ["asinh", { value: Math.asinh, derivative: (x) => 1 / Math.hypot(1, x) }],
  [
    "acosh",
    {
      value: Math.acosh,
      derivative: (x) => 1 / (sqrt(x - 1) * sqrt(x + 1)),
      domain: (x) => x >= 1,
    },
  ],
  ["atanh", { value: Math.atanh, derivative: (x) => 1 / ((1 - x) * (1 + x)), domain: withinOne }],
]);

/** d f(u) = f′(u)·du. */
export function apply(name: string, u: Dual, notReal: NotReal): Dual {
  const { value, derivative, domain } = FUNCTIONS.get(name)!;
  if (domain && !domain(u.value) && !Number.isNaN(u.value)) notReal(`${name}(${u.value})`);
  return { value: value(u.value), slope: scaled(u.slope, derivative(u.value)) };
}

export const negate = (u: Dual): Dual => ({ value: -u.value, slope: scaled(u.slope, -1) });

export const add = (u: Dual, v: Dual): Dual => ({
  value: u.value + v.value,
  slope: sum(u.slope, v.slope),
});

export const subtract = (u: Dual, v: Dual): Dual => ({
  value: u.value - v.value,
  slope: sum(u.slope, scaled(v.slope, -1)),
});

/** d(u·v) = v·du + u·dv. */
export const multiply = (u: Dual, v: Dual): Dual => ({
  value: u.value * v.value,
  slope: sum(scaled(u.slope, v.value), scaled(v.slope, u.value)),
});

/** d(u/v) = du/v − (u/v)/v·dv. */
export function divide(u: Dual, v: Dual): Dual {
  const value = u.value / v.value;
  const byNumerator = u.slope === undefined ? undefined : u.slope / v.value;
  return { value, slope: sum(byNumerator, scaled(v.slope, -value / v.value)) };
}

/** d(uᵛ) = v·uᵛ⁻¹·du + uᵛ·log(u)·dv. A negative base is real for whole exponents that stay as they are. */
export function power(u: Dual, v: Dual, notReal: NotReal): Dual {
  const [base, exponent] = [u.value, v.value];
  const what = `(${base})^${exponent}`;
  if (base < 0 && Number.isFinite(exponent) && !Number.isInteger(exponent)) notReal(what);
  if (base < 0 && v.slope !== undefined) notReal(`${what} with an exponent that varies`);
  const value = base ** exponent;
  const byBase = exponent === 0 ? 0 : exponent * base ** (exponent - 1);
  return {
    value,
    slope: sum(scaled(u.slope, byBase), scaled(v.slope, byExponent(base, exponent))),
  };
}

/** uᵛ·log(u); 0ᵛ is 0 to the right of v = 0, and has no derivative there and to the left. */
const byExponent = (base: number, exponent: number): number =>
  base === 0 ? (exponent > 0 ? 0 : Number.NaN) : base ** exponent * log(base);

const scaled = (slope: number | undefined, by: number) =>
  slope === undefined ? undefined : slope * by;

function sum(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : a + b;
}
