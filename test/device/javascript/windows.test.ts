import assert from "node:assert/strict";
import { test } from "node:test";
import { jsModule } from "../../../src/common/compiler/js/js-module.js";
import { espruinoModule } from "../../../src/common/espruino/module.js";
import type { Placement } from "../../../src/common/espruino/module-name.js";
import { planUpload } from "../../../src/common/espruino/versions.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { fakeDevice } from "../../support/device-module-fake.js";
import { boardNamed, mapsStorage, NAME, UNMAPPED } from "../../support/espruino-networks.js";
import { PLANS } from "../../support/networks.js";
import { noRealEspruino, realEspruino } from "../../support/real-espruino.js";
import { MORE_ENGINES, SMALL_ENGINES } from "../../support/small-engines.js";

const ROWS = 90;
const BATCH = 4;

/** Two channels in overlapping windows, three classes; all that has state of its own. */
const FILE = {
  inputs: ["x", "y"],
  window: { rows: 4, stride: 2, features: ["mean", "deviation", "slope", "crossings", "raw"] },
  task: "classes",
  outputs: ["a", "b", "c"],
  layers: [{ units: 5, activation: "relu" }, { units: 3 }],
  optimizer: { type: "adam", learningRate: 0.02 },
  classWeights: [1, 2, 0.5],
  normalizer: { type: "adaptive", memory: 20, warmUp: 3 },
  batch: BATCH,
};
const builtIn = (plan: string) => buildNetwork(checkNetwork({ ...FILE, plan }));

/** A program for any engine: `trace(net)` gives the bits of all that the network says. */
const TRACE = `
function row(i) { return [((i * 37) % 101 - 50) / 16, ((i * 53) % 89 - 44) / 8]; }
function bits(x) { return new Uint32Array(new Float32Array([x]).buffer)[0]; }
function trace(net) {
  var out = [];
  for (var i = 0; i < ${ROWS}; i++) {
    if (i == 41) net.restart();
    var f = net.push(row(i));
    if (f) {
      var p = net.predict(f);
      out.push(bits(f[0]), bits(p[0]), bits(p[2]));
      if (net.observe(f, i % 3) == ${BATCH}) out.push(bits(net.train()));
    }
  }
  return out;
}
`;

const traceIn = (net: unknown): number[] => new Function("net", `${TRACE}return trace(net);`)(net);

for (const plan of PLANS) {
  for (const engine of [...SMALL_ENGINES, ...MORE_ENGINES]) {
    const { name, skip } = engine;
    test(`${name} has Node's bits of a network of classes with windows, ${plan} plan`, {
      skip,
    }, async () => {
      const built = await builtIn(plan);
      const lines = await engine.run(`${jsModule(built)}${TRACE}print(trace(net).join(" "));`);
      const expected = traceIn(await startNetwork(built));
      assert.deepEqual(lines.at(-1)!.split(" ").map(Number), expected);
      assert.ok(new Set(expected).size > ROWS, "nothing is learnt");
    });
  }

  test(`a module for Espruino has Node's bits of a network of classes with windows, ${plan} plan`, async () => {
    const built = await builtIn(plan);
    const { files } = espruinoModule(built, boardNamed("esp8266"), NAME, "javascript");
    const net = fakeDevice().start(new TextDecoder().decode(files.at(-1)!.data));
    assert.deepEqual(traceIn(net), traceIn(await startNetwork(built)));
  });
}

const noMachineCode = noRealEspruino("ARM");
for (const [placement, skip] of [
  ["storage", noMachineCode],
  ["ram", noMachineCode],
  ["javascript", noRealEspruino()],
] as [Placement, string | false][]) {
  test(`Espruino (${placement}) has Node's bits of a network of classes with windows`, {
    skip,
  }, async (t) => {
    const espruino = realEspruino(t);
    if (placement === "storage" && !(await mapsStorage(espruino))) return t.skip(UNMAPPED);
    const built = await builtIn("small");
    const module = espruinoModule(built, boardNamed("puckjs"), NAME, placement);
    for (const { name, data } of planUpload(module.files, []).write)
      await espruino.store(name, data);
    const [trace] = await espruino.run(`${TRACE}show(trace(require("${NAME}")))`);
    assert.deepEqual(trace, traceIn(await startNetwork(built)));
  });
}
