import type { FirmwareBoard } from "../../../../boards/index.js";
import type { BuiltNetwork } from "../../../common/compiler/build-network.js";
import type { EngineName } from "../../../common/fit/engine.js";
import { hex } from "../../../common/hex.js";
import { describeDifference } from "../../../common/learning/parity.js";
import type { Readings } from "../../../common/learning/readings.js";
import { count } from "../../../common/text.js";
import { boardFirmware } from "../../gcc/board-firmware.js";
import { type FirmwareSimulation, simulate } from "../../simulators/firmware.js";
import { costFact } from "../../watch-simulation.js";
import type { SimulateOptions, Simulation } from "../kind.js";

/** Makes our firmware ready to train on the board's simulator. */
export async function prepareSimulation(
  built: BuiltNetwork,
  board: FirmwareBoard,
  readings: Readings,
  { engine = "wasm3" }: SimulateOptions,
): Promise<Simulation> {
  const { elf, sizes, compiler } = await boardFirmware(built, board, engine, {
    target: "simulator",
  });
  const size = count(sizes.text + sizes.data);
  return {
    about: `${built.spec.name} on ${board.name}, ${engine}: ${size} bytes of firmware`,
    async run(options) {
      const simulation = await simulate(built, board, elf, readings, options);
      const { run, network } = simulation;
      const facts = { ...factsOf(simulation, sizes, board, engine), compiler };
      return {
        facts,
        described: describe(facts),
        ...(run.difference && { difference: describeDifference(run.difference) }),
        network,
        passLosses: run.passLosses,
      };
    },
  };
}

/** What a simulation came to, for machines: sizes in bytes. */
function factsOf(
  { run, network, cost }: FirmwareSimulation,
  { text, data, bss }: { text: number; data: number; bss: number },
  board: FirmwareBoard,
  engine: EngineName,
) {
  const { difference, measures } = run;
  return {
    board: board.name,
    engine,
    simulator: board.simulator.kind,
    steps: run.steps,
    same: difference === undefined,
    ...(difference && { difference }),
    hash: hex(network.hash()),
    cost: cost ?? null,
    ram: {
      static: data + bss,
      heap: measures.heap,
      stack: measures.stack,
      total: data + bss + measures.heap + measures.stack,
    },
    flash: text + data,
  };
}

function describe({ board, engine, simulator, cost, ram, flash }: ReturnType<typeof factsOf>) {
  return [
    { label: "Simulated board", value: `${board}, ${engine}, in ${simulator}` },
    ...(cost ? [costFact(cost)] : []),
    {
      label: "RAM used at most",
      value: `${count(ram.total)} bytes: ${count(ram.static)} static, ${count(ram.heap)} heap, ${count(ram.stack)} stack`,
    },
    { label: "Flash", value: `${count(flash)} bytes` },
  ];
}
