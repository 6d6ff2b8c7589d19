import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type BaselineKind,
  baselinesOf,
  type PartBaselines,
} from "../../../src/common/learning/baselines.js";
import { describeBaselines } from "../../../src/common/learning/describe-baselines.js";
import type { Observations } from "../../../src/common/learning/observations.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { targetCount } from "../../../src/common/network/tasks.js";
import { buildNetwork } from "../../../src/node/build-network.js";

const entropy = (...shares: number[]) =>
  shares.reduce((sum, p) => sum - (p === 0 ? 0 : p * Math.log(p)), 0);
const near = (got: number | null | undefined, expected: number) =>
  assert.ok(typeof got === "number" && Math.abs(got - expected) < 1e-6, `${got} and ${expected}`);
const rows = (...list: number[]) => Uint32Array.from(list);

/** What a new network with such a file comes to on targets; it says the first of its outputs, or the number 1. */
async function compared(
  file: Record<string, unknown> & { readonly outputs: readonly unknown[] },
  targets: readonly number[],
  parts: readonly { part?: string; rows: Uint32Array }[],
  more: { readonly trainRows?: Uint32Array; readonly recordings?: Uint32Array } = {},
): Promise<PartBaselines[]> {
  const k = file.outputs.length;
  const spec = checkNetwork({ inputs: ["x"], layers: [{ units: k }], ...file });
  const network = await startNetwork(await buildNetwork(spec));
  const each = targetCount(spec);
  const count = targets.length / each;
  const observations: Observations = {
    values: new Float32Array(count),
    targets: Float32Array.from(targets),
    count,
    inputs: 1,
    targetCount: each,
    ...(more.recordings && { recordings: more.recordings }),
  };
  const said = parts.map((part) => ({
    ...part,
    predictions: Float32Array.from({ length: part.rows.length * k }, (_, i) =>
      i % k === 0 ? 1 : 0,
    ),
  }));
  return baselinesOf(network, spec, observations, said, more.trainRows);
}

const of = (part: PartBaselines | undefined, kind: BaselineKind) =>
  part?.baselines.find((baseline) => baseline.kind === kind);
const yesNo = { outputs: ["a"] };
const classes = { task: "classes", label: "c", outputs: ["a", "b", "c"] };
const training = (...list: number[]) => ({ part: "training", rows: rows(...list) });
const validation = (...list: number[]) => ({ part: "validation", rows: rows(...list) });

describe("answers that read nothing", () => {
  it("guess the share of yeses of the training, and the best constant is that of the part itself", async () => {
    const targets = [1, 0, 0, 0, 1, 1];
    const parts = [training(0, 1, 2, 3), validation(4, 5)];
    const [train, held] = await compared(yesNo, targets, parts, { trainRows: rows(0, 1, 2, 3) });
    near(of(train, "guess")?.loss, entropy(0.25, 0.75));
    near(of(train, "constant")?.loss, entropy(0.25, 0.75));
    assert.equal(of(train, "guess")?.accuracy, 0.75);
    near(of(held, "guess")?.loss, -Math.log(0.25));
    assert.equal(of(held, "guess")?.accuracy, 0);
    near(of(held, "constant")?.loss, 0);
    assert.equal(held?.accuracy, 1);
    assert.equal(of(held, "last"), undefined);
  });

  it("guess the shares of classes, and give one that never occurred the share of one observation", async () => {
    const parts = [training(0, 1, 2, 3), validation(4)];
    const [train, held] = await compared(classes, [0, 0, 1, 1, 2], parts, {
      trainRows: rows(0, 1, 2, 3),
    });
    near(of(train, "guess")?.loss, -Math.log(0.4));
    near(of(train, "constant")?.loss, entropy(0.5, 0.5));
    near(of(held, "guess")?.loss, -Math.log(0.2));
    assert.deepEqual(
      train?.outputs.map(({ output }) => output),
      ["c"],
    );
  });

  it("count what is rare as often as the training does", async () => {
    const file = { ...yesNo, positiveWeight: 3 };
    const [train] = await compared(file, [1, 0, 0, 0], [training(0, 1, 2, 3)], {
      trainRows: rows(0, 1, 2, 3),
    });
    near(of(train, "guess")?.loss, (6 * Math.LN2) / 4);
  });

  it("guess the mean of numbers, output by output", async () => {
    const file = { task: "numbers", outputs: ["a", "b"] };
    const [train] = await compared(file, [1, 10, 3, 10], [training(0, 1)], {
      trainRows: rows(0, 1),
    });
    near(of(train, "guess")?.loss, 0.5);
    assert.equal(of(train, "guess")?.accuracy, null);
    assert.deepEqual(
      train?.outputs.map(({ output, baselines }) => [output, baselines[0]?.loss]),
      [
        ["a", 0.5],
        ["b", 0],
      ],
    );
  });

  it("say of a stream what usually comes after what came before", async () => {
    const file = { ...yesNo, normalizer: "adaptive", batch: 1 };
    const trainRows = rows(0, 1, 2, 3, 4);
    const [train, held] = await compared(
      file,
      [0, 0, 1, 1, 1, 1],
      [training(0, 1, 2, 3, 4), validation(5)],
      { trainRows },
    );
    // After a yes came two, and the guess of 3/5 counts once: 2.6 of 3.
    near(of(held, "last")?.loss, -Math.log(2.6 / 3));
    assert.equal(of(train, "last")?.accuracy, 3 / 5);
  });

  it("say the last number again, but not that of another recording", async () => {
    const file = { task: "numbers", outputs: ["a"] };
    const [train] = await compared(file, [1, 2, 7, 8], [training(0, 1, 2, 3)], {
      trainRows: rows(0, 1, 2, 3),
      recordings: rows(0, 0, 1, 1),
    });
    near(of(train, "last")?.loss, (3.5 ** 2 + 1 + 2.5 ** 2 + 1) / 8);
  });

  it("say nothing of the last one where it changes only with the recording", async () => {
    const [train] = await compared(classes, [1, 1, 0, 0], [training(0, 1, 2, 3)], {
      trainRows: rows(0, 1, 2, 3),
      recordings: rows(0, 0, 1, 1),
    });
    assert.equal(of(train, "last"), undefined);
  });

  it("have no guess where the training data is not known, which is said", async () => {
    const parts = await compared(yesNo, [1, 0, 0, 0], [{ rows: rows(0, 1, 2, 3) }]);
    assert.deepEqual(
      parts[0]?.baselines.map(({ kind }) => kind),
      ["constant"],
    );
    assert.match(
      describeBaselines(parts),
      /not known here: that answer is taken from these readings/,
    );
  });

  it("are none for no observations", async () => {
    assert.deepEqual(await compared(yesNo, [1], [{ rows: rows() }]), []);
    assert.equal(describeBaselines([]), "");
  });
});
