import { randomHex } from "../bytes.js";
import { Stopped, UserError } from "../errors.js";
import { sleep } from "../turn.js";
import { parsed } from "./answers.js";
import { COVER, uncover } from "./checksum.js";
import { type EspruinoLine, isDamaged, MARK } from "./line.js";
import { quote } from "./quote.js";

/**
 * A program that runs on a board as long as we listen, and leaves nothing behind. JavaScript as far as Espruino knows it;
 * `p` is the program, and `p.say(kind, value)` tells us a value as JSON. What it says carries a number and a checksum, so
 * that nothing is lost or changed unseen.
 */
export interface BoardProgram {
  /** statements */
  readonly start: string;
  /** statements that undo what `start` has done */
  readonly stop: string;
}

/** What a program came to. */
export interface ProgramEnd {
  /** lines that did not arrive, or not as they were sent */
  readonly damaged: number;
}

/** The one global that a program has while it runs: what it offers is called there. */
export const PROGRAM = "_perceptino";
/** Seconds that a program goes on by itself: when the line is cut, nobody is left to stop it. */
const LEASE = 30;
const RENEWAL = 10_000;
const PAUSE = 50;
/** How often a program is started when it is unknown whether it runs. */
const STARTS = 3;
/** Milliseconds that a board has to stop a program: when somebody waits for the end, and else. */
const PARTING = { hurried: 400, usual: 5000 } as const;

/**
 * Runs a program on a board until `stopped`, or until the line's signal, then removes it.
 * @param onSaid what it says, in order; an error thrown here ends it
 * @param onEnd called whatever the end is, before an error goes on
 * @throws UserError when it cannot start, when the line breaks and when the board has restarted meanwhile
 */
export async function runProgram(
  line: EspruinoLine,
  program: BoardProgram,
  onSaid: (kind: string, value: unknown) => void,
  stopped: () => boolean,
  onEnd: (end: ProgramEnd) => void = () => {},
): Promise<void> {
  let said = sayings(onSaid);
  let failure: unknown;
  line.onEnd((error) => {
    failure ??= error;
  });
  const off = line.onLine((text) => {
    if (failure !== undefined) return;
    try {
      said.take(text);
    } catch (error) {
      failure = error;
    }
  });
  try {
    for (let left = STARTS; ; left--) {
      try {
        // Another start has another mark, and stops what the one before it may have started.
        await line.evaluate(programCode(program, said.mark), { once: true });
        break;
      } catch (error) {
        if (!isDamaged(error) || left <= 1) throw error;
        said = sayings(onSaid);
      }
    }
    let renewal = Date.now() + RENEWAL;
    while (!stopped() && !line.stopped()) {
      if (failure !== undefined) throw failure;
      await sleep(PAUSE);
      if (Date.now() < renewal) continue;
      await renew(line);
      renewal = Date.now() + RENEWAL;
    }
    if (failure !== undefined) throw failure;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    onEnd({ damaged: said.missing(await part(line)) });
    off();
  }
}

/** Stops the program; gives how many lines it has said, if the board tells. */
async function part(line: EspruinoLine): Promise<number | undefined> {
  if (!line.isOpen()) return undefined;
  const timeout = line.stopped() ? PARTING.hurried : PARTING.usual;
  const code = `global.${PROGRAM}?${PROGRAM}.stop():-1`;
  const told = await line.evaluate(code, { timeout, parting: true }).catch(() => "");
  const count = parsed(told);
  return typeof count === "number" && Number.isInteger(count) ? count : undefined;
}

/** Takes a program's lines, which begin with a mark of their own, and counts those that are missing. */
function sayings(onSaid: (kind: string, value: unknown) => void) {
  const mark = `${MARK}${randomHex(4)}:`;
  let taken = 0;
  let last = 0;
  return {
    mark,
    take(line: string): void {
      const at = line.indexOf(mark);
      const uncovered = at < 0 ? undefined : uncover(line.slice(at + mark.length));
      if (uncovered === undefined || "wrong" in uncovered) return; // its number will be missing
      const [, number, kind, json] = SAID.exec(uncovered.text) ?? [];
      if (kind === undefined || Number(number) <= last) return;
      last = Number(number);
      taken++;
      onSaid(kind, parsed(json!));
    },
    /** @param said how many the program has said, where that is known */
    missing: (said = 0) => Math.max(last, Math.min(said, MOST)) - taken,
  };
}

const SAID = /^(\d{1,15}) (\w+) (.*)$/s;
/** A board's word for how much it has said is not believed beyond this. */
const MOST = Number.MAX_SAFE_INTEGER;

/** A program that a cut line has left behind is stopped first. */
function programCode({ start, stop }: BoardProgram, mark: string): string {
  return `(function(g){
if(g.${PROGRAM})g.${PROGRAM}.stop();
var p=g.${PROGRAM}={until:getTime()+${LEASE},n:0,
say:function(k,v){if(getTime()>p.until)p.stop();else print(${quote(mark)}+(${COVER})(++p.n+" "+k+" "+JSON.stringify(v)))},
stop:function(){delete g.${PROGRAM};${stop};return p.n}};
try{${start}}catch(e){p.stop();throw e}
})(global);1`;
}

async function renew(line: EspruinoLine): Promise<void> {
  const code = `global.${PROGRAM}?(${PROGRAM}.until=getTime()+${LEASE},1):0`;
  if ((await line.evaluate(code)) === "1") return;
  throw new UserError(`${line.port}: the board has restarted meanwhile; start again`);
}
