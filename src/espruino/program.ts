import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors.js";
import { type EspruinoLine, MARK } from "./line.js";
import { quote } from "./quote.js";

/**
 * A program that runs on a board as long as we listen, and leaves nothing behind. JavaScript as far as Espruino knows it;
 * `p` is the program, and `p.say(kind, value)` tells us a value as JSON.
 */
export interface BoardProgram {
  /** statements */
  readonly start: string;
  /** statements that undo what `start` has done */
  readonly stop: string;
}

/** The one global that a program has while it runs. */
const GLOBAL = "_perceptino";
/** Seconds that a program goes on by itself: when the line is cut, nobody is left to stop it. */
const LEASE = 30;
const RENEWAL = 10_000;
const PAUSE = 50;

/**
 * Runs a program on a board until `stopped`, then removes it.
 * @param onSaid what it says; an error thrown here ends it
 * @throws UserError when it cannot start, when the line breaks and when the board has restarted meanwhile
 */
export async function runProgram(
  line: EspruinoLine,
  program: BoardProgram,
  onSaid: (kind: string, value: unknown) => void,
  stopped: () => boolean,
): Promise<void> {
  const token = randomBytes(4).toString("hex");
  const said = new RegExp(`${MARK}${token}:(\\w+) (.*)$`);
  let failure: unknown;
  line.onEnd((error) => {
    failure ??= error;
  });
  const off = line.onLine((text) => {
    const [, kind, json] = said.exec(text) ?? [];
    if (kind === undefined || failure !== undefined) return;
    try {
      onSaid(kind, JSON.parse(json!));
    } catch (error) {
      failure = error;
    }
  });
  try {
    await line.evaluate(programCode(program, `${MARK}${token}:`));
    let renewal = Date.now() + RENEWAL;
    while (!stopped()) {
      if (failure !== undefined) throw failure;
      await sleep(PAUSE);
      if (Date.now() < renewal) continue;
      await renew(line);
      renewal = Date.now() + RENEWAL;
    }
    if (failure !== undefined) throw failure;
  } finally {
    off();
    if (line.isOpen()) await line.evaluate(`global.${GLOBAL}&&${GLOBAL}.stop();1`).catch(() => {});
  }
}

/** A program that a cut line has left behind is stopped first. */
function programCode({ start, stop }: BoardProgram, mark: string): string {
  return `(function(g){
if(g.${GLOBAL})g.${GLOBAL}.stop();
var p=g.${GLOBAL}={until:getTime()+${LEASE},
say:function(k,v){if(getTime()>p.until)p.stop();else print(${quote(mark)}+k+" "+JSON.stringify(v))},
stop:function(){delete g.${GLOBAL};${stop}}};
try{${start}}catch(e){p.stop();throw e}
})(global);1`;
}

async function renew(line: EspruinoLine): Promise<void> {
  const code = `global.${GLOBAL}?(${GLOBAL}.until=getTime()+${LEASE},1):0`;
  if ((await line.evaluate(code)) === "1") return;
  throw new UserError(`${line.port}: the board has restarted meanwhile; start again`);
}
