import type { Expression } from "../ir/ir.js";
import { type Local, plus, type RoutineBuilder, times } from "./build-routine.js";
import { range } from "./layer.js";
import type { Rows } from "./rows.js";

/** One of the two factors of products: elements of rows that are walked along, `step` bytes from one term to the next. */
export interface Factor {
  readonly rows: Rows;
  readonly step: number;
  /** the factor in a lane of the tile, `ahead` bytes from where one stands */
  at(rows: Rows, lane: number, ahead: number): Expression;
}

/** A tile's sums, [row][column]: each start + Σ x·y over `terms`, in ascending order. */
export type Sums = readonly (readonly Local[])[];

/**
 * The sums of a tile over a constant number of terms. The first terms start them, so that nothing has to be set before.
 * @param start what a sum starts with
 */
export function sums(
  build: RoutineBuilder,
  [rows, columns]: readonly [number, number],
  terms: number,
  unroll: number,
  x: Factor,
  y: Factor,
  start: (row: number, column: number) => Expression,
): Sums {
  const first = ((terms - 1) % unroll) + 1;
  const rounds = (terms - first) / unroll;
  const xs = (at: Rows, k: number) => range(rows).map((r) => build.let(x.at(at, r, k * x.step)));
  const ys = (at: Rows, k: number) => range(columns).map((c) => build.let(y.at(at, c, k * y.step)));
  const factors = (xRows: Rows, yRows: Rows, k: number) => {
    const right = ys(yRows, k);
    return { right, left: xs(xRows, k) };
  };
  const begun = factors(x.rows, y.rows, 0);
  const tile = begun.left.map((left, r) =>
    begun.right.map((right, c) => build.let(plus(start(r, c), times(left, right)))),
  );
  const add = (xRows: Rows, yRows: Rows, k: number) => {
    const { left, right } = factors(xRows, yRows, k);
    addProducts(build, tile, left, right);
  };
  for (const k of range(first).slice(1)) add(x.rows, y.rows, k);
  if (rounds === 0) return tile;
  const [xRows, yRows] = [x.rows.from(first * x.step), y.rows.from(first * y.step)];
  build.repeat(rounds, () => {
    for (const k of range(unroll)) add(xRows, yRows, k);
    xRows.advance(unroll * x.step);
    yRows.advance(unroll * y.step);
  });
  return tile;
}

/** Adds left·right to a tile's sums. */
export function addProducts(
  build: RoutineBuilder,
  tile: Sums,
  left: readonly Local[],
  right: readonly Local[],
): void {
  left.forEach((x, r) => {
    right.forEach((y, c) => {
      const sum = tile[r]![c]!;
      build.set(sum, plus(sum, times(x, y)));
    });
  });
}
