import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { crcOfAll } from "../../../src/common/crc-table.js";
import type { Placement } from "../../../src/common/espruino/module-name.js";
import { PACKAGE_VERSION } from "../../../src/node/version.js";
import {
  held,
  install,
  mapsStorage,
  moduleOf,
  NAME,
  rowsOf,
  starting,
  traceOf,
  twinOf,
  UNMAPPED,
  WATCH,
} from "../../support/espruino-networks.js";
import { bitsOf } from "../../support/networks.js";
import { noRealEspruino, type RealEspruino, realEspruino } from "../../support/real-espruino.js";

const PLACES: readonly { placement: Placement; what: string; skip: string | false }[] = [
  { placement: "ram", what: "machine code in RAM", skip: noMachineCode() },
  { placement: "storage", what: "machine code in Storage", skip: noMachineCode() },
  { placement: "javascript", what: "JavaScript", skip: noRealEspruino() },
];

function noMachineCode(): string | false {
  return noRealEspruino("ARM");
}

/** S3 on a new Espruino; undefined, and the test skipped, where Storage is not in memory. */
async function s3(t: TestContext, placement: Placement): Promise<RealEspruino | undefined> {
  const espruino = realEspruino(t);
  if (placement === "storage" && !(await mapsStorage(espruino))) {
    t.skip(UNMAPPED);
    return undefined;
  }
  await install(espruino, await moduleOf("S3", "small", placement), "S3");
  return espruino;
}

/** Shows the message of what a statement throws. */
const FAILING =
  'function failing(f){try{f();show("nothing was thrown")}catch(e){show(e.message)}}\n';

for (const { placement, what, skip } of PLACES) {
  test(`${what}: a module loads on Espruino, says what it is and that it has trained nothing`, {
    skip,
  }, async (t) => {
    const espruino = await s3(t, placement);
    const [info] = (await espruino?.run(`show(require("${NAME}").info())`)) ?? [];
    if (!info) return;
    const { layout } = (await twinOf("S3", "small")).network.engine;
    const flash = [0x6c000 - 2 * 4096, 4096, 4096];
    const about = { name: NAME, code: placement, version: PACKAGE_VERSION, flash, steps: 0 };
    const numbers = Object.entries(layout).map(([name, value]) => [name, value >>> 0]);
    assert.deepEqual(info, { ...Object.fromEntries(numbers), ...about });
  });

  test(`${what}: predictions, losses, counts and events on Espruino are those of Node`, {
    skip,
  }, async (t) => {
    const espruino = await s3(t, placement);
    if (!espruino) return;
    const { network } = await twinOf("S3", "small");
    const { inputs } = network.engine.layout;
    const shown = await espruino.run(`${starting("S3")}
net.on("predict",function(p,r){show(["predict",bits(p[0])>>>0,r.length])});
net.on("observe",function(r,y){if(r[0]==reading(0)[0])show(["observe",r.length,typeof y=="number"?-y:y[0]])});
net.on("train",function(l){show(["train",bits(l)>>>0,bits(net.loss)>>>0])});
show(net.loss===undefined);
show(bits(net.predict(reading(3))[0])>>>0);
show(net.observe(reading(0),label(0)[0]));observe(1);show(net.observe(reading(0),[0]));
show(bits(net.predict(reading(3))[0])>>>0);
show(bits(net.train())>>>0);show(net.steps);
show(bits(net.predict(reading(3))[0])>>>0);`);
    const { readings, labels } = rowsOf("S3");
    const reading = (i: number) => readings.subarray(i * inputs, (i + 1) * inputs);
    const predicted = () => bitsOf(network.predict(reading(3)))[0]!;
    const before = predicted();
    network.observe(reading(0), labels[0]!);
    network.observe(reading(0), labels[0]!);
    network.observe(reading(0), 0);
    const loss = bitsOf([network.train()])[0]!;
    const after = predicted();
    assert.notEqual(before, after);
    assert.deepEqual(shown, [
      ...[true, before, 1, 3, before, loss, 1, after],
      ["predict", before, inputs],
      ["observe", inputs, 0 - labels[0]!], // the label as it was given, a number
      ["observe", inputs, labels[0]],
      ["observe", inputs, 0],
      ["predict", before, inputs],
      ["train", loss, loss],
      ["predict", after, inputs],
    ]);
  });

  test(`${what}: each event tells what was given when it happened, and costs nothing unless someone listens`, {
    skip,
  }, async (t) => {
    const espruino = await s3(t, placement);
    const shown = await espruino?.run(`${starting("S3")}
var k,reused=new Float32Array(6),list=[1,2,3,4,5,6],labels=[1],first=new Int32Array(1);
function used(){return process.memory().usage-first[0]}
function base(){first[0]=process.memory().usage}
function reuse(k){reused.fill(k);list[0]=labels[0]=k&1;net.observe(k>2?list:reused,labels);var p=net.predict(reused);p[0]=9}
for(k=0;k<3;k++)reuse(k);net.train();net.init();base();
for(k=0;k<9;k++)reuse(k);show(used()<1);
net.init();net.on("observe",function(r,y){show([r.length,r[0],r[5],y[0]])});
function told(p,r){show([p[0]<1,r[0]])}
net.on("predict",told);
for(k=0;k<5;k++)reuse(k);
setTimeout(function(){net.removeListener("predict",told);net.removeAllListeners("observe");
base();for(k=0;k<5;k++)reuse(k);show(used()<1)},100);`);
    if (!shown) return;
    const observed = [0, 1, 2, 3, 4].map((k) => (k > 2 ? [6, k & 1, 6, k & 1] : [6, k, k, k & 1]));
    const predicted = [0, 1, 2, 3, 4].map((k) => [true, k]);
    const events = observed.flatMap((one, k) => [one, predicted[k]]);
    assert.deepEqual(shown, [true, ...events, true]);
  });

  test(`${what}: what is wrong is refused on Espruino in words, and changes nothing`, {
    skip,
  }, async (t) => {
    const espruino = await s3(t, placement);
    if (!espruino) return;
    const shown = await espruino.run(`${WATCH}${starting("S3")}${FAILING}
var huge=new Float32Array(6).fill(1e38);
function crc(){return E.CRC32(new Uint8Array(E.toArrayBuffer(memory),0,net.info().readings+4*6))}
observe(1);var before=crc();
failing(function(){net.observe([1,2,3,4,5],1)});
failing(function(){net.predict([1,2,3,4,5,6,7])});
failing(function(){net.observe([1,2,3,NaN,5,6],1)});
failing(function(){net.predict([1,2,3,4,5,Infinity])});
failing(function(){net.observe([1,-1.5e300,3,4,5,6],1)});
failing(function(){net.observe([1,2,3e39,4,5,6],1)});
failing(function(){net.observe(reading(0),2)});
failing(function(){net.observe(reading(0),[])});
failing(function(){net.observe(reading(0),[0,1])});
failing(function(){net.observe(reading(0),[0.5])});
failing(function(){net.observe([1,2,3,4,5,{}],1)});
failing(function(){net.observe([null,2,3,4,5,6],1)});
failing(function(){net.observe([1,true,3,4,5,6],1)});
failing(function(){net.observe([1,2,"3",4,5,6],1)});
failing(function(){net.predict([1,2,3,,5,6])});
failing(function(){net.observe(undefined,1)});
failing(function(){net.observe(reading(0),true)});
failing(function(){net.observe(reading(0),["1"])});
failing(function(){net.observe(reading(0),null)});
failing(function(){net.observe(reading(0))});
[NaN,0,-1,Infinity,4e38,1e-46].forEach(function(rate){net.learningRate=rate;failing(function(){net.train()})});net.learningRate=0.05;
show(crc()==before);
observe(15);before=crc();failing(function(){net.observe(reading(0),1)});show(crc()==before);
net.train();before=crc();failing(function(){net.train()});show(crc()==before);show(net.steps)`);
    assert.deepEqual(shown, [
      "reading: got 5 numbers, expected 6",
      "reading: got 7 numbers, expected 6",
      "reading 3: got NaN, expected a float32 number",
      "reading 5: got Infinity, expected a float32 number",
      "reading 1: got -1.5e+300, expected a float32 number",
      "reading 2: got 3e+39, expected a float32 number",
      "target 0: got 2, expected a whole number from 0 to 1",
      "target: got 0 numbers, expected 1",
      "target: got 2 numbers, expected 1",
      "target 0: got 0.5, expected a whole number from 0 to 1",
      "reading 5: got [object Object], expected a float32 number",
      "reading 0: got null, expected a float32 number",
      "reading 1: got true, expected a float32 number",
      "reading 2: got 3, expected a float32 number",
      "reading 3: got undefined, expected a float32 number",
      "reading: got 0 numbers, expected 6",
      "target 0: got true, expected a float32 number",
      "target 0: got 1, expected a float32 number",
      "target 0: got null, expected a float32 number",
      "target 0: got undefined, expected a float32 number",
      ...["NaN", "0", "-1", "Infinity", "4e+38", "1e-46"].map(
        (rate) => `learningRate: got ${rate}, expected a number > 0`,
      ),
      true,
      "batch: got 17 observations, expected 16; train first",
      true,
      "batch: got 0 observations, expected at least 1",
      true,
      1,
    ]);
  });

  test(`${what}: Espruino may move all memory between calls without changing a bit`, {
    skip,
  }, async (t) => {
    const espruino = await s3(t, placement);
    if (!espruino) return;
    const steps = 6;
    espruino.put(
      "held",
      Uint8Array.from({ length: steps }, (_, k) => held(k, 16)),
    );
    // Strings that go one by one, the nearest first, leave room before the module's memory.
    const shown = await espruino.run(`
var junk=[];for(var i=0;i<${steps};i++)junk.push(E.toFlatString({data:0,count:6000+i}));
${WATCH}${starting("S3")}var held=require("fs").readFileSync("held");
function crc(){return E.CRC32(new Uint8Array(E.toArrayBuffer(memory),0,4*net.info().parameters))}
for(var k=0;k<${steps};k++){
junk.pop();var was=E.getAddressOf(memory,true);E.defrag();
show([E.getAddressOf(memory,true)<was,E.getAddressOf(memory,true)&3]);
observe(held.charCodeAt(k));show([bits(net.train())>>>0,crc()>>>0])}
show(process.memory().blocksize)`);
    const blockSize = Number(shown.at(-1));
    const moves = shown.slice(0, -1).filter((_, i) => i % 2 === 0) as [boolean, number][];
    const trained = shown.slice(0, -1).filter((_, i) => i % 2 === 1);
    assert.deepEqual(trained, traceOf(await twinOf("S3", "small"), steps));
    assert.ok(moves.filter(([moved]) => moved).length > 1);
    // E.defrag() moves strings to where machine code cannot use them, unless a block of memory is so many bytes.
    assert.equal(
      moves.some(([, offset]) => offset > 0),
      blockSize % 4 > 0,
    );
  });

  test(`${what}: a module that is loaded anew on Espruino starts anew`, { skip }, async (t) => {
    const espruino = await s3(t, placement);
    if (!espruino) return;
    const shown = await espruino.run(`${starting("S3")}
function run(){var list=[];net.steps=0;for(var k=0;k<3;k++){observe(16);list.push(bits(net.train())>>>0)}return list}
show(run());Modules.removeAllCached();net=require("${NAME}");show(run());
net.init();show(run());net.init(7);show(net.random);show(run())`);
    const [first, again, anew, random, other] = shown;
    const expected = traceOf(await twinOf("S3", "small"), 2).map(([loss]) => loss);
    assert.deepEqual((first as number[]).slice(0, 2), expected);
    assert.deepEqual([again, anew], [first, first]);
    assert.equal(random, 7);
    assert.notDeepEqual(other, first);
  });
}

test("machine code that is missing or altered is not run", {
  skip: noMachineCode(),
}, async (t) => {
  for (const placement of ["ram", "storage"] as const) {
    const espruino = await s3(t, placement);
    if (!espruino) return;
    const code = (await moduleOf("S3", "small", placement)).files[0]!;
    const wrong = Uint8Array.from(code.data, (byte, i) => (i === 100 ? byte ^ 1 : byte));
    assert.notEqual(crcOfAll(wrong), crcOfAll(code.data));
    const load = `${FAILING}failing(function(){require("${NAME}")});`;
    const message = (got: string) =>
      `${code.name}: got ${got}, expected what was built; flash again`;
    await espruino.store(code.name, wrong);
    assert.deepEqual(await espruino.run(load), [message("other code")]);
    const erased = `require("Storage").erase("${code.name}");${load}`;
    assert.deepEqual(await espruino.run(erased), [message("no such file")]);
    await espruino.store(code.name, code.data);
    const loads = `${load.replace("failing(f", "failing(f")}show(require("${NAME}").info().code)`;
    assert.deepEqual((await espruino.run(loads)).at(-1), placement);
  }
});

test("machine code that another upload replaced is not run", {
  skip: noMachineCode(),
}, async (t) => {
  const espruino = await s3(t, "storage");
  if (!espruino) return;
  const code = (await moduleOf("S3", "small", "storage")).files[0]!;
  const shown = await espruino.run(`${starting("S3")}${FAILING}
observe(16);net.train();require("Storage").erase("${code.name}");
failing(function(){observe(1)});failing(function(){net.train()});show(net.steps)`);
  const message = `${code.name}: got no such file, expected what was built; flash again`;
  assert.deepEqual(shown, [message, message, 1]);
});

test("Compacting Storage moves the machine code that runs there without changing a bit", {
  skip: noMachineCode(),
}, async (t) => {
  const espruino = realEspruino(t);
  if (!(await mapsStorage(espruino))) return t.skip(UNMAPPED);
  await espruino.store("junk", new Uint8Array(3000));
  const module = await moduleOf("S3", "small", "storage");
  await install(espruino, module, "S3");
  const shown = await espruino.run(`${starting("S3")}
var S=require("Storage");function address(){return E.getAddressOf(S.read("${module.files[0]!.name}"),true)}
observe(16);show(bits(net.train())>>>0);var was=address();
S.erase("junk");S.compact();show(was-address());
observe(16);show(bits(net.train())>>>0)`);
  const losses = traceOf(await twinOf("S3", "small"), 2).map(([loss]) => loss);
  assert.deepEqual(shown, [losses[0], 3032, losses[1]]);
});

test("machine code for a mapped Storage says what is wrong where Storage has no addresses", {
  skip: noMachineCode(),
}, async (t) => {
  const espruino = realEspruino(t);
  const module = await moduleOf("S3", "small", "storage");
  await install(espruino, module, "S3");
  const load = `${FAILING}failing(function(){require("${NAME}")})`;
  const [message] = await espruino.run(load, { unmapped: true });
  assert.match(String(message), /^neural~[0-9a-f]{8}: got /);
});
