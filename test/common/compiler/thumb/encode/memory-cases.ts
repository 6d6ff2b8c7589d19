import * as branches from "../../../../../src/common/compiler/thumb/encode/branches.js";
import { CONDITION_NAMES } from "../../../../../src/common/compiler/thumb/encode/conditions.js";
import {
  type Case,
  CORE,
  type Form,
  LOW,
  listText,
  one,
  pairs,
  r,
  registersOf,
  triples,
} from "./cases.js";
import { memory } from "./encoders.js";

/** By their names. */
const MEMORY = { ...memory };
const cpu = "cortex-m4";
const form = (name: string, cases: readonly Case[]): Form => ({ name, cpu, cases });

const OFFSETS = [
  0, 4, 8, 32, 60, 64, 68, 120, 124, 128, 132, 252, 256, 1016, 1020, 1024, 2048, 4088, 4092,
];

/** Sets of registers: a bit each. */
const LISTS = [
  0x01, 0x80, 0xff, 0x10, 0x4000, 0x40ff, 0x4001, 0x100, 0x1000, 0x1100, 0x5ff0, 0x5fff, 0x1fff,
  0x10f0,
];

const distances = (from: number, to: number, step: number): readonly number[] => [
  ...new Set(
    [from, from + step, -4096, -256, -64, -step, 0, step, 2 * step, 64, 124, 1020, to - step, to]
      .map((distance) => Math.trunc(distance / step) * step)
      .filter((distance) => distance >= from && distance <= to),
  ),
];

/** Branches with a distance from pc: as counts from the instruction. */
const relative = (): readonly Form[] => {
  const { REACH } = branches;
  const away = (distance: number) => `. + ${distance + 4}`;
  const all = ({ from, to, step }: branches.Reach) => distances(from, to, step);
  return [
    form(
      "b",
      all(REACH.branch).map((d) => one(branches.branch(d), `b.n ${away(d)}`)),
    ),
    form(
      "b.w",
      all(REACH.branchWide).map((d) => one(branches.branchWide(d), `b.w ${away(d)}`)),
    ),
    form(
      "bl",
      all(REACH.branchWide).map((d) => one(branches.bl(d), `bl ${away(d)}`)),
    ),
    form(
      "b on conditions",
      pairs(CONDITION_NAMES, all(REACH.branchOn)).map(([condition, d]) =>
        one(branches.branchOn(condition, d), `b${condition}.n ${away(d)}`),
      ),
    ),
    form(
      "b.w on conditions",
      pairs(CONDITION_NAMES, all(REACH.branchOnWide)).map(([condition, d]) =>
        one(branches.branchOnWide(condition, d), `b${condition}.w ${away(d)}`),
      ),
    ),
    form(
      "ldr of literals",
      pairs(LOW, all(REACH.literal)).map(([t, d]) =>
        one(branches.ldrLiteral(t, d), `ldr.n ${r(t)}, [pc, #${d}]`),
      ),
    ),
    form(
      "ldr.w of literals",
      pairs(CORE, all(REACH.literalWide)).map(([t, d]) =>
        one(branches.ldrLiteralWide(t, d), `ldr.w ${r(t)}, [pc, #${d}]`),
      ),
    ),
  ];
};

export const memoryForms = (): readonly Form[] => [
  ...(["ldr", "str"] as const).map((name) =>
    form(
      name,
      triples(CORE, [...CORE, 13], OFFSETS).map(([t, n, offset]) =>
        one(MEMORY[name](t, n, offset), `${name} ${r(t)}, [${r(n)}, #${offset}]`),
      ),
    ),
  ),
  form(
    "push",
    LISTS.map(registersOf).map((list) => one(memory.push(list), `push ${listText(list)}`)),
  ),
  form(
    "pop",
    [...LISTS, 0x8000, 0x80ff, 0x8001, 0x9fff, 0x8ff0]
      .map(registersOf)
      .map((list) => one(memory.pop(list), `pop ${listText(list)}`)),
  ),
  ...relative(),
];
