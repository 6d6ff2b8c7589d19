import type { Board } from "../../../boards/index.js";
import { UsageError } from "../../common/errors.js";
import { espruino } from "./espruino/kind.js";
import { firmware } from "./firmware/kind.js";
import type { BoardKind, FlaggedCommand } from "./kind.js";

/** The one list of kinds, by what a board's data says (boards/). */
const KINDS = { firmware, espruino } as const satisfies {
  readonly [K in Board["kind"]]: BoardKind<Extract<Board, { readonly kind: K }>>;
};

/** What can be done with a board. */
export const kindOf = (board: Board): BoardKind => KINDS[board.kind];

/** Boards of each kind, in the order of the list of kinds; kinds without any are left out. */
export function byKind(
  boards: readonly Board[],
): readonly { readonly kind: BoardKind; readonly boards: readonly Board[] }[] {
  return Object.values(KINDS)
    .map((kind: BoardKind) => ({ kind, boards: boards.filter((board) => kindOf(board) === kind) }))
    .filter(({ boards: some }) => some.length > 0);
}

/** Refuses flags that mean something for other kinds than the board's. Throws a UsageError. */
export function refuseForeignFlags(command: FlaggedCommand, board: Board, options: object): void {
  const { does, flags } = kindOf(board);
  const said = new Set(Object.entries(options).flatMap(([k, v]) => (v === undefined ? [] : [k])));
  const foreign = Object.values(KINDS)
    .flatMap((kind: BoardKind) => kind.flags[command])
    .filter((flag) => !flags[command].includes(flag));
  const flag = foreign.find((name) => said.has(name));
  if (flag === undefined) return;
  throw new UsageError(`--${flag}: got it for ${board.name}, which ${does}; leave it out`);
}

/**
 * How readings are recorded on a board.
 * @throws UsageError that says what the board is, and what it had to be, when it has no sensors that we know
 */
export function recordingOn(board: Board): NonNullable<BoardKind["record"]> {
  const { does, record } = kindOf(board);
  if (record) return record;
  const able = Object.values(KINDS).filter((kind: BoardKind) => kind.record);
  const expected = able.map((kind) => kind.does).join(" or ");
  throw new UsageError(`--board: got ${board.name}, which ${does}, expected one that ${expected}`);
}
