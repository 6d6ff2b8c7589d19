// Instructions to and from their bits, by the table of instructions.ts.

import { FIRST_FLOAT, PROGRAM_COUNTER, STACK_POINTER } from "../instruction.js";
import { refuse } from "../refuse.js";
import { floatImmediate, modifiedImmediate, ofModifiedImmediate } from "./immediates.js";
import { INSTRUCTIONS, type Mnemonic } from "./instructions.js";

/** An instruction: one half word, or two with the first to be executed first. Each half word lies little-endian in memory. */
export type Halves = readonly number[];

/** The numbers of an instruction's operands, by their letters; registers as everywhere, float registers from FIRST_FLOAT on. */
export type Operands = Readonly<Record<string, number | undefined>>;

/** Where the bits of an operand are in a word, the lowest first; 16-bit instructions are a word's upper half. */
interface Field extends HeldNumber {
  readonly places: readonly number[];
  /** what is subtracted from a register's number */
  readonly first: number;
}

/** How a number is held, and read back; undefined for one that cannot be. */
interface HeldNumber {
  readonly held: (value: number) => number | undefined;
  readonly read: (bits: number) => number | undefined;
}

/** A form of an instruction. */
export interface Form {
  readonly name: Mnemonic;
  readonly bytes: 2 | 4;
  /** what it does to the flags unless s says so, or `sp` */
  readonly mark: string | undefined;
  /** the bits that are always the same, and which these are */
  readonly fixed: number;
  readonly mask: number;
  readonly fields: ReadonlyMap<string, Field>;
  /** the letters of its fields, without s */
  readonly needs: readonly string[];
}

/** The letters of numbers that are not held as they are. */
const HELD: Readonly<Record<string, HeldNumber>> = {
  w: { held: (value) => value / 4, read: (bits) => 4 * bits },
  o: { held: modifiedImmediate, read: ofModifiedImmediate },
  v: { held: floatImmediate, read: () => undefined },
  z: { held: (value) => value || undefined, read: (bits) => bits },
};
const AS_IT_IS: HeldNumber = { held: (value) => value, read: (bits) => bits };

function formOf(name: Mnemonic, text: string): Form {
  const [bits, mark] = text.split(" ") as [string, string?];
  let [fixed, mask] = [0, 0];
  const places: Record<string, number[]> = {};
  [...bits].forEach((bit, n) => {
    const place = 31 - n;
    if (bit > "1") places[bit] = [place, ...(places[bit] ?? [])];
    else {
      mask |= 1 << place;
      fixed |= Number(bit) << place;
    }
  });
  const fields = new Map<string, Field>();
  for (const letter in places) {
    const { [letter.toUpperCase()]: lowest = [], [letter]: others = [] } = places;
    const field = { places: [...lowest, ...others], first: FIRST_FLOAT * lowest.length };
    if (letter >= "a")
      fields.set(HELD[letter] ? "i" : letter, { ...field, ...(HELD[letter] ?? AS_IT_IS) });
  }
  const needs = [...fields.keys()].filter((letter) => letter !== "s");
  return { name, bytes: bits.length > 16 ? 4 : 2, mark, fixed, mask, fields, needs };
}

const FORMS = new Map<string, readonly Form[]>(
  Object.entries(INSTRUCTIONS).map(([name, texts]) => [
    name,
    texts.map((text) => formOf(name as Mnemonic, text)),
  ]),
);
const ALL = [...FORMS.values()].flat();

/** The word of a form with operands; undefined where one does not fit. */
function wordOf({ fixed, fields, mark }: Form, operands: Operands): number | undefined {
  let word = fixed;
  const same = mark === "sp" ? STACK_POINTER : operands.d;
  for (const letter in operands) {
    const value = operands[letter];
    if (value === undefined) continue;
    const isRegister = letter < "c" || letter === "d";
    const field = fields.get(letter);
    if (field) {
      const bits = field.held(value - field.first);
      if (bits === undefined || bits % 1 || bits >>> field.places.length) return undefined;
      if (isRegister && value === PROGRAM_COUNTER) return undefined;
      for (let n = 0; n < field.places.length; n++) word |= ((bits >>> n) & 1) << field.places[n]!;
    } else if (letter === "s" ? value > 0 && mark !== "results" : !isRegister || value !== same)
      return undefined;
  }
  return word;
}

/** An instruction's shortest form that holds its operands; undefined where there is none. */
export function encodedIfHeld(name: string, operands: Operands): Halves | undefined {
  const forms = FORMS.get(name) ?? [];
  // The last form has letters for all of them.
  const needs = forms.at(-1)?.needs ?? [];
  for (let n = 0; n < needs.length; n++) if (operands[needs[n]!] === undefined) return undefined;
  for (let n = 0; n < forms.length; n++) {
    const word = wordOf(forms[n]!, operands);
    if (word === undefined) continue;
    return forms[n]!.bytes === 2 ? [word >>> 16] : [word >>> 16, word & 0xffff];
  }
  return undefined;
}

/** An instruction's shortest form. */
export const encoded = (name: Mnemonic, operands: Operands = {}): Halves =>
  encodedIfHeld(name, operands) ?? refuse(`${name} of ${Object.values(operands)}`);

/** By the upper byte of an instruction, the forms that begin so, once asked for. */
const formsBy: (readonly Form[] | undefined)[] = [];

/** The form that a word is of; undefined where there is none. */
export function formIn(word: number): Form | undefined {
  const byte = word >>> 24;
  formsBy[byte] ??= ALL.filter(({ fixed, mask }) => ((word ^ fixed) & mask) >>> 24 === 0);
  return formsBy[byte].find(({ fixed, mask }) => ((word ^ fixed) & mask) === 0);
}

/** The numbers of a word's operands. */
export function operandsIn(word: number, { fields }: Form): Operands {
  const operands: Record<string, number | undefined> = {};
  fields.forEach(({ places, first, read }, letter) => {
    let bits = 0;
    for (let n = 0; n < places.length; n++) bits |= ((word >>> places[n]!) & 1) << n;
    operands[letter] = read(first + bits);
  });
  return operands;
}
