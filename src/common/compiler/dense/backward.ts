import { STRIP } from "../../network/plan.js";
import type { Routine } from "../ir/ir.js";
import {
  buildRoutine,
  halved,
  int,
  type Local,
  loaded,
  plus,
  type RoutineBuilder,
  rest,
  times,
  zero,
} from "./build-routine.js";
import { type DenseLayer, LONG, type Parts, range, type Tiling } from "./layer.js";
import { walkRows } from "./rows.js";
import { addProducts, sums } from "./sums.js";
import { eachTileColumn, eachTileRow, step } from "./tile-loops.js";

/** What all parts of the way back know. */
interface Backward {
  readonly build: RoutineBuilder;
  readonly layer: DenseLayer;
  readonly tiling: Tiling;
  readonly parts: Parts;
  /** (count, inputs), from the strip's first input on */
  readonly a: Local;
  /** (inputs, units), from the strip's first input on */
  readonly w: Local;
  readonly count: Local;
  readonly rate: Local;
}

/**
 * The fast plan's way back through one layer: takes its dZ, makes the parameters follow (W by Aᵀ·dZ, b by Σ dZ), and leaves
 * dZ of the layer below in A's place. By strips of four inputs, as assembly/dense.ts says.
 *
 * backward(a, count, rate): a (count, inputs), an address; count is at least 1
 */
export function backwardRoutine(
  name: string,
  layer: DenseLayer,
  tiling: Tiling,
  parts: Parts,
): Routine {
  const { inputs, units } = layer;
  return buildRoutine(name, ["i32", "i32", "f32"], (build, a, count, rate) => {
    const w = build.let(int(layer.w));
    const back: Backward = { build, layer, tiling, parts, a, w, count, rate };
    build.repeat(Math.floor(inputs / STRIP), () => {
      strip(back, STRIP);
      step(build, a, 4 * STRIP);
      step(build, w, 4 * STRIP * units);
    });
    if (inputs % STRIP > 0) strip(back, inputs % STRIP);
    biases(back);
  });
}

/** The way back for some inputs: their dA needs their rows of W as they were. */
function strip(back: Backward, inputs: number): void {
  const { build, layer, w } = back;
  if (layer.below) dataGradient(back, inputs);
  eachTileColumn(build, layer.units, { dz: int(layer.z), w }, (columns, at) => {
    weights({ ...back, w: at.w }, [inputs, columns], at.dz);
  });
  if (layer.below) differentiate(back, inputs, layer.below);
}

/** dA of some inputs = dZ·Wᵀ into the strip: each sum starts at 0 and adds units in ascending order. */
function dataGradient({ build, layer, tiling, w, count }: Backward, inputs: number): void {
  const row = 4 * layer.units;
  const dz = build.let(int(layer.z));
  const to = build.let(int(layer.strip));
  eachTileRow(build, count, (rows) => {
    const unroll = rows === 1 ? 1 : tiling.unroll;
    const tile = sums(
      build,
      [rows, inputs],
      layer.units,
      unroll,
      {
        rows: walkRows(build, dz, rows, row, 4 * unroll),
        step: 4,
        at: (walked, r, ahead) => walked.at(r, ahead),
      },
      {
        rows: walkRows(build, w, inputs, row, 4 * unroll),
        step: 4,
        at: (walked, input, ahead) => walked.at(input, ahead),
      },
      () => zero,
    );
    tile.forEach((sumsOfRow, r) => {
      sumsOfRow.forEach((sum, i) => {
        build.store(to, 4 * (STRIP * r + i), sum);
      });
    });
    step(build, dz, row * rows);
    step(build, to, 4 * STRIP * rows);
  });
}

/** Weights follow Aᵀ·dZ: each sum starts at 0 and adds observations in ascending order. */
function weights(
  { build, layer, tiling, parts, a, w, count, rate }: Backward,
  [inputs, columns]: readonly [number, number],
  dz: Local,
): void {
  const row = { a: 4 * layer.inputs, dz: 4 * layer.units };
  const at = { a: build.let(a), dz: build.let(dz) };
  const factors = (m: number) => {
    const right = range(columns).map((c) => build.let(loaded(at.dz, row.dz * m + 4 * c)));
    const left = range(inputs).map((i) => build.let(loaded(at.a, row.a * m + 4 * i)));
    return { left, right };
  };
  const goOn = (observations: number) => {
    step(build, at.a, row.a * observations);
    step(build, at.dz, row.dz * observations);
  };
  // The first observations start the sums, so that nothing has to be set before.
  const tile = range(inputs).map(() => range(columns).map(() => build.float()));
  const begin = (observations: number) => {
    const { left, right } = factors(0);
    tile.forEach((sums, i) => {
      sums.forEach((sum, c) => {
        build.set(sum, plus(zero, times(left[i]!, right[c]!)));
      });
    });
    goOnFrom(1, observations);
  };
  const goOnFrom = (from: number, observations: number) => {
    for (const m of range(observations).slice(from)) {
      const { left, right } = factors(m);
      addProducts(build, tile, left, right);
    }
    goOn(observations);
  };
  const rounds = { unroll: tiling.unroll, twice: layer.inputs >= LONG };
  eachObservation(build, count, rounds, begin, (observations) => goOnFrom(0, observations));
  tile.forEach((sums, i) => {
    sums.forEach((sum, c) => {
      build.call(parts.weightFollows, [plus(w, int(row.dz * i + 4 * c)), sum, rate]);
    });
  });
}

/**
 * A beginning for the first observation and a body for each of the others, or for two of them at a time. Where the beginning
 * is worth its bytes twice, there is one for the first two of an even number; else an odd one that is left comes behind it.
 */
function eachObservation(
  build: RoutineBuilder,
  count: Local,
  { unroll, twice }: { readonly unroll: Tiling["unroll"]; readonly twice: boolean },
  begin: (observations: number) => void,
  body: (observations: number) => void,
): void {
  if (unroll > 1 && twice) {
    build.unlessZero(
      build.let(rest(count, 1)),
      () => begin(1),
      () => begin(2),
    );
  } else begin(1);
  const others = build.let(plus(count, int(-1)));
  if (unroll > 1 && !twice) build.unlessZero(build.let(rest(others, 1)), () => body(1));
  const left = unroll > 1 ? build.let(halved(others)) : others;
  build.unlessZero(left, () => build.loop(left, () => body(unroll)));
}

/** dZ of the layer below, from the strip into the place of A. */
function differentiate(
  { build, layer, parts, a, count }: Backward,
  inputs: number,
  below: NonNullable<DenseLayer["below"]>,
): void {
  const from = build.let(int(layer.strip));
  const at = build.let(a);
  build.loop(build.let(count), () => {
    const dz = range(inputs).map(() => build.float());
    dz.forEach((to, i) => {
      const operands = [...below, loaded(from, 4 * i), loaded(at, 4 * i)];
      build.call(parts.elementDerivative, operands, to);
    });
    dz.forEach((value, i) => {
      build.store(at, 4 * i, value);
    });
    step(build, from, 4 * STRIP);
    step(build, at, 4 * layer.inputs);
  });
}

/** Biases follow Σ dZ: each sum starts at 0 and adds observations in ascending order. */
function biases({ build, layer, parts, count, rate }: Backward): void {
  eachTileColumn(build, layer.units, { dz: int(layer.z), b: int(layer.b) }, (columns, at) => {
    const total = range(columns).map(() => build.let(zero));
    const dz = build.let(at.dz);
    build.loop(build.let(count), () => {
      total.forEach((sum, c) => {
        build.set(sum, plus(sum, loaded(dz, 4 * c)));
      });
      step(build, dz, 4 * layer.units);
    });
    total.forEach((sum, c) => {
      build.call(parts.biasFollows, [plus(at.b, int(4 * c)), sum, rate]);
    });
  });
}
