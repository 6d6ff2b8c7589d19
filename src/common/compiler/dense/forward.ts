import type { Routine } from "../ir/ir.js";
import { buildRoutine, int, type Local, loaded, type RoutineBuilder } from "./build-routine.js";
import { COLUMNS, type DenseLayer, LONG, range, type Tiling } from "./layer.js";
import { REACH, walkRows } from "./rows.js";
import { sums } from "./sums.js";
import { eachTileColumn, eachTileRow, step } from "./tile-loops.js";

/**
 * Z = b + X·W of one layer: each sum starts at the bias and adds inputs in ascending order.
 *
 * forward(x, count): x (count, inputs), an address; count is at least 1
 */
export function forwardRoutine(name: string, layer: DenseLayer, tiling: Tiling): Routine {
  const { inputs, units, w, b } = layer;
  const unroll = termsInRound(layer, tiling);
  return buildRoutine(name, ["i32", "i32"], (build, x, count) => {
    const z = build.let(int(layer.z));
    eachTileRow(build, count, (rows) => {
      eachTileColumn(build, units, { w: int(w), b: int(b), z }, (columns, at) => {
        tile(build, layer, rows === 1 ? 1 : unroll, [rows, columns], { ...at, x });
      });
      step(build, x, 4 * inputs * rows);
      step(build, z, 4 * units * rows);
    });
  });
}

/** Terms of a sum in one round: four of long sums where loops are unrolled, if one pointer reaches their weights. */
function termsInRound({ inputs, units }: DenseLayer, { unroll }: Tiling): number {
  const reached = 4 * (3 * units + COLUMNS - 1) <= REACH;
  return unroll > 1 && inputs >= LONG && reached ? 4 : unroll;
}

interface Places {
  readonly x: Local;
  readonly w: Local;
  readonly b: Local;
  readonly z: Local;
}

/** Rows and columns of Z. */
function tile(
  build: RoutineBuilder,
  { inputs, units }: DenseLayer,
  unroll: number,
  size: readonly [rows: number, columns: number],
  places: Places,
): void {
  const bias = range(size[1]).map((column) => build.let(loaded(places.b, 4 * column)));
  const x = walkRows(build, places.x, size[0], 4 * inputs, 4 * unroll);
  const w = walkRows(build, places.w, 1, 0, 0);
  const z = sums(
    build,
    size,
    inputs,
    unroll,
    { rows: x, step: 4, at: (rows, row, ahead) => rows.at(row, ahead) },
    { rows: w, step: 4 * units, at: (rows, column, ahead) => rows.at(0, ahead + 4 * column) },
    (_, column) => bias[column]!,
  );
  z.forEach((row, r) => {
    row.forEach((sum, column) => {
      build.store(places.z, 4 * (units * r + column), sum);
    });
  });
}
