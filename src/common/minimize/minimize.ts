import { shown, UserError } from "../errors.js";
import { checkLabels } from "../learning/labels.js";

const MAX_ITERATIONS = 10_000_000;
/** Numbers that a path may hold: 160 MB of float64. */
const MAX_PATH_NUMBERS = 20_000_000;

export interface DescentOptions {
  /** the step's factor α, above 0 */
  readonly learningRate: number;
  /** whole, from 0 to 10,000,000 */
  readonly iterations: number;
  /** true: also return every iterate, iterations + 1 of them; off by default */
  readonly path?: boolean;
}

export interface MinimizeOptions extends DescentOptions {
  readonly initial: number;
  /** J′(w) */
  readonly derivative: (w: number) => number;
}

export interface MinimizeVectorOptions extends DescentOptions {
  /** (parameters), at least one */
  readonly initial: readonly number[];
  /** (parameters) → (parameters): ∂J/∂w */
  readonly gradient: (w: readonly number[]) => readonly number[];
}

/** The parameters of a logistic regression. */
export interface LogisticModel {
  /** (inputs) */
  readonly weights: readonly number[];
  readonly bias: number;
}

export interface LogisticData {
  /** (observations, inputs) */
  readonly readings: readonly (readonly number[])[];
  /** (observations), each 0 or 1 */
  readonly labels: readonly number[];
}

export interface LogisticOptions extends DescentOptions, LogisticData {
  /** zeros by default */
  readonly initial?: LogisticModel;
}

/**
 * Gradient descent on one parameter: repeats w ← w − α·J′(w).
 * @returns the last w, and with `path` all of them from the initial one on
 * @throws UserError for an option out of its range, or when w stops being finite
 */
export function minimize(options: MinimizeOptions): { estimate: number; path?: number[] } {
  checkNumber("initial", options.initial);
  checkFunction("derivative", options.derivative);
  const { estimate, path } = minimizeVector({
    ...options,
    initial: [options.initial],
    gradient: ([w]) => [options.derivative(w!)],
  });
  return { estimate: estimate[0]!, ...(path && { path: path.map(([w]) => w!) }) };
}

/**
 * Gradient descent on a vector of parameters: repeats w ← w − α·∂J/∂w.
 * @returns the last w, and with `path` all of them from the initial one on
 * @throws UserError for an option out of its range, a gradient of another length, or when w stops being finite
 */
export function minimizeVector(options: MinimizeVectorOptions): VectorResult {
  const descending = descend(options);
  for (;;) {
    const { done, value } = descending.next();
    if (done) return value;
  }
}

interface VectorResult {
  estimate: number[];
  path?: number[][];
}

/** Iterations between two pauses that a descent offers. */
const BETWEEN_PAUSES = 1024;

/** The same with pauses for whoever wants to do something else meanwhile. */
export function* descend(options: MinimizeVectorOptions): Generator<undefined, VectorResult> {
  const { learningRate, iterations, gradient } = options;
  checkDescent(options);
  checkFunction("gradient", gradient);
  checkNumbers("initial", options.initial);
  let w = [...options.initial];
  checkPath(options, w.length);
  const path = options.path ? [w] : undefined;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const dw = gradient(w);
    checkLength("gradient", dw, w.length, "one number for each parameter");
    const odd = dw.findIndex((value) => typeof value !== "number");
    if (odd >= 0) {
      throw new UserError(
        `iteration ${iteration} of ${iterations}: got the derivative ${shown(dw[odd])}, expected a number`,
      );
    }
    const before = w;
    w = before.map((value, i) => value - learningRate * dw[i]!);
    if (!w.every(Number.isFinite)) refuseDivergence(options, iteration, before, dw, w);
    path?.push(w);
    if (iteration % BETWEEN_PAUSES === 0) yield;
  }
  return { estimate: [...w], ...(path && { path }) };
}

/**
 * Logistic regression, a = σ(b + w·x), by gradient descent on the negative log-likelihood, summed over the observations.
 * @returns the parameters, the loss in nats at them (a sum), and with `path` the parameters from the initial ones on
 * @throws UserError for an option out of its range, or when the parameters stop being finite
 */
export function logisticRegression(
  options: LogisticOptions,
): LogisticModel & { loss: number; path?: LogisticModel[] } {
  const { initial, ...descent } = options;
  const inputs = checkData(options);
  if (initial) {
    checkNumbers("initial.weights", initial.weights);
    checkLength("initial.weights", initial.weights, inputs, "one for each input");
    checkNumber("initial.bias", initial.bias);
  }
  const { estimate, path } = minimizeVector({
    ...descent,
    initial: initial ? [...initial.weights, initial.bias] : new Array<number>(inputs + 1).fill(0),
    gradient: (w) => {
      const { weights, bias } = gradientOf(options, toModel(w));
      return [...weights, bias];
    },
  });
  const model = toModel(estimate);
  const loss = lossOf(options, model);
  if (!Number.isFinite(loss)) {
    throw new UserError(
      `loss: got ${loss} after ${options.iterations} iterations, expected a finite number; use a learning rate below ${options.learningRate} or smaller readings`,
    );
  }
  return { ...model, loss, ...(path && { path: path.map(toModel) }) };
}

/**
 * J = Σᵢ (softplus(zᵢ) − yᵢ·zᵢ) in nats, which never overflows as log σ(z) does.
 * @throws UserError if lengths differ, or a reading or label is out of its range
 */
export function logisticLoss(data: LogisticData, model: LogisticModel): number {
  checkLength("weights", model.weights, checkData(data), "one for each input");
  return lossOf(data, model);
}

/** ∂J/∂w = Σᵢ (aᵢ − yᵢ)·xᵢ and ∂J/∂b = Σᵢ (aᵢ − yᵢ). Throws as {@link logisticLoss} does. */
export function logisticGradient(data: LogisticData, model: LogisticModel): LogisticModel {
  checkLength("weights", model.weights, checkData(data), "one for each input");
  return gradientOf(data, model);
}

function lossOf({ readings, labels }: LogisticData, model: LogisticModel): number {
  // softplus(z) − z is softplus(−z), which keeps its digits where the difference would lose them
  return readings.reduce((sum, x, i) => {
    const z = logit(x, model);
    return sum + softplus(labels[i] === 1 ? -z : z);
  }, 0);
}

function gradientOf({ readings, labels }: LogisticData, model: LogisticModel): LogisticModel {
  const dWeights = model.weights.map(() => 0);
  let dBias = 0;
  readings.forEach((x, i) => {
    const dz = sigmoid(logit(x, model)) - labels[i]!;
    for (let j = 0; j < x.length; j++) dWeights[j]! += dz * x[j]!;
    dBias += dz;
  });
  return { weights: dWeights, bias: dBias };
}

const logit = (x: readonly number[], { weights, bias }: LogisticModel) =>
  x.reduce((z, value, j) => z + value * weights[j]!, bias);
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const toModel = (w: readonly number[]): LogisticModel => ({
  weights: w.slice(0, -1),
  bias: w.at(-1)!,
});

function refuseDivergence(
  { learningRate, iterations }: DescentOptions,
  iteration: number,
  before: readonly number[],
  dw: readonly number[],
  after: readonly number[],
): never {
  const i = after.findIndex((value) => !Number.isFinite(value));
  const which = after.length > 1 ? `w[${i}]` : "w";
  throw new UserError(
    `iteration ${iteration} of ${iterations}: got ${which} = ${after[i]} from ${before[i]} with the derivative ${shown(dw[i])}, expected a finite number; use a learning rate below ${learningRate} or another initial value`,
  );
}

/** Checks what all forms share. */
function checkDescent({ learningRate, iterations }: DescentOptions): void {
  if (!(Number.isFinite(learningRate) && learningRate > 0)) {
    throw new UserError(
      `learningRate: got ${shown(learningRate)}, expected a finite number above 0 such as 0.05`,
    );
  }
  if (!Number.isInteger(iterations) || iterations < 0 || iterations > MAX_ITERATIONS) {
    throw new UserError(
      `iterations: got ${shown(iterations)}, expected a whole number from 0 to ${MAX_ITERATIONS}`,
    );
  }
}

function checkPath({ path, iterations }: DescentOptions, parameters: number): void {
  const numbers = (iterations + 1) * parameters;
  if (path && numbers > MAX_PATH_NUMBERS) {
    throw new UserError(
      `path: got ${iterations} iterations of ${parameters} parameters, ${numbers} numbers to keep, expected at most ${MAX_PATH_NUMBERS}; leave path out or do fewer iterations`,
    );
  }
}

/** @returns the number of inputs */
function checkData({ readings, labels }: LogisticData): number {
  if (!Array.isArray(readings) || readings.length === 0) {
    throw new UserError(
      `readings: got ${shown(readings)}, expected a list of at least one observation`,
    );
  }
  readings.forEach((x, i) => {
    checkNumbers(`readings[${i}]`, x);
    checkLength(`readings[${i}]`, x, readings[0].length, "as many as in readings[0]");
  });
  checkLength("labels", labels, readings.length, "one for each observation");
  checkLabels(labels);
  return readings[0].length;
}

function checkNumbers(name: string, values: readonly number[]): void {
  if (!Array.isArray(values) || values.length === 0) {
    throw new UserError(`${name}: got ${shown(values)}, expected a list of at least one number`);
  }
  values.forEach((value, i) => {
    checkNumber(`${name}[${i}]`, value);
  });
}

function checkNumber(name: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new UserError(`${name}: got ${shown(value)}, expected a finite number`);
  }
}

function checkLength(name: string, values: ArrayLike<number>, expected: number, why: string): void {
  const length = values?.length;
  if (length !== expected) {
    throw new UserError(`${name}: got ${shown(length)} numbers, expected ${expected}, ${why}`);
  }
}

function checkFunction(name: string, value: unknown): void {
  if (typeof value !== "function") {
    throw new UserError(`${name}: got ${shown(value)}, expected a function`);
  }
}
