// Random networks of all options. More of them: npm run random -- --networks 5000
import assert from "node:assert/strict";
import { test } from "node:test";
import type { NetworkSpec } from "../../src/common/network/network-spec.js";
import { isUnrolled } from "../../src/common/network/plan.js";
import { extent } from "../support/extent.js";
import { checkRandom } from "../support/random-check.js";
import { randomNetwork } from "../support/random-network.js";
import { missing } from "../support/tools.js";

const NETWORKS = extent(60, 200);
/** The part begins where it has every option; what they are, a test below says. */
const FIRST = extent(54, 0);
/** Of ten networks one may amplify rounding until its comparison with float64 says little; its bits are compared all the same. */
const LOOSE_SHARE = 1 / 10;

test(`${NETWORKS} random networks agree with float64 and have the same bits in both plans, JavaScript, C and after a restore`, async (t) => {
  const withoutC = missing("gcc");
  if (withoutC) t.diagnostic(`not as C: ${withoutC}`);
  const { failures, worst, loose } = await checkRandom(
    FIRST,
    NETWORKS,
    withoutC ? undefined : "-O0",
  );
  t.diagnostic(`at most ${worst.toFixed(2)} of the distance from float64 that rounding explains`);
  t.diagnostic(`${loose} of ${NETWORKS} comparisons with float64 are loose`);
  assert.deepEqual(failures, []);
  assert.ok(loose <= LOOSE_SHARE * NETWORKS, `${loose} comparisons with float64 are loose`);
});

test("the random networks have every option that a network file has", () => {
  const specs = Array.from({ length: NETWORKS }, (_, k) => randomNetwork(FIRST + k));
  const some = (holds: (spec: NetworkSpec) => unknown) => assert.ok(specs.some(holds), `${holds}`);
  const all = <T>(name: string, of: (spec: NetworkSpec) => readonly T[], expected: readonly T[]) =>
    assert.deepEqual([...new Set(specs.flatMap(of))].sort(), [...expected].sort(), name);
  all("tasks", ({ task }) => [task], ["yes-no", "classes", "numbers"]);
  all("activations", ({ layers }) => layers.map(({ activation }) => activation), [
    "tanh",
    "sigmoid",
    "identity",
    "relu",
    "leaky-relu",
    "softsign",
    "softmax",
  ]);
  all("optimizers", ({ optimizer }) => [optimizer.type], ["sgd", "momentum", "adam"]);
  all("schedules", ({ optimizer }) => [optimizer.schedule.type], [
    "constant",
    "inverse-time",
    "cosine",
  ]);
  all("normalisers", ({ normalizer }) => [normalizer.type], ["standard", "none", "adaptive"]);
  all("features", ({ window }) => window?.features ?? [], [
    "mean",
    "deviation",
    "min",
    "max",
    "change",
    "rms",
    "slope",
    "crossings",
    "raw",
  ]);
  all("plans", ({ plan }) => [plan], ["fast", "small"]);
  all("reductions", ({ reduction }) => [reduction], ["sum", "mean"]);
  some(({ layers }) => layers.length === 4);
  some(isUnrolled);
  some((spec) => isUnrolled(spec) && spec.positiveWeight !== 1 && spec.reduction === "mean");
  some(({ positiveWeight }) => positiveWeight !== 1);
  some(({ classWeights, task }) => classWeights === "balanced" && task === "yes-no");
  some(({ classWeights, task }) => classWeights === "balanced" && task === "classes");
  some(({ classWeights }) => Array.isArray(classWeights));
  some(({ optimizer }) => optimizer.type === "momentum" && optimizer.nesterov);
  some(({ optimizer }) => optimizer.weightDecay > 0 && optimizer.clipNorm !== undefined);
  some(({ trainLayers, layers }) => trainLayers < layers.length);
  some(({ normalizer }) => normalizer.type === "standard" && normalizer.clip);
  some(({ normalizer }) => normalizer.type === "adaptive" && normalizer.clip);
  some(({ normalizer }) => normalizer.type === "adaptive" && normalizer.memory === 2);
  some(({ window }) => window && window.stride < window.rows);
  some(({ window }) => window && window.stride > window.rows);
  some(({ window }) => window?.rows === 1);
  some(({ batch }) => batch === 1);
  some(({ batch }) => batch === 33);
});
