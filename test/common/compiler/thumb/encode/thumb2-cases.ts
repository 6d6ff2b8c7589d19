import { CONDITION_NAMES } from "../../../../../src/common/compiler/thumb/encode/conditions.js";
import { encoded, type Halves } from "../../../../../src/common/compiler/thumb/encode/encode.js";
import * as immediates from "../../../../../src/common/compiler/thumb/encode/immediates.js";
import {
  type Case,
  CORE,
  FLAGS,
  type Form,
  named,
  one,
  pairs,
  r,
  SHIFTS,
  shiftText,
  triples,
} from "./cases.js";
import { type Flags, integer } from "./encoders.js";

const cpu = "cortex-m4";
const form = (name: string, cases: readonly Case[]): Form => ({ name, cpu, cases });

type Three = (d: number, n: number, m: number, flags: Flags) => Halves;

const three = (name: string, encode: Three): Form =>
  form(name, [
    ...triples(CORE, CORE, CORE).flatMap(([d, n, m]) =>
      FLAGS.map((flags) =>
        one(
          encode(d, n, m, flags),
          ...named(name, flags).map((text) => `${text} ${r(d)}, ${r(n)}, ${r(m)}`),
        ),
      ),
    ),
  ]);

/** Constants of each kind of modified immediate, their ends, and what lies beside them. */
export const CONSTANTS = [
  0, 1, 7, 8, 127, 128, 254, 255, 256, 257, 508, 510, 511, 1020, 1022, 1024, 4080, 4094, 4095, 4096,
  0xff0, 0xff00, 0x10000, 0xff0000, 0xff000000, 0x80000000, 0x7f800000, 0x3fc, 0x1fe, 0xab00ab,
  0xff00ff, 0x10001, 0xab00ab00, 0xff00ff00, 0xabababab, 0x01010101, 0xffffffff, 0x40000000,
  0x000ab000, 0x1ff, 0x101, 0x12345678, 0xfffffe00, 0x00ffff00, 0xffff0000, 0x7fffffff, 65535,
  65537,
].flatMap((value) => [value | 0, -value | 0, ~value]);

const withConstants = (
  name: string,
  encode: (d: number, n: number, value: number, flags: Flags) => Halves,
  takes: (value: number, flags: Flags) => boolean,
  text = (value: number) => `#${value}`,
  registers: readonly (readonly [number, number])[] = pairs([0, 7, 8, 14], [0, 7, 12]),
): Form =>
  form(
    `${name} of constants`,
    triples(registers, CONSTANTS, FLAGS)
      .filter(([, value, flags]) => takes(value, flags))
      .map(([[d, n], value, flags]) =>
        one(
          encode(d, n, value, flags),
          ...named(name, flags).map((called) => `${called} ${r(d)}, ${r(n)}, ${text(value)}`),
        ),
      ),
  );

const addTakes = (value: number, flags: Flags): boolean =>
  flags === "set" ? immediates.addableSettingFlags(value) : immediates.addable(value);

const addConstants = (registers?: readonly (readonly [number, number])[]): Form => {
  const { cases, name } = withConstants(
    "add",
    integer.addConstant,
    // + 0 is a move, unless flags are set
    (value, flags) => value !== 0 && addTakes(value, flags),
    undefined,
    registers,
  );
  return form(
    registers ? `${name} with sp` : name,
    // as may know the constant only with its other sign; ADDW and SUBW it knows only by their own names.
    cases.map(({ halves, texts }) => ({ halves, texts: texts.flatMap(spellings) })),
  );
};

function spellings(text: string): readonly string[] {
  const [, s, rest, value] = /^add(s?) (.*), #(-?\d+)$/.exec(text)!;
  const number = Number(value);
  const plain = number < 0 ? `subw ${rest}, #${-number}` : `addw ${rest}, #${number}`;
  const any = immediates.addableSettingFlags(number) ? [text, `sub${s} ${rest}, #${-number}`] : [];
  return s === "" && Math.abs(number) <= 4095 ? [...any, plain] : any;
}

const moves = (): readonly Form[] => [
  form(
    "mov",
    pairs([...CORE, 13], [...CORE, 13]).map(([d, m]) =>
      one(integer.mov(d, m), `mov ${r(d)}, ${r(m)}`),
    ),
  ),
  form(
    "mov of constants",
    pairs([0, 7, 8, 14], CONSTANTS).map(([d, value]) => {
      const encoded = integer.movConstant(d, value);
      const v = value >>> 0;
      const halves = `movw ${r(d)}, #${v & 0xffff}\n movt ${r(d)}, #${v >>> 16}`;
      const texts = (v <= 0xff ? ["movs", "mov"] : ["mov"]).map((text) => `${text} ${r(d)}, #${v}`);
      return encoded.length === 4 ? one(encoded, halves) : one(encoded, ...texts);
    }),
  ),
  form(
    "mvn",
    pairs(CORE, CORE).map(([d, m]) =>
      one(integer.mvn(d, m), ...named("mvn", "free").map((text) => `${text} ${r(d)}, ${r(m)}`)),
    ),
  ),
];

const shifts = (): readonly Form[] =>
  (["lsl", "lsr", "asr"] as const).flatMap((type) => [
    form(
      `${type} by constants`,
      triples(pairs([0, 7, 8, 14], [1, 7, 12]), [1, 2, 3, 4, 7, 8, 16, 30, 31], FLAGS).map(
        ([[d, m], by, flags]) =>
          one(
            integer.shifted(d, m, { type, by }, flags),
            ...named(type, flags).map((text) => `${text} ${r(d)}, ${r(m)}, #${by}`),
          ),
      ),
    ),
    form(
      `${type} by registers`,
      triples([0, 7, 8, 14], [0, 7, 12], [1, 7, 9]).map(([d, n, m]) =>
        one(
          integer.shiftedBy(type, d, n, m),
          ...named(type, "free").map((text) => `${text} ${r(d)}, ${r(n)}, ${r(m)}`),
        ),
      ),
    ),
  ]);

const comparisons = (): readonly Form[] => [
  form(
    "cmp",
    pairs(CORE, CORE).map(([n, m]) => one(integer.cmp(n, m), `cmp ${r(n)}, ${r(m)}`)),
  ),
  form(
    "cmp of constants",
    pairs(
      CORE,
      CONSTANTS.filter((value) => immediates.comparable(value)),
    ).map(([n, value]) => one(integer.cmpConstant(n, value), `cmp ${r(n)}, #${value}`)),
  ),
];

const products = (): readonly Form[] => [
  form(
    "mul",
    triples(CORE, CORE, CORE).map(([d, n, m]) => {
      const narrow = d < 8 && n < 8 && m < 8 && (d === n || d === m);
      return one(
        integer.mul(d, n, m),
        // as has no MULS but the narrow one
        `mul${narrow ? "s" : ""} ${r(d)}, ${r(n)}, ${r(m)}`,
      );
    }),
  ),
  form(
    "umull",
    triples([0, 1, 7, 8, 14], CORE, [2, 11]).map(([d, n, m]) =>
      one(integer.umull(d, n, m), `umull r12, ${r(d)}, ${r(n)}, ${r(m)}`),
    ),
  ),
  form(
    "clz",
    pairs(CORE, CORE).map(([d, m]) => one(integer.clz(d, m), `clz ${r(d)}, ${r(m)}`)),
  ),
];

/** IT with one instruction, a narrow one that does not set flags there. */
const conditional = (): Form =>
  form(
    "it",
    CONDITION_NAMES.map((condition, n) =>
      one(
        [...integer.it(n), ...integer.movConstant(n & 7, 200)],
        `it ${condition}\n mov${condition} r${n & 7}, #200`,
      ),
    ),
  );

const jumps = (): Form => form("bx", [one(encoded("ret"), "bx lr")]);

const shiftedOperands = (): readonly Form[] => [
  form(
    "add of a shifted register",
    triples(pairs([0, 12], [7, 14]), CORE, [1, 2, 15, 31]).map(([[d, n], m, by]) =>
      one(
        integer.addShifted(d, n, m, by),
        `add ${r(d)}, ${r(n)}, ${r(m)}${shiftText({ type: "lsl", by })}`,
      ),
    ),
  ),
  form(
    "eor of a shifted register",
    triples(pairs([0, 12], [7, 14]), CORE, SHIFTS).map(([[d, n], m, shift]) =>
      one(integer.eorShifted(d, n, m, shift), `eor ${r(d)}, ${r(n)}, ${r(m)}${shiftText(shift)}`),
    ),
  ),
  form(
    "ubfx",
    triples(CORE, CORE, [1, 8, 31, 32]).map(([d, n, width]) =>
      one(integer.ubfx(d, n, width), `ubfx ${r(d)}, ${r(n)}, #0, #${width}`),
    ),
  ),
];

export const thumb2Forms = (): readonly Form[] => [
  three("add", integer.add),
  form("add with sp", [
    ...CORE.flatMap((m) => [
      one(integer.add(13, 13, m), `add sp, sp, ${r(m)}`),
      one(integer.add(m, 13, 12), `add ${r(m)}, sp, r12`),
    ]),
  ]),
  three("sub", integer.sub),
  three("and", integer.and),
  three("orr", integer.orr),
  three("eor", integer.eor),
  three("bic", integer.bic),
  addConstants(),
  addConstants([[13, 13]]),
  withConstants("and", integer.andConstant, immediates.andable, (value) => `#${value >>> 0}`),
  withConstants(
    "orr",
    integer.orrConstant,
    (value, flags) => flags === "free" && immediates.orrable(value),
    (value) => `#${value >>> 0}`,
  ),
  form(
    "eor of constants",
    triples([0, 7, 8, 14], [0, 7, 12], CONSTANTS)
      .filter(([, , value]) => immediates.eorable(value) && value !== -1)
      .map(([d, n, value]) =>
        one(
          integer.eorConstant(d, n, value),
          ...named("eor", "free").map((text) => `${text} ${r(d)}, ${r(n)}, #${value >>> 0}`),
        ),
      ),
  ),
  ...moves(),
  ...shifts(),
  ...comparisons(),
  ...products(),
  conditional(),
  jumps(),
  ...shiftedOperands(),
];
