import type { BoardProgram } from "./program.js";
import { quote } from "./quote.js";
import type { Sensor } from "./sensors.js";

/** What a board is to do while it is watched and taught. */
export interface TeachingOptions {
  /** the module's name */
  readonly name: string;
  /** what it reads by itself; without one, readings are sent to it */
  readonly sensor?: Sensor;
  /** milliseconds between two readings */
  readonly interval: number;
  /** whether it tells each reading, and not only what it makes of a window of them */
  readonly readings: boolean;
}

/** Seconds between two guesses at least: a line takes no more, and nobody reads faster. */
const LEAST_PAUSE = 0.09;
/**
 * Guesses that can be taught: a second of them at the least, more than a lesson is on its way by Bluetooth, where it is cut
 * into some twenty packets.
 */
const KEPT = 12;

/**
 * A program that reads a board's sensor, guesses and is taught. What it says are numbers' bits, so that nothing is rounded:
 *
 * - `reading`: [number, bits…]
 * - `guess`: [number of the last reading, number of the guess, features' bits, bits of what the network says]
 * - `missing` and `error`: as recordReadings() has them
 *
 * A network that has learnt nothing since the board's start begins with what was saved. It begins at rest, in which it takes in no readings; when it goes on, its window is empty. What it offers under PROGRAM
 * (see teacher.ts): rest, feed, teach, learn, facts, part, put, commit, save. All that changes something has a number, so
 * that asking twice is as good as asking once.
 */
export function teachingProgram(options: TeachingOptions): BoardProgram {
  const { name, sensor, interval, readings } = options;
  return {
    start: `${offers(name, readings)}
${sensor ? reading(sensor, interval) : ""}`,
    stop: `if(p.timer)clearInterval(p.timer);${sensor?.stop ?? ""}`,
  };
}

/*
Espruino has no destructuring and no spread. The state is where the module's own views of it are: `mean` is one of them,
also where it has no numbers. Steps, random state and learning rate are properties, which the module writes there when it
trains and saves.
*/
const offers = (
  name: string,
  readings: boolean,
): string => `var n=require(${quote(name)}),a=n.info();
p.net=n;p.still=1;p.k=p.w=p.f=p.id=p.t=0;p.kept=[];p.batch=a.batch;p.at=a.parameters;
p.words=new Uint32Array(n.mean.buffer,0,a.stateEnd>>2);
p.rate=new Float32Array(n.mean.buffer,4*p.at+12,1);
if(!n.steps&&!p.words[p.at+2])n.restore();
p.bits=function(f){return [].slice.call(new Uint32Array(new Float32Array(f).buffer))};
p.hash=function(){return E.CRC32(new Uint8Array(n.mean.buffer,0,4*p.at))};
p.rest=function(s){p.still=s;if(!s&&n.restart)n.restart();return 1};
p.take=function(r){
if(p.still)return;
var x=n.push?n.push(r):r;
p.k++;
${readings ? 'p.say("reading",[p.k].concat(p.bits(r)));' : ""}
if(!x||getTime()-p.t<${LEAST_PAUSE})return;
p.t=getTime();x=new Float32Array(x);p.w++;p.kept.push(x);if(p.kept.length>${KEPT})p.kept.shift();
p.say("guess",[p.k,p.w,p.bits(x),p.bits(n.predict(x))])};
p.feed=function(i,l){if(i>p.f){p.f=i;l.forEach(function(b){p.take(new Float32Array(new Uint32Array(b).buffer))})}return p.k};
p.step=function(){return p.bits([n.train()])[0]};
p.told=function(x,l){return p.last=[p.w,x?p.bits(x):[],p.words[p.at+2],l,n.steps,p.hash()]};
p.teach=function(i,w,t){
if(i==p.id)return p.last;
var x=p.kept[p.kept.length-1-p.w+w];
if(!x)return 0;
if(p.words[p.at+2]>=p.batch)p.step();
var l=n.observe(x,t)<p.batch?null:p.step();
p.id=i;return p.told(x,l)};
p.learn=function(i){
if(i==p.id)return p.last;
if(!p.words[p.at+2])return 0;
var l=p.step();p.id=i;return p.told(0,l)};
p.sync=function(){p.words[p.at]=n.steps;p.words[p.at+1]=n.random;p.rate[0]=n.learningRate};
p.facts=function(){p.sync();return [a.fingerprint,a.state,a.stateEnd>>2,a.parameters,p.batch,n.steps,p.words[p.at+2],p.hash()]};
p.part=function(i,c){return [].slice.call(new Uint32Array(n.mean.buffer,4*i,c))};
p.put=function(i,b){if(!p.image)p.image=new Uint32Array(a.stateEnd>>2);p.image.set(b,i);return 1};
p.commit=function(c){var b=p.image;p.image=undefined;
if(!b||E.CRC32(new Uint8Array(b.buffer))!=c)return 0;
p.words.set(b);n.steps=b[p.at];n.random=b[p.at+1];n.learningRate=p.rate[0];p.kept=[];return 1};
p.save=function(){return n.save()};`;

/** The expression is code, but of its own: whatever is wrong in it is an error of this line. */
const reading = (sensor: Sensor, interval: number): string =>
  `var has=${sensor.needs === undefined ? "1" : `0;try{has=${sensor.needs}}catch(e){}`}
if(!has)p.say("missing",0);else{
p.read=eval(${quote(`(function(){return(${sensor.read})})`)});
${sensor.start ?? ""};
p.timer=setInterval(function(){var r;try{r=p.read();p.take(r.length===undefined?[r]:r)}catch(e){p.say("error",""+e)}},${interval})
}`;
