import type { Expression } from "../ir/ir.js";
import { int, type Local, loaded, plus, type RoutineBuilder } from "./build-routine.js";

/** How far from a pointer a load of a float may reach, in bytes: ARM's VLDR, the shortest of all targets' reaches. */
export const REACH = 1020;

/** Rows of a matrix that are walked along side by side. */
export interface Rows {
  /** an element `offset` bytes from where one stands in a row */
  at(row: number, offset: number): Expression;
  advance(bytes: number): void;
  /** the same rows, `bytes` further, to be walked along on their own */
  from(bytes: number): Rows;
}

/**
 * Rows whose places differ by a constant: one pointer for all of them, as far as loads reach, and as many as it takes beyond.
 * @param start the first row's place
 * @param stride bytes from one row to the next
 * @param length bytes that loads go beyond the places where one stands
 */
export function walkRows(
  build: RoutineBuilder,
  start: Expression,
  count: number,
  stride: number,
  length: number,
): Rows {
  const together = Math.max(
    1,
    Math.min(count, stride === 0 ? count : 1 + Math.floor((REACH - length) / stride)),
  );
  const pointers = Array.from({ length: Math.ceil(count / together) }, (_, i) =>
    build.let(i === 0 ? start : plus(start, int(i * together * stride))),
  );
  return rowsAt(build, pointers, together, stride);
}

function rowsAt(
  build: RoutineBuilder,
  pointers: readonly Local[],
  together: number,
  stride: number,
): Rows {
  return {
    at: (row, offset) =>
      loaded(pointers[Math.floor(row / together)]!, (row % together) * stride + offset),
    advance(bytes) {
      for (const pointer of pointers) build.set(pointer, plus(pointer, int(bytes)));
    },
    from: (bytes) =>
      rowsAt(
        build,
        pointers.map((pointer) => build.let(plus(pointer, int(bytes)))),
        together,
        stride,
      ),
  };
}
