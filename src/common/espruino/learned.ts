import type { EspruinoLine } from "./line.js";
import { quote } from "./quote.js";
import { slotNames } from "./slots.js";

/** Where a board has flash for a network's checkpoints: address, bytes of each of two areas, bytes of a page. */
export type OwnFlash = readonly [address: number, bytes: number, page: number];

/**
 * JavaScript for all that a board has learned under a module's name: `f` its files, `a` those of its two areas of flash
 * that say that they are this module's.
 */
const found = (name: string, own: OwnFlash | undefined): string => `var n=${quote(name)},F,a=[];
var f=${JSON.stringify(slotNames(name))}.filter(function(x){return s.read(x)!==undefined});
try{F=require("Flash")}catch(e){}
var o=${JSON.stringify(own ?? null)};
if(F&&o&&F.getFree().some(function(p){return p.addr<=o[0]&&p.addr+p.length>=o[0]+2*o[1]}))
a=[o[0],o[0]+o[1]].filter(function(x){return new Uint32Array(F.read(4,x).buffer)[0]==E.CRC32(n)});`;

/** Whether a board has checkpoints of its own under a module's name. */
export async function hasLearned(
  line: EspruinoLine,
  name: string,
  own: OwnFlash | undefined,
): Promise<boolean> {
  const code = `(function(s){${found(name, own)}
return f.length+a.length})(require("Storage"))`;
  return Number(await line.evaluate(code)) > 0;
}

/** Erases them. */
export async function forgetLearned(
  line: EspruinoLine,
  name: string,
  own: OwnFlash | undefined,
): Promise<void> {
  await line.evaluate(`(function(s){${found(name, own)}
f.forEach(function(x){s.erase(x)});
a.forEach(function(x){for(var p=x;p<x+o[1];p+=o[2])F.erasePage(p)});
return 1})(require("Storage"))`);
}
