import { shown, UserError } from "../errors.js";
import type { BoardProgram } from "./program.js";
import { quote } from "./quote.js";
import type { Sensor } from "./sensors.js";

/** How readings are told: as JSON has numbers, rounded to what the board prints of them, or as float32 by their bits. */
export type Telling = "numbers" | "bits";

/**
 * Reads a sensor again and again, and says "reading" with each; "missing" where the board does not have it, and "error" with
 * a text where reading fails.
 * @param interval milliseconds between two readings
 */
export function sensorProgram(
  sensor: Sensor,
  interval: number,
  telling: Telling = "numbers",
): BoardProgram {
  const { begin, say } = TELLING[telling](sensor.values);
  return {
    // The expression is code, but of its own: whatever is wrong in it is an error of this line.
    start: `var has=${sensor.needs === undefined ? "1" : `0;try{has=${sensor.needs}}catch(e){}`}
if(!has)p.say("missing",0);else{
p.read=eval(${quote(`(function(){return(${sensor.read})})`)});
${sensor.start ?? ""};${begin}
p.take=function(){var r;try{r=p.read()}catch(e){return p.say("error",""+e)}${say}};
p.take();
p.timer=setInterval(p.take,${interval})
}`,
    stop: `if(p.timer)clearInterval(p.timer);${sensor.stop ?? ""}`,
  };
}

/** Statements, with the reading `r`: a number, or a list of numbers. */
const TELLING: Readonly<Record<Telling, (values: number) => { begin: string; say: string }>> = {
  numbers: () => ({ begin: "", say: 'p.say("reading",r)' }),
  bits: (values) => ({
    begin: `p.f=new Float32Array(${values});p.u=new Uint32Array(p.f.buffer)`,
    say: `if(typeof r=="number")r=[r];if(!r||r.length!==${values})return p.say("odd",r);p.f.set(r);p.say("reading",[].slice.call(p.u))`,
  }),
};

/**
 * A reading that was told by its bits, checked.
 * @param values how many numbers it has
 * @throws UserError when it is none
 */
export function readingOfBits(
  told: unknown,
  values: number,
  port: string,
): Float32Array<ArrayBuffer> {
  const isWord = (word: unknown) =>
    Number.isInteger(word) && Number(word) >= 0 && Number(word) <= 0xffffffff;
  if (Array.isArray(told) && told.length === values && told.every(isWord)) {
    return new Float32Array(Uint32Array.from(told as number[]).buffer);
  }
  throw new UserError(
    `${port}: got the reading ${shown(told)}, expected the bits of ${values} number${values === 1 ? "" : "s"}`,
  );
}
