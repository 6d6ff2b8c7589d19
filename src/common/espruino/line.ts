import { latin1OfBytes, randomHex } from "../bytes.js";
import { startDeadline } from "../deadline.js";
import { Stopped, UserError } from "../errors.js";
import { boardText, parsed } from "./answers.js";
import { COVER, checksum, uncover } from "./checksum.js";
import { consoleReader } from "./console.js";
import { quote } from "./quote.js";

export interface EvaluateOptions {
  /** milliseconds that the board has; 10 s when left out, and more for long code */
  readonly timeout?: number;
  /** whether the code must not run twice: what was damaged is an error then */
  readonly once?: boolean;
  /** a last word, which is sent although everything else was stopped */
  readonly parting?: boolean;
}

/** Bytes to and from a board, one character each: what carries a console, whatever it is. */
export interface TextPort {
  /** Resolves when they are sent; rejects with a UserError when the line is gone. */
  write(text: string): Promise<void>;
  onText(listener: (text: string) => void): void;
  /** Called once when the line ends by itself, with a sentence without its subject. */
  onEnd(listener: (why: string) => void): void;
  close(): Promise<void>;
}

/** A connection to an Espruino's console. */
export interface EspruinoLine {
  /** The port as it was given, for errors. */
  readonly port: string;
  /**
   * Evaluates an expression or statements in the board's global scope; one after the other. Code and answer carry
   * checksums: what was damaged on the way is asked anew, at most twice, so the code may run more than once.
   * @param code any text: what is wrong in it is an error, and never leaves the console waiting for more
   * @returns the value as JSON; "null" for undefined
   * @throws UserError with the board's text when it throws, when the board does not answer and when the line is gone;
   * Stopped when the connection's signal ends the waiting
   */
  evaluate(code: string, options?: EvaluateOptions): Promise<string>;
  /** Sends text as it is, as if it were typed: ASCII only. */
  write(text: string): Promise<void>;
  /** Listens to the lines that the board prints, answers left out; returns what ends the listening. */
  onLine(listener: (line: string) => void): () => void;
  isOpen(): boolean;
  /** Called once when the connection ends by itself. */
  onEnd(listener: (error: UserError) => void): void;
  /** Waits until the console answers; a half-typed line is erased, a program that does not end interrupted. */
  settle(): Promise<void>;
  close(): Promise<void>;
  /** Whether the connection's signal has stopped it. */
  stopped(): boolean;
}

/** Milliseconds that a board has for an answer, and more for each character of the code: at 9600 baud a character takes one. */
const ANSWER = 10_000;
const PER_CHARACTER = 2;
/** How often a question is sent when it or its answer is damaged on the way. */
const SENDINGS = 3;
/** Milliseconds between two tries to reach the console; only the later ones interrupt what runs. */
const TRIES = [
  { wait: 1000, interrupt: false },
  { wait: 3000, interrupt: false },
  { wait: 4000, interrupt: false },
  { wait: 3000, interrupt: true },
] as const;
const CTRL_C = "\x03";
/** Erases the line that has been typed so far, such as the rest of a connection that was cut. */
const ERASE_LINE = "\x1b[2H";
/** At the beginning of a line: runs it without echo, result and history. */
const NO_ECHO = "\x10";
/** Begins an answer: nobody types or prints it by chance. */
export const MARK = "\x01";

interface Asked {
  resolve(answer: string): void;
  reject(error: UserError): void;
  /** something came that looked like an answer, but was none */
  damaged: boolean;
}

/** A question or its answer lost something on the way. */
class Damaged extends UserError {}

/** A line over an open port. */
export function lineOver(raw: TextPort, port: string, signal?: AbortSignal): EspruinoLine {
  const session = randomHex(4);
  const asked = new Map<string, Asked>();
  const listeners = new Set<(line: string) => void>();
  const endings: ((error: UserError) => void)[] = [];
  let questions = 0;
  let gone: UserError | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const take = (line: string) => {
    const [, id, sign, covered] = ANSWERED.exec(line) ?? [];
    const answer = id === undefined ? undefined : asked.get(id);
    if (answer) settleAnswer(answer, port, id!, sign!, covered!);
    else if (line.includes(session) || looksTorn(line)) {
      for (const waiting of asked.values()) waiting.damaged = true;
    } else for (const listener of listeners) listener(line);
  };
  raw.onText(consoleReader(take));
  raw.onEnd((why) => {
    gone = new UserError(`${port} is gone: ${why}; is it unplugged or switched off?`);
    for (const { reject } of asked.values()) reject(gone);
    for (const ending of endings) ending(gone);
  });

  /** Sends one question and waits for its answer; `before` goes out ahead of it. */
  const ask = async (
    code: string,
    wait: number,
    { before = "", parting = false } = {},
  ): Promise<string> => {
    if (gone) throw gone;
    if (signal?.aborted && !parting) throw new Stopped();
    const id = `${session}.${++questions}`;
    const text = before + question(id, code);
    const late = parting ? wait : wait + PER_CHARACTER * text.length;
    let stopWaiting = () => {};
    let stop = () => {};
    const answer = new Promise<string>((resolve, reject) => {
      asked.set(id, { resolve, reject, damaged: false });
      stopWaiting = startDeadline(late, () => reject(noAnswer(port, late)));
      stop = () => reject(new Stopped());
      if (!parting) signal?.addEventListener("abort", stop);
    });
    try {
      const [result] = await Promise.all([answer, raw.write(text)]);
      return result;
    } finally {
      stopWaiting();
      signal?.removeEventListener("abort", stop);
      asked.delete(id);
    }
  };
  const askAgain = async (code: string, options: EvaluateOptions): Promise<string> => {
    for (let left = options.once ? 1 : SENDINGS; ; left--) {
      try {
        return await ask(code, options.timeout ?? ANSWER, { parting: options.parting ?? false });
      } catch (error) {
        if (!(error instanceof Damaged) || left <= 1) throw error;
      }
    }
  };
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act, act);
    last = turn.catch(() => {});
    return turn;
  };

  return {
    port,
    evaluate: (code, options = {}) => inTurn(() => askAgain(code, options)),
    write(text) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
      if (!/^[\x00-\x7f]*$/.test(text)) throw new Error("write: got text beyond ASCII");
      return inTurn(() => raw.write(text));
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isOpen: () => gone === undefined,
    onEnd: (listener) => void endings.push(listener),
    settle: () =>
      inTurn(async () => {
        for (const { wait, interrupt } of TRIES) {
          const before = (interrupt ? CTRL_C : "") + ERASE_LINE;
          const answer = await ask("1", wait, { before }).catch((error: unknown) => {
            if (error instanceof Stopped || error instanceof TooOld) throw error;
          });
          if (answer === "1") return;
          if (gone) throw gone;
        }
        throw new UserError(
          `${port}: no Espruino answers; is it one, is the baud rate right, is its console on this port and without a password?`,
        );
      }),
    close: () => raw.close(),
    stopped: () => signal?.aborted ?? false,
  };
}

/** Gives an answer to whoever waits for it, if it came whole. */
function settleAnswer(answer: Asked, port: string, id: string, sign: string, covered: string) {
  if (sign === ".") return answer.reject(answer.damaged ? damaged(port) : unfinished(port));
  const uncovered = uncover(covered);
  if ("wrong" in uncovered) {
    return answer.reject(uncovered.wrong === "damaged" ? damaged(port) : tooOld(port));
  }
  const { text } = uncovered;
  if (sign === "=") return answer.resolve(text === "undefined" ? "null" : text);
  const said = parsed(text);
  if (said === id) return answer.reject(damaged(port));
  const words = boardText(typeof said === "string" ? said : text);
  answer.reject(new UserError(`${port}: the board says: ${words}`));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: MARK is one
const ANSWERED = /\x01([0-9a-f]{8}\.\d+)([=!.])(.*)$/s;
// biome-ignore lint/suspicious/noControlCharactersInRegex: likewise
const MARKED_WHOLE = /\x01[0-9a-f]{8}[.:]/;

/** Whether a line begins as answers do, with the name of no question: it was torn on the way. */
const looksTorn = (line: string): boolean => line.includes(MARK) && !MARKED_WHOLE.test(line);

/**
 * The lines that ask for a value. The second one is reached even when the first cannot end, for want of memory for
 * instance. The code is a literal, so that whatever is wrong in it is caught; when it did not come whole, its question's own
 * name is thrown.
 */
function question(id: string, code: string): string {
  const print = (sign: string, text: string) =>
    `print(${quote(`${MARK}${id}${sign}`)}+(${COVER})(${text}))`;
  const sum = checksum(latin1OfBytes(new TextEncoder().encode(code)));
  const whole = `(function(c){if(E.CRC32&&E.CRC32(c)!=${sum})throw ${quote(id)};return c})(${quote(code)})`;
  const answer = print("=", `""+JSON.stringify(eval(${whole}))`);
  const failure = print("!", 'JSON.stringify(""+e)');
  return `${NO_ECHO}try{${answer}}catch(e){${failure}}\n${NO_ECHO}print(${quote(`${MARK}${id}.`)})\n`;
}

const unfinished = (port: string) =>
  new UserError(
    `${port}: the board could not finish what it was asked; has it run out of memory, or was it interrupted?`,
  );

const damaged = (port: string) =>
  new Damaged(
    `${port}: got a damaged answer, expected one with a right checksum; try again; is the baud rate right, and is the line a good one?`,
  );

/** Whether an error says that a question or its answer was damaged, so that it is unknown whether the code ran. */
export const isDamaged = (error: unknown): boolean => error instanceof Damaged;

class TooOld extends UserError {}

const tooOld = (port: string) =>
  new TooOld(`${port}: got a firmware without E.CRC32, expected a newer one; update it`);

const noAnswer = (port: string, time: number) =>
  new UserError(
    `${port}: the board did not answer within ${Math.round(time / 1000)} s; is a program keeping it busy?`,
  );
