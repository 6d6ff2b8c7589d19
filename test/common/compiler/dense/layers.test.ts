// A layer's own routines, run as WebAssembly, against the kernels that all layers share: no sum is reordered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTIMIZE } from "../../../../src/common/compiler/thumb/code.js";
import { thumbProgram } from "../../../../src/common/compiler/thumb/program.js";
import { printWasm } from "../../../../src/common/compiler/wasm/print-wasm.js";
import { loadNetwork } from "../../../../src/common/loader/index.js";
import { ACTIVATIONS } from "../../../../src/common/network/activations.js";
import { checkNetwork } from "../../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../../src/node/build-network.js";
import { bitsOf, observations, observeAll } from "../../../support/networks.js";

const STEPS = 6;
const HIDDEN = Object.entries(ACTIVATIONS).flatMap(([name, { hidden }]) => (hidden ? [name] : []));

/** Sizes at the edges of tiles of four by four, of pairs of terms, and of what loads reach from one pointer. */
const SHAPES = [
  { what: "one input and one observation", widths: [1, 5, 2], batch: 1 },
  { what: "five columns and five rows", widths: [5, 5, 5], batch: 5 },
  { what: "tiles without a rest", widths: [8, 8, 4], batch: 8 },
  { what: "rests of three and of one", widths: [7, 3, 9, 2], batch: 7 },
  { what: "rows of inputs beyond reach", widths: [256, 5, 3], batch: 6 },
  { what: "rows of units beyond reach", widths: [3, 256, 2], batch: 9 },
  { what: "many inputs and an odd number of observations", widths: [66, 7, 3], batch: 7 },
  { what: "many inputs and two observations", widths: [64, 4, 3], batch: 2 },
] as const;

function networkOf({ widths, batch }: (typeof SHAPES)[number], activation: string) {
  const units = widths.slice(1);
  return checkNetwork({
    inputs: Array.from({ length: widths[0] }, (_, i) => ({ name: `x${i}` })),
    outputs: Array.from({ length: units.at(-1)! }, (_, j) => `y${j}`),
    layers: units.map((count, l) => ({
      units: count,
      activation: l === units.length - 1 ? "sigmoid" : activation,
    })),
    normalizer: "none",
    optimizer: { type: "sgd", learningRate: 0.05 },
    batch,
    plan: "fast",
  });
}

/** The bits that each step leaves: of the loss and of the parameters. */
async function trace(wasm: Uint8Array<ArrayBuffer>, shape: (typeof SHAPES)[number]) {
  const network = await loadNetwork(wasm);
  observeAll(network, observations(shape, shape.batch, 11));
  return Array.from({ length: STEPS }, () => [...bitsOf([network.step()]), network.hash()]);
}

for (const shape of SHAPES) {
  test(`layers' own routines give the kernels' bits: ${shape.what}`, async () => {
    for (const activation of HIDDEN) {
      const built = await buildNetwork(networkOf(shape, activation));
      const expected = await trace(built.wasm, shape);
      assert.equal(new Set(expected.map(String)).size, STEPS, "the parameters stand still");
      for (const optimize of OPTIMIZE) {
        const program = thumbProgram(built, optimize);
        const shared = program.routines.some(({ name }) => name.startsWith("assembly/dense/"));
        assert.ok(optimize === "size" || !shared, "a layer has no routine of its own");
        assert.deepEqual(
          await trace(printWasm(program), shape),
          expected,
          `${activation}, for ${optimize}`,
        );
      }
    }
  });
}
