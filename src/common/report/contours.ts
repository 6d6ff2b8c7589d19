/** Values at the crossings of a grid, row by row: `values[y * xs.length + x]`. */
export interface Grid {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly values: readonly number[];
}

export type Point = readonly [x: number, y: number];

/** A cell's edges, counter-clockwise from the bottom. */
const BOTTOM = 0;
const RIGHT = 1;
const TOP = 2;
const LEFT = 3;

/**
 * Marching squares: the pieces of line that cross a cell, for each set of corners at or above the level (bottom left 1,
 * bottom right 2, top right 4, top left 8). Every piece keeps the higher side on its left, so that a ring around a hole
 * turns the other way than its surroundings and filling by winding number leaves the hole open.
 */
const PIECES: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[BOTTOM, LEFT]],
  [[RIGHT, BOTTOM]],
  [[RIGHT, LEFT]],
  [[TOP, RIGHT]],
  [
    [BOTTOM, LEFT],
    [TOP, RIGHT],
  ],
  [[TOP, BOTTOM]],
  [[TOP, LEFT]],
  [[LEFT, TOP]],
  [[BOTTOM, TOP]],
  [
    [RIGHT, BOTTOM],
    [LEFT, TOP],
  ],
  [[RIGHT, TOP]],
  [[LEFT, RIGHT]],
  [[BOTTOM, RIGHT]],
  [[LEFT, BOTTOM]],
  [],
];

/** The two diagonal cases again, for a cell whose middle is at or above the level. */
const JOINED: Readonly<Record<number, (typeof PIECES)[number]>> = {
  5: [
    [BOTTOM, RIGHT],
    [TOP, LEFT],
  ],
  10: [
    [LEFT, BOTTOM],
    [RIGHT, TOP],
  ],
};

/** The lines on which the grid's values equal the level; those that leave the grid end at its border. */
export function contours(grid: Grid, level: number): Point[][] {
  const { xs, ys, values } = grid;
  const columns = xs.length;
  const next = new Map<number, number>();
  const entered = new Set<number>();

  for (let y = 0; y + 1 < ys.length; y++) {
    for (let x = 0; x + 1 < columns; x++) {
      const at = y * columns + x;
      const corners = [
        values[at]!,
        values[at + 1]!,
        values[at + columns + 1]!,
        values[at + columns]!,
      ];
      const set = corners.reduce((bits, value, i) => bits | (value >= level ? 1 << i : 0), 0);
      const middle = corners.reduce((sum, value) => sum + value, 0) / 4;
      const pieces = (middle >= level && JOINED[set]) || PIECES[set]!;
      // an edge's number: its first crossing's, doubled, odd for the upright ones
      const edges = [2 * at, 2 * (at + 1) + 1, 2 * (at + columns), 2 * at + 1];
      for (const [from, to] of pieces) {
        next.set(edges[from]!, edges[to]!);
        entered.add(edges[to]!);
      }
    }
  }

  const pointOn = (edge: number): Point => {
    const a = edge >> 1;
    const b = edge % 2 === 0 ? a + 1 : a + columns;
    const t = (level - values[a]!) / (values[b]! - values[a]!);
    const along = (axis: readonly number[], i: number, j: number) =>
      axis[i]! + t * (axis[j]! - axis[i]!);
    return [
      along(xs, a % columns, b % columns),
      along(ys, Math.floor(a / columns), Math.floor(b / columns)),
    ];
  };
  const follow = (start: number): Point[] => {
    const points = [pointOn(start)];
    let edge = next.get(start);
    next.delete(start);
    while (edge !== undefined) {
      points.push(pointOn(edge));
      const after = next.get(edge);
      next.delete(edge);
      edge = after;
    }
    return points;
  };

  const open = [...next.keys()].filter((edge) => !entered.has(edge)).map(follow);
  const rings: Point[][] = [];
  for (const edge of [...next.keys()]) if (next.has(edge)) rings.push(follow(edge));
  return [...open, ...rings];
}

/** The same grid with a wall around it, infinitely thin and lower than any level, so that all its contours are rings. */
export function walled({ xs, ys, values }: Grid): Grid {
  const doubled = (axis: readonly number[]) => [axis[0]!, ...axis, axis.at(-1)!];
  const columns = xs.length;
  const wall = new Array<number>(columns + 2).fill(Number.MIN_SAFE_INTEGER);
  const rows = ys.flatMap((_, y) => [
    Number.MIN_SAFE_INTEGER,
    ...values.slice(y * columns, (y + 1) * columns),
    Number.MIN_SAFE_INTEGER,
  ]);
  return { xs: doubled(xs), ys: doubled(ys), values: [...wall, ...rows, ...wall] };
}

/** A grid of cell centres stretched by half a cell on each side, to the cells' outer borders. */
export function stretched({ xs, ys, values }: Grid): Grid {
  const columns = xs.length;
  const widened = ys.map((_, y) => {
    const row = values.slice(y * columns, (y + 1) * columns);
    return [row[0]!, ...row, row.at(-1)!];
  });
  const rows = [widened[0]!, ...widened, widened.at(-1)!];
  return { xs: withBorders(xs), ys: withBorders(ys), values: rows.flat() };
}

function withBorders(centres: readonly number[]): number[] {
  const first = centres[0]!;
  const last = centres.at(-1)!;
  const half = centres.length > 1 ? (last - first) / (centres.length - 1) / 2 : 0.5;
  return [first - half, ...centres, last + half];
}
