import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { EspruinoOwnFlash } from "../../../boards/index.js";
import { espruinoModule } from "../../../src/common/espruino/module.js";
import {
  boardNamed,
  builtOf,
  install,
  mapsStorage,
  NAME,
  starting,
  UNMAPPED,
} from "../../support/espruino-networks.js";
import {
  noRealEspruino,
  type RealEspruino,
  realEspruino,
  type Shown,
} from "../../support/real-espruino.js";

const skip = noRealEspruino();
/** The last pages of the flash that Linux builds keep in a file; their Storage, which begins it, never comes so far. */
const PAGE = 1024;
const BEGIN = 0x10000000 + 256 * 1024 - 2 * PAGE;
const OWN: EspruinoOwnFlash = { end: BEGIN + 2 * PAGE, bytes: PAGE, page: PAGE };

async function l6(t: TestContext, placement: "javascript" | "storage" = "javascript") {
  const espruino = realEspruino(t);
  if (placement === "storage" && !(await mapsStorage(espruino))) {
    t.skip(UNMAPPED);
    return undefined;
  }
  const board = { ...boardNamed("puckjs"), own: OWN };
  const module = espruinoModule(await builtOf("L6", "small"), board, NAME, placement);
  await install(espruino, module, "L6");
  return espruino;
}

const pages = (espruino: RealEspruino): Uint8Array =>
  Uint8Array.from(espruino.flash().subarray(-2 * PAGE));
const FILES = `require("Storage").list(/^${NAME}\\.\\w$/)`;

for (const [placement, why] of [
  ["javascript", skip],
  ["storage", noRealEspruino("ARM")],
] as const) {
  test(`with flash of its own a network (${placement}) goes on after each restart, takes no file and says how many saves are left`, {
    skip: why,
  }, async (t) => {
    const espruino = await l6(t, placement);
    if (!espruino) return;
    for (let number = 1; number <= 4; number++) {
      const before = pages(espruino);
      const shown: readonly Shown[] = await espruino.run(`${starting("L6")}
show([net.restore(),net.steps,net.info().saves]);observe(net.steps?29:32);net.train();observe(3);
show(net.save());show(net.save());show(net.info().saves);show(${FILES})`);
      const was = [number > 1, number - 1, 20_001 - number];
      assert.deepEqual(shown, [was, number, number, 20_000 - number, []]);
      // The page of the last checkpoint only tells that the other one may be torn.
      const kept = (number + 1) & 1;
      const now = pages(espruino).subarray(kept * PAGE + 8, (kept + 1) * PAGE);
      if (number > 1) assert.deepEqual(now, before.subarray(kept * PAGE + 8, (kept + 1) * PAGE));
    }
  });
}

/** \`cut(op,tear)\` lets the power fail in the op-th write or erasure from now: before it, in the midst or at its end. */
const CUTS = `var F=require("Flash"),write=F.write,erase=F.erasePage,left=-1,tear;
function cut(op,how){left=op;tear=how}
function tornWrite(d,a){if(left--)return write(d,a);
var n=tear==0?0:tear==1?2:tear==2?(d.byteLength>>1)+1:tear==3?d.byteLength-2:d.byteLength;
if(n)write(new Uint8Array(d,0,n),a);throw "cut"}
function tornErase(a){if(left--)return erase(a);
if(tear){var old=F.read(${PAGE},a);erase(a);
if(tear<3)write(old.slice(${PAGE / 2}),a+${PAGE / 2});if(tear==3)write(old.slice(0,8),a)}
throw "cut"}
function read(){return [F.read(${PAGE},${BEGIN}),F.read(${PAGE},${BEGIN + PAGE})]}
function put(p){for(var i=0;i<2;i++){erase(${BEGIN}+i*${PAGE});write(p[i],${BEGIN}+i*${PAGE})}}
function fresh(){Modules.removeAllCached();F=require("Flash");F.write=tornWrite;F.erasePage=tornErase;net=require("${NAME}");return net.restore()}
function save(steps){net.steps=steps;try{net.save();return true}catch(e){if(e!="cut")throw e;return false}}
`;

test("a power cut at every write and every erasure leaves the last checkpoint or the new one, also one cut after another", {
  skip,
}, async (t) => {
  const espruino = await l6(t);
  const shown = await espruino!.run(`${starting("L6")}${CUTS}
for(var number=1;number<5;number++){
var p=read(),whole=false,ops=0,news=0,wrong=[];
for(;!whole;ops++)for(var how=0;how<5;how++){
put(p);fresh();cut(ops,how);whole=save(number);left=-1;
fresh();var s=net.steps;
if(s!=number&&(whole||s!=number-1))wrong.push([ops,how,s]);
if(s==number)news++;
cut(how,(ops+how)%5);save(8);left=-1;
if(fresh()!=(net.steps>0)||net.steps!=s&&net.steps!=8)wrong.push([ops,how,s,net.steps]);
save(9);save(10);fresh();
if(net.steps!=10)wrong.push([ops,how,"end",net.steps]);
}
put(p);fresh();save(number);
show([number,ops-1,wrong]);show(news>5)}
show(${FILES})`);
  const cuts = [
    [1, 2, []], // a mark and the checkpoint
    [2, 2, []],
    [3, 4, []], // besides, what says that a page may be torn, and an erasure
    [4, 4, []],
  ];
  assert.deepEqual(shown, [...cuts.flatMap((one) => [one, true]), []]);
});

test("a page that another program has taken is left alone, and files are used", {
  skip,
}, async (t) => {
  const espruino = await l6(t);
  const shown = await espruino!.run(`${starting("L6")}${CUTS}
save(1);save(2);save(3);erase(${BEGIN});write("theirs",${BEGIN});
show([save(4),save(5),save(6)]);show(${FILES});show(E.toString(F.read(6,${BEGIN})));
fresh();show(net.steps);show(net.info().saves<1000)`);
  assert.deepEqual(shown, [[true, true, true], [`${NAME}.0`], "theirs", 6, true]);
});
