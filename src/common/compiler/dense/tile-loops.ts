import type { Expression } from "../ir/ir.js";
import { int, type Local, plus, quotientOf4, type RoutineBuilder, rest } from "./build-routine.js";
import { COLUMNS, ROWS } from "./layer.js";

/** A pointer goes on. */
export const step = (build: RoutineBuilder, pointer: Local, bytes: number): void =>
  build.set(pointer, plus(pointer, int(bytes)));

/** A body for four rows at a time as far as they go, and one for each row that is left. */
export function eachTileRow(
  build: RoutineBuilder,
  count: Local,
  body: (rows: number) => void,
): void {
  const fours = build.let(quotientOf4(count));
  build.unlessZero(fours, () => build.loop(fours, () => body(ROWS)));
  const ones = build.let(rest(count, ROWS - 1));
  build.unlessZero(ones, () => build.loop(ones, () => body(1)));
}

/**
 * A body for four columns at a time as far as they go, and one for those that are left.
 * @param starts the places of the first column in rows of floats, which go along
 */
export function eachTileColumn<Places extends Readonly<Record<string, Expression>>>(
  build: RoutineBuilder,
  columns: number,
  starts: Places,
  body: (columns: number, places: { readonly [name in keyof Places]: Local }) => void,
): void {
  const places = (bytes: number) =>
    Object.fromEntries(
      Object.entries(starts).map(([name, start]) => [name, build.let(plus(start, int(bytes)))]),
    ) as { [name in keyof Places]: Local };
  const full = Math.floor(columns / COLUMNS);
  if (full > 0) {
    const at = places(0);
    build.repeat(full, () => {
      body(COLUMNS, at);
      if (full > 1) for (const place of Object.values<Local>(at)) step(build, place, 4 * COLUMNS);
    });
  }
  const left = columns % COLUMNS;
  if (left > 0) body(left, places(4 * COLUMNS * full));
}
