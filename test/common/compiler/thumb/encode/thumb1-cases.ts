// What ARMv6-M has of the encoders: their narrow forms.
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
import { integer, memory } from "./encoders.js";

/** By their names. */
const { and, orr, eor, bic, mul } = integer;
const { ldr, str, push, pop } = memory;
const LOGIC = { and, orr, eor, bic };
const MEMORY = { ldr, str };
const form = (name: string, cases: readonly Case[]): Form => ({
  name: `thumb-1 ${name}`,
  cpu: "cortex-m0plus",
  cases,
});

const BYTES = [0, 1, 7, 8, 127, 128, 254, 255];
const HIGH = [8, 12, 14, 13];

const sums = (): readonly Form[] => [
  form("add", [
    ...triples(LOW, LOW, LOW).map(([d, n, m]) =>
      one(integer.add(d, n, m), `adds ${r(d)}, ${r(n)}, ${r(m)}`),
    ),
    ...pairs([...CORE, 13], CORE)
      .filter(([d, m]) => d > 7 || m > 7)
      .map(([d, m]) => one(integer.add(d, d, m), `add ${r(d)}, ${r(m)}`)),
  ]),
  form(
    "sub",
    triples(LOW, LOW, LOW).map(([d, n, m]) =>
      one(integer.sub(d, n, m), `subs ${r(d)}, ${r(n)}, ${r(m)}`),
    ),
  ),
  form("add of constants", [
    // + 0 is a move
    ...triples(LOW, LOW, [1, 3, 7]).flatMap(([d, n, by]) => [
      one(integer.addConstant(d, n, by), `adds ${r(d)}, ${r(n)}, #${by}`),
      one(integer.addConstant(d, n, -by), `subs ${r(d)}, ${r(n)}, #${by}`),
    ]),
    ...pairs(LOW, [8, 9, 100, 254, 255]).flatMap(([d, by]) => [
      one(integer.addConstant(d, d, by), `adds ${r(d)}, #${by}`),
      one(integer.addConstant(d, d, -by), `subs ${r(d)}, #${by}`),
    ]),
    ...[4, 8, 256, 504, 508].flatMap((by) => [
      one(integer.addConstant(13, 13, by), `add sp, #${by}`),
      one(integer.addConstant(13, 13, -by), `sub sp, #${by}`),
    ]),
  ]),
];

export const thumb1Forms = (): readonly Form[] => [
  ...sums(),
  form("cmp", [
    ...pairs(CORE, CORE).map(([n, m]) => one(integer.cmp(n, m), `cmp ${r(n)}, ${r(m)}`)),
    ...pairs(LOW, BYTES).map(([n, by]) => one(integer.cmpConstant(n, by), `cmp ${r(n)}, #${by}`)),
  ]),
  form("mov", [
    ...pairs([...LOW, ...HIGH], [...LOW, ...HIGH]).map(([d, m]) =>
      one(integer.mov(d, m), `mov ${r(d)}, ${r(m)}`),
    ),
    ...pairs(LOW, BYTES).map(([d, by]) => one(integer.movConstant(d, by), `movs ${r(d)}, #${by}`)),
  ]),
  ...(["lsl", "lsr", "asr"] as const).map((type) =>
    form(
      `${type} by constants`,
      triples(LOW, LOW, [1, 2, 15, 16, 30, 31]).map(([d, m, by]) =>
        one(integer.shifted(d, m, { type, by }), `${type}s ${r(d)}, ${r(m)}, #${by}`),
      ),
    ),
  ),
  ...(["lsl", "lsr", "asr"] as const).map((type) =>
    form(
      `${type} by registers`,
      pairs(LOW, LOW).map(([d, m]) =>
        one(integer.shiftedBy(type, d, d, m), `${type}s ${r(d)}, ${r(m)}`),
      ),
    ),
  ),
  ...(["and", "orr", "eor", "bic"] as const).map((name) =>
    form(
      name,
      pairs(LOW, LOW).map(([d, m]) => one(LOGIC[name](d, d, m), `${name}s ${r(d)}, ${r(m)}`)),
    ),
  ),
  form(
    "mvn",
    pairs(LOW, LOW).map(([d, m]) => one(integer.mvn(d, m), `mvns ${r(d)}, ${r(m)}`)),
  ),
  form(
    "mul, rsb",
    pairs(LOW, LOW).flatMap(([d, m]) => [
      one(mul(d, d, m), `muls ${r(d)}, ${r(m)}, ${r(d)}`),
      one(integer.neg(d, m), `rsbs ${r(d)}, ${r(m)}, #0`),
    ]),
  ),
  ...(["ldr", "str"] as const).map((name) =>
    form(name, [
      ...triples(LOW, LOW, [0, 4, 64, 120, 124]).map(([t, n, offset]) =>
        one(MEMORY[name](t, n, offset), `${name} ${r(t)}, [${r(n)}, #${offset}]`),
      ),
      ...pairs(LOW, [0, 4, 512, 1016, 1020]).map(([t, offset]) =>
        one(MEMORY[name](t, 13, offset), `${name} ${r(t)}, [sp, #${offset}]`),
      ),
    ]),
  ),
  form("push, pop", [
    ...[1, 0x80, 0xff, 0xf0, 0x4000, 0x40ff, 0x4010].map((bits) =>
      one(push(registersOf(bits)), `push ${listText(registersOf(bits))}`),
    ),
    ...[1, 0x80, 0xff, 0xf0, 0x8000, 0x80ff, 0x8010].map((bits) =>
      one(pop(registersOf(bits)), `pop ${listText(registersOf(bits))}`),
    ),
  ]),
];
