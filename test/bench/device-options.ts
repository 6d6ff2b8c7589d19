import assert from "node:assert/strict";
import { FIRMWARE_BOARDS, type FirmwareBoard } from "../../boards/index.js";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { jsModule } from "../../src/common/compiler/js/js-module.js";
import { thumbCode } from "../../src/common/compiler/thumb/blob.js";
import type { ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { COMPILED_ENGINES, type EngineName } from "../../src/common/fit/engine.js";
import { fitOf } from "../../src/common/fit/firmware.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import { deviceClient } from "../../src/common/protocol/client.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { boardFirmware } from "../../src/node/gcc/board-firmware.js";
import { startSimulator } from "../../src/node/simulators/simulator.js";
import { mixedNetworks } from "../support/mixed-networks.js";
import { PLANS } from "../support/networks.js";
import { SMALL_ENGINES, type SmallEngine } from "../support/small-engines.js";
import { teach } from "../support/teach-device.js";
import { type Job, NATIVE, TIMEOUT } from "./device-job.js";

/** Steps that show all of an option: the schedules' ends are in them, and batches that follow full ones. */
const MOST_STEPS = 20;
/** Where a step takes rp2040js a second. */
const FEW_STEPS = 4;

/** Readings that so many steps take, windows and those that a normaliser warms up with included. */
function readingsFor({ spec: { batch, window, normalizer } }: BuiltNetwork, steps: number): number {
  const observed = batch * steps + (normalizer.type === "adaptive" ? normalizer.warmUp : 0);
  return window ? window.rows + (observed - 1) * window.stride : observed;
}

/** Firmware that is taught reading by reading, as by a sensor, on a simulated board. */
function firmwareJob(
  name: string,
  built: BuiltNetwork,
  board: FirmwareBoard,
  engine: EngineName | "thumb",
): Job {
  const slow = board.simulator.kind === "rp2040js" && engine === "wasm3";
  return {
    task: { name },
    where: board.name,
    engine: engine === "thumb" ? "machine code" : engine,
    mixed: true,
    most: slow ? FEW_STEPS : MOST_STEPS,
    async run(steps) {
      const what =
        engine === "thumb"
          ? { ...thumbCode(built, board.core as ThumbCore), place: "storage" as const }
          : engine;
      const { elf } = await boardFirmware(built, board, what, { target: "simulator" });
      const simulator = await startSimulator(board, elf);
      const device = deviceClient(simulator, { timeout: TIMEOUT, silence: TIMEOUT });
      try {
        await device.connect();
        const network = await startNetwork(built);
        await teach(device, network, readingsFor(built, steps));
        assert.equal(network.steps, steps);
        const { heap, stack } = await device.measures();
        return { heap, stack };
      } finally {
        await device.close();
      }
    },
  };
}

/** `trace(net)` teaches a network, in any engine, and gives the bits of all that it says. */
const traceText = ({ spec }: BuiltNetwork, readings: number): string => `
function bits(x) { return new Uint32Array(new Float32Array([x]).buffer)[0]; }
function value(i, j) { return ((i * 37 + j * 53) % 101 - 50) / 16; }
function trace(net) {
  var out = [], i, j;
  function say(list) { for (j = 0; j < list.length; j++) out.push(bits(list[j])); }
  for (i = 0; i < ${readings}; i++) {
    var reading = [], target = [];
    for (j = 0; j < ${spec.inputs.length}; j++) reading.push(value(i, j));
    for (j = 0; j < ${spec.task === "classes" ? 1 : spec.outputs.length}; j++)
      target.push(${spec.task === "numbers" ? "20 + value(i, j + 7)" : `(i + j) % ${spec.task === "classes" ? spec.outputs.length : 2}`});
    var seen = ${spec.window ? "net.push(reading)" : "reading"};
    if (!seen) continue;
    say(seen);
    if (i % 4 == 0) say(net.predict(seen));
    if (net.observe(seen, target) == ${spec.batch}) out.push(bits(net.train()), net.hash());
  }
  return out;
}
`;

/** The plain JavaScript module, in a small engine. */
function javascriptJob(name: string, built: BuiltNetwork, engine: SmallEngine): Job {
  return {
    task: { name },
    where: engine.name,
    engine: "JavaScript",
    mixed: true,
    most: MOST_STEPS,
    async run(steps) {
      const text = traceText(built, readingsFor(built, steps));
      const network = await startNetwork(built);
      const expected: number[] = new Function("net", `${text}return trace(net);`)(network);
      assert.equal(network.steps, steps);
      const program = `${await jsModule(built)}\n${text}trace(net).forEach(function (x) { print(x); });`;
      assert.deepEqual(await engine.run(program), expected.map(String));
      return {};
    },
  };
}

function jobsOf(name: string, built: BuiltNetwork): Job[] {
  const boards = FIRMWARE_BOARDS.flatMap((board) => {
    const engines: (EngineName | "thumb")[] = COMPILED_ENGINES.filter(
      (engine) => fitOf(built, board, engine).fits,
    );
    const native = NATIVE.includes(board.name) && engines.includes("c");
    return [...engines, ...(native ? (["thumb"] as const) : [])].map((engine) =>
      firmwareJob(name, built, board, engine),
    );
  });
  return [...boards, ...SMALL_ENGINES.map((engine) => javascriptJob(name, built, engine))];
}

/** Networks of all options, in both plans, wherever they fit: on every simulated board and in the small engines. */
export async function optionJobs(): Promise<Job[]> {
  const all: Job[] = [];
  for (const [name, spec] of PLANS.flatMap(mixedNetworks)) {
    all.push(...jobsOf(name, await buildNetwork(spec)));
  }
  return all;
}
