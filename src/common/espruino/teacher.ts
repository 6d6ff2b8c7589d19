import * as v from "valibot";
import { crcOfAll } from "../crc-table.js";
import { UserError } from "../errors.js";
import { FORMS as ANSWERS, answerOf, upTo } from "./answers.js";
import type { EspruinoLine } from "./line.js";
import { PROGRAM } from "./program.js";

/** What a lesson came to on a board. */
export interface BoardLesson {
  /** number of the last guess that was made before it */
  readonly at: number;
  /** bits of the features that were observed; empty where only a step was trained */
  readonly features: Uint32Array<ArrayBuffer>;
  /** observations in the batch now */
  readonly held: number;
  /** bits of the loss before the step that the lesson made; left out where it made none */
  readonly lossBits?: number;
  readonly steps: number;
  /** CRC-32 of the parameters now */
  readonly hash: number;
}

/** What a board says of its network. */
export interface BoardFacts {
  readonly fingerprint: number;
  /** CRC-32 of the list of the state */
  readonly state: number;
  readonly words: number;
  readonly parameters: number;
  readonly batch: number;
  readonly steps: number;
  readonly held: number;
  readonly hash: number;
}

/** A board on which teachingProgram() runs. Everything rejects with a UserError as the line's evaluate() does. */
export interface BoardTeacher {
  /** Takes in no more readings, or goes on with an empty window. */
  rest(still: boolean): Promise<void>;
  /** Gives it readings by their bits, where it reads no sensor. */
  feed(readings: readonly Uint32Array[]): Promise<void>;
  /**
   * Teaches it what it has seen.
   * @param guess its number: one of the last dozen
   * @returns undefined where it has no such guess any more
   */
  teach(guess: number, target: readonly number[]): Promise<BoardLesson | undefined>;
  /** Trains on what the batch holds; undefined where that is nothing. */
  learn(): Promise<BoardLesson | undefined>;
  facts(): Promise<BoardFacts>;
  /** Words of parameters and state; the board is to be at rest. */
  readState(): Promise<Uint32Array<ArrayBuffer>>;
  /** Puts in all of parameters and state at once, when all has arrived. */
  writeState(words: Uint32Array<ArrayBuffer>): Promise<void>;
  /** Keeps a checkpoint on the board; gives its number. */
  save(): Promise<number>;
}

/** Words that travel at once. */
const CHUNK = 64;

const word = ANSWERS.size;
const FORMS = {
  lesson: v.union([
    v.literal(0),
    v.strictTuple([word, upTo(1024, word), word, v.nullable(word), word, word]),
  ]),
  facts: v.pipe(v.array(word), v.length(8)),
  words: upTo(CHUNK, word),
  done: v.literal(1),
  word,
} as const;

/** @param first number of the first request: higher than any that this run of the program has seen */
export function boardTeacher(line: EspruinoLine, first = 1): BoardTeacher {
  let request = first;
  const call = async <T>(
    code: string,
    form: v.GenericSchema<unknown, T>,
    what: string,
  ): Promise<T> => answerOf(line.port, await line.evaluate(`${PROGRAM}.${code}`), form, what);
  const lesson = async (code: string): Promise<BoardLesson | undefined> => {
    const told = await call(code, FORMS.lesson, "what a lesson came to");
    if (told === 0) return undefined;
    const [at, features, held, loss, steps, hash] = told;
    return {
      at,
      features: Uint32Array.from(features),
      held,
      ...(loss !== null && { lossBits: loss }),
      steps,
      hash,
    };
  };
  const facts = async (): Promise<BoardFacts> => {
    const told = await call("facts()", FORMS.facts, "what its network is");
    const [fingerprint, state, words, parameters, batch, steps, held, hash] = told as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { fingerprint, state, words, parameters, batch, steps, held, hash };
  };
  return {
    facts,
    async rest(still) {
      await call(`rest(${still ? 1 : 0})`, FORMS.done, "that it rests or goes on");
    },
    async feed(readings) {
      const bits = JSON.stringify(readings.map((reading) => [...reading]));
      await call(`feed(${request++},${bits})`, FORMS.word, "how many readings it took");
    },
    teach: (guess, target) => lesson(`teach(${request++},${guess},${JSON.stringify(target)})`),
    learn: () => lesson(`learn(${request++})`),
    async readState() {
      const { words } = await facts();
      const all = new Uint32Array(words);
      for (let at = 0; at < words; at += CHUNK) {
        const count = Math.min(CHUNK, words - at);
        const part = await call(`part(${at},${count})`, FORMS.words, "words of its state");
        if (part.length !== count) {
          throw new UserError(
            `${line.port}: got ${part.length} words of the state, expected ${count}; try again`,
          );
        }
        all.set(part, at);
      }
      return all;
    },
    async writeState(words) {
      for (let at = 0; at < words.length; at += CHUNK) {
        const part = JSON.stringify([...words.subarray(at, at + CHUNK)]);
        await call(`put(${at},${part})`, FORMS.done, "that it took them");
      }
      const crc = crcOfAll(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
      // Asked twice, it would have nothing to take over any more: then its hash tells.
      const done = await line.evaluate(`${PROGRAM}.commit(${crc})`, { once: true });
      if (done !== "1") {
        throw new UserError(
          `${line.port}: the weights did not arrive whole, and the board kept what it had; try again`,
        );
      }
    },
    save: () => call("save()", FORMS.word, "the number of what it saved"),
  };
}
