import assert from "node:assert/strict";
import { test } from "node:test";
import { hostProgram } from "../../../src/common/compiler/host-program.js";
import { constant } from "../../../src/common/compiler/ir/ir.js";
import { link } from "../../../src/common/compiler/link/link.js";
import { printWasm } from "../../../src/common/compiler/wasm/print-wasm.js";
import { webAssemblyEngine } from "../../../src/common/loader/index.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { mixedNetworks } from "../../support/mixed-networks.js";
import { seededRandom } from "../../support/random.js";

for (const simd of [true, false]) {
  for (const [name, spec] of [...mixedNetworks("fast"), ...mixedNetworks("small")]) {
    test(`many predictions have the bits of one by one: ${name}, ${simd ? "SIMD" : "no SIMD"}`, async () => {
      const { hostWasm, wasm } = await buildNetwork(spec, { simd });
      const [host, device] = [await webAssemblyEngine(hostWasm), await webAssemblyEngine(wasm)];
      const { inputs, outputs, input, output } = device.layout;
      const floats = new Float32Array(device.memory);
      for (const { run } of [host, device]) run(0, 5);
      const rows = host.rows!;
      assert.equal(device.rows, undefined);
      const random = seededRandom(3);
      for (const count of [1, 3, 4, 6, rows.most]) {
        const readings = Float32Array.from({ length: count * inputs }, () => random.uniform(-3, 3));
        rows.readings.set(readings);
        assert.equal(rows.predict(count), count);
        const alone = new Float32Array(count * outputs);
        for (let i = 0; i < count; i++) {
          floats.set(readings.subarray(i * inputs, (i + 1) * inputs), input / 4);
          device.run(2, 0);
          alone.set(floats.subarray(output / 4, output / 4 + outputs), i * outputs);
        }
        assert.deepEqual(rows.answers.slice(0, alone.length), alone);
        rows.readings.set(readings);
        rows.readings[(count >> 1) * inputs] = Number.POSITIVE_INFINITY;
        assert.equal(rows.predict(count), count >> 1); // before the reading that is not finite
      }
    });
  }
}

test("a module whose places for many readings lie beyond its memory has none for the loader", async () => {
  const [, spec] = mixedNetworks("fast")[0]!;
  const { plan } = await buildNetwork(spec);
  const program = link(RESOURCES.kernels, hostProgram(spec, plan, RESOURCES.kernels));
  const withPlace = (name: string, value: number) =>
    webAssemblyEngine(
      printWasm({
        ...program,
        constants: new Map([...program.constants, [name, constant("i32", value)]]),
      }),
    );
  const end = program.constants.get("end")!.value;
  for (const name of ["many", "answers"]) {
    assert.equal((await withPlace(name, end)).rows, undefined, name);
    assert.equal((await withPlace(name, 2)).rows, undefined, name);
  }
  assert.equal((await withPlace("rows", 0)).rows, undefined);
  assert.equal((await withPlace("rows", 100_000)).rows, undefined);
});
