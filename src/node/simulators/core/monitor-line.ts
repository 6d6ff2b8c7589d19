import { startDeadline } from "../../../common/deadline.js";
import { UserError } from "../../../common/errors.js";
import { hex } from "../../../common/hex.js";
import type { Transport } from "../../../common/protocol/transport.js";
import { count } from "../../../common/text.js";
import type { Counts } from "./machines.js";
import { WORD } from "./monitor.js";

/** What a call came to. */
export interface Called {
  /** r0, without sign */
  readonly result: number;
  readonly before: Counts;
  readonly after: Counts;
}

/**
 * The monitor at the other end of a line. Commands may be given before the last ones are answered; they are done in their
 * order. All reject with a UserError once the core has failed, is gone, or answers something else or nothing in time.
 */
export interface MonitorLine {
  /** Words from an address on, which is a multiple of 4. */
  read(address: number, words: number): Promise<Uint32Array<ArrayBuffer>>;
  write(address: number, words: Uint32Array): Promise<void>;
  /**
   * Calls a routine as AAPCS says.
   * @param address odd, which says Thumb
   * @param values r0 to r3; 0 where nothing is said
   */
  call(address: number, ...values: readonly number[]): Promise<Called>;
  /**
   * Puts words to a place, as many at once as a row has, and calls a routine after each row.
   * @param address odd, which says Thumb
   * @param value r0 of each call
   */
  feed(address: number, value: number, to: number, rows: readonly Uint32Array[]): Promise<void>;
  close(): Promise<void>;
}

/** An answer that is to come. */
interface Awaited {
  /** its first word */
  readonly word: number;
  /** words behind it */
  readonly count: number;
  take(words: Uint32Array<ArrayBuffer>): void;
  fail(error: Error): void;
}

/**
 * Waits for the monitor and gives its line, on which nothing else may be said.
 * @param name the board's, for errors
 * @param counters how many it has
 * @param timeout milliseconds that it may take for an answer
 */
export async function monitorLine(
  name: string,
  transport: Transport,
  counters: 1 | 2,
  timeout: number,
): Promise<MonitorLine> {
  const awaited: Awaited[] = [];
  const arriving = answerReader();
  let failure: UserError | undefined;
  let endWaiting = () => {};

  const fail = (what: string) => {
    failure ??= new UserError(`${name}: ${what}`);
    endWaiting();
    for (const { fail } of awaited.splice(0)) fail(failure);
  };
  const waitForNext = () => {
    endWaiting();
    if (awaited.length > 0) endWaiting = startDeadline(timeout, () => fail(hung(timeout)));
  };
  transport.onData((bytes) => {
    for (let rest = bytes; rest.length > 0 && !failure; ) {
      const expected = awaited[0];
      const { taken, answer } = arriving(rest, expected);
      rest = rest.subarray(taken);
      if (!answer) continue;
      if (!expected || answer[0] !== expected.word) return fail(unexpected(answer));
      awaited.shift();
      waitForNext();
      expected.take(answer.slice(1));
    }
  });
  transport.onEnd((reason) => fail(`it ${reason}`));

  const answerTo = (word: number, count: number) =>
    new Promise<Uint32Array<ArrayBuffer>>((take, reject) => {
      if (failure) return reject(failure);
      awaited.push({ word, count, take, fail: reject });
      if (awaited.length === 1) waitForNext();
    });
  const command = (word: number, operands: readonly number[], count: number) => {
    const answer = answerTo(word, count);
    if (!failure) transport.write(new Uint8Array(Uint32Array.from([word, ...operands]).buffer));
    return answer;
  };

  await answerTo(WORD.ready, 0);
  return {
    read: (address, words) => command(WORD.read, [address, words], words),
    async write(address, words) {
      await command(WORD.write, [address, words.length, ...words], 0);
    },
    async call(address, r0 = 0, r1 = 0, r2 = 0, r3 = 0) {
      const answer = await command(WORD.call, [address, r3, r2, r1, r0], 1 + 2 * counters);
      const looks = Array.from(answer.subarray(1));
      const [after, before] = [looks.slice(0, counters), looks.slice(counters)];
      return { result: answer[0]!, before, after };
    },
    async feed(address, value, to, rows) {
      const words = rows.flatMap((row) => [...row]);
      const width = rows[0]?.length ?? 0;
      await command(WORD.feed, [address, value, to, width, rows.length, ...words], 0);
    },
    close: () => transport.close(),
  };
}

/** Puts an answer together, piece by piece: tells how many bytes it has taken, and the words once they are whole. */
function answerReader() {
  let bytes = new Uint8Array(0);
  let filled = 0;
  return (
    from: Uint8Array,
    expected: Pick<Awaited, "word" | "count"> | undefined,
  ): { readonly taken: number; readonly answer?: Uint32Array<ArrayBuffer> } => {
    const longest = 4 * (1 + Math.max(1, expected?.count ?? 0));
    if (filled === 0) bytes = new Uint8Array(longest);
    const size = filled < 4 ? 4 : sizeOf(bytes, expected);
    const taken = Math.min(from.length, size - filled);
    bytes.set(from.subarray(0, taken), filled);
    filled += taken;
    if (filled < 4 || filled < sizeOf(bytes, expected)) return { taken };
    const answer = new Uint32Array(bytes.buffer.slice(0, filled));
    filled = 0;
    return { taken, answer };
  };
}

/** Bytes of an answer by its first word: those that tell of something wrong have one more, what is none is told at once. */
function sizeOf(bytes: Uint8Array, expected: Pick<Awaited, "word" | "count"> | undefined): number {
  const word = new DataView(bytes.buffer).getUint32(0, true);
  if (word === expected?.word) return 4 * (1 + expected.count);
  return word === WORD.fault || word === WORD.refused ? 8 : 4;
}

function unexpected([word, more]: Uint32Array): string {
  if (word === WORD.fault)
    return `the code failed: the core refused what it did at 0x${hex(more!)}`;
  if (word === WORD.refused) return `the monitor refused the command 0x${hex(more!)}`;
  return `got 0x${hex(word!)} from the monitor, expected an answer`;
}

const hung = (timeout: number): string =>
  `it answered nothing for ${count(timeout / 1000)} s and was ended; give it more with --timeout`;
