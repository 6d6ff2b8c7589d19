import type { NetworkSpec } from "../network/network-spec.js";
import { quote } from "./quote.js";
import type { Sensor } from "./sensors.js";

/** Milliseconds that a press must last to choose the next answer; a shorter one teaches. */
const LONG = 800;

/**
 * A program for a board with a button: it guesses, is taught, saves. A short press says that what it has just seen was the
 * answer that is chosen; a long one chooses the next answer. The first LED is lit while it is sure of that answer, the
 * second flashes when it has learnt. The console tells all of it: `guess`, `choose(n)`, `teach()`.
 *
 * For networks of classes and of one yes or no. @throws Error for others
 */
export function buttonProgram(
  spec: Pick<NetworkSpec, "task" | "outputs" | "window">,
  name: string,
  sensor: Sensor,
  interval: number,
): string {
  const answers =
    spec.task === "classes"
      ? spec.outputs.map((output) => output.name)
      : [`not ${spec.outputs[0]!.name}`, spec.outputs[0]!.name];
  if (spec.task === "numbers" || (spec.task === "yes-no" && spec.outputs.length > 1)) {
    throw new Error(`buttonProgram: got the task ${spec.task}, expected classes or one yes or no`);
  }
  return `// perceptino: guesses; a short press teaches the chosen answer, a long one chooses the next
(function(g){
if(g.perceptinoTimer)clearInterval(g.perceptinoTimer);
var net=require(${quote(name)}),answers=[${answers.map(quote).join(",")}],batch=net.info().batch,seen,p={};
net.restore();
g.guess="";
g.chosen=${answers.length > 2 ? 0 : 1};
g.choose=function(n){g.chosen=n%answers.length;print("teaching "+answers[g.chosen])};
g.teach=function(){
if(!seen)return;
if(net.observe(seen,g.chosen)>=batch){net.train();if(g.LED2){LED2.set();setTimeout(function(){LED2.reset()},200)}}
g.unsaved=1;
if(g.saveTimer)clearTimeout(g.saveTimer);
g.saveTimer=setTimeout(function(){g.saveTimer=undefined;try{net.save()}catch(e){print("not saved: "+e)}},5000)};
${sensor.start ?? ""};
g.perceptinoTimer=setInterval(function(){
var r=${sensor.read.trim()},x;
if(r.length===undefined)r=[r];
x=net.push?net.push(r):r;
if(!x)return;
seen=new Float32Array(x);
var said=net.predict(seen),best=0,i;
if(said.length===1)best=said[0]>=0.5?1:0;else for(i=1;i<said.length;i++)if(said[i]>said[best])best=i;
var sure=said.length===1?(best?said[0]:1-said[0]):said[best];
g.guess=sure>=0.8?answers[best]:"not sure";
if(g.LED1)digitalWrite(LED1,sure>=0.8&&best===g.chosen);
},${interval});
if(g.BTN)setWatch(function(e){if(e.time-e.lastTime>${LONG / 1000})choose(g.chosen+1);else teach()},BTN,{repeat:true,edge:"falling",debounce:25});
})(global);
`;
}
