// A layout's items as assembly for GNU as. It is told where the pools stand; the forms of branches and loads it can find itself.
import {
  type Condition,
  inverse,
} from "../../../../../src/common/compiler/thumb/encode/conditions.js";
import type {
  Architecture,
  Item,
  Layout,
} from "../../../../../src/common/compiler/thumb/encode/layout.js";
import { r } from "./cases.js";
import { constantsOf } from "./items.js";
import { pointed, type Reader, reader } from "./layout-meaning.js";

const name = (label: string): string => `.L${label.replaceAll(".", "_")}`;
const shorts = (halves: readonly number[]): string =>
  `.inst.n ${halves.map((half) => `0x${half.toString(16)}`).join(", ")}`;
const isBetween = (value: number, least: number, most: number): boolean =>
  value >= least && value <= most;

/** What as does not choose by itself: ARMv6-M's detours. */
function narrowBranch(distance: number, to: string, condition?: Condition): string {
  if (condition === undefined) {
    if (isBetween(distance, -2048, 2046)) return `b ${to}`;
    return [
      "push {r0, r1}",
      "ldr r0, 1f",
      "0: add r0, pc",
      "str r0, [sp, #4]",
      "pop {r0, pc}",
      ".p2align 2, 0",
      `1: .word ${to} + 1 - (0b + 4)`,
    ].join("\n");
  }
  if (isBetween(distance, -256, 254)) return `b${condition} ${to}`;
  return [`b${inverse(condition)} 9f`, narrowBranch(distance - 2, to), "9:"].join("\n");
}

function textOf(
  item: Item,
  at: number,
  { labels }: Layout,
  read: Reader,
  architecture: Architecture,
  told: boolean,
): string {
  const distance = (to: string) => labels.get(to)! - (at + 4);
  const thumb2 = architecture === "thumb-2";
  const width = (place: number) =>
    told && thumb2 ? (read.half(place) >> 11 < 0x1d ? ".n" : ".w") : "";
  switch (item.kind) {
    case "code":
      return shorts(item.halves);
    case "label":
      return `${name(item.name)}:`;
    case "branch":
      return thumb2
        ? `b${item.condition ?? ""}${width(at)} ${name(item.to)}`
        : narrowBranch(distance(item.to), name(item.to), item.condition);
    case "call":
      return `bl ${name(item.to)}`;
    case "literal": {
      const from = `.Lword_${pointed(read, at).place}`;
      return item.float
        ? `vldr s${item.register}, ${from}`
        : `ldr${width(at)} ${r(item.register)}, ${from}`;
    }
    default:
      return "";
  }
}

/** A pool, with a branch around it if something falls into it. */
function poolText(from: number, to: number, read: Reader, around: boolean): string {
  const first = (from + 3) & ~3;
  const words = Array.from({ length: (to - first) / 4 }, (_, n) => first + 4 * n);
  return [
    ...(around ? [`b .Laround_${to}`] : []),
    ".p2align 2, 0",
    ...words.map((place) => `.Lword_${place}: .word ${read.word(place)}`),
    ...(around ? [`.Laround_${to}:`] : []),
  ].join("\n");
}

const endsPath = (item: Item | undefined): boolean =>
  item?.kind === "no-fall-through" || (item?.kind === "branch" && item.condition === undefined);

/** The end of ARMv6-M's far branch that an item is, which has a constant of its own; 0 for another item. */
function farEnd(item: Item | undefined, at: number, { half }: Reader): number {
  if (item?.kind !== "branch") return 0;
  const before = item.condition === undefined ? 0 : 2;
  return half(at + before) === 0xb403 ? ((at + before + 13) & ~3) + 4 : 0;
}

/**
 * The whole program.
 * @param told whether as is told each form, for it may find a shorter one: what was lengthened for a pool farther away, which
 *   then came nearer, stays long
 */
export function layoutText(
  items: readonly Item[],
  layout: Layout,
  architecture: Architecture,
  told: boolean,
): string {
  const read = reader(layout);
  const { starts } = layout;
  const constants = constantsOf(layout);
  let next = 0;
  const poolsUntil = (place: number, n: number): string[] => {
    const texts: string[] = [];
    const before = items[n - 1];
    for (; next < constants.length && constants[next]!.to <= place; next++) {
      const { from, to } = constants[next]!;
      const start = Math.max(from, farEnd(before, starts[n - 1]!, read));
      if (start < to) texts.push(poolText(start, to, read, !endsPath(before)));
    }
    return texts;
  };
  return [
    ...items.flatMap((item, n) => [
      ...poolsUntil(starts[n]!, n),
      textOf(item, starts[n]!, layout, read, architecture, told),
    ]),
    ...poolsUntil(layout.bytes.length, items.length),
    ".p2align 2, 0",
  ].join("\n");
}
