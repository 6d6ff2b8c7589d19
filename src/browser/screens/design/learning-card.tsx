import { DEFAULTS } from "../../../common/network/defaults.js";
import { LIMITS, type Optimizer } from "../../../common/network/network-spec.js";
import type { ScreenProps } from "../../page.js";
import { Card } from "../../parts/card.js";
import { NumberField } from "../../parts/number-field.js";
import { Select } from "../../parts/select.js";
import { withField, withLearningRate, withOptimizer } from "../../state/network-form.js";
import { editNetwork } from "./edit.js";
import { Reason } from "./reason.js";
import type { Shown } from "./shown.js";

const OPTIMIZERS: readonly { readonly value: Optimizer["type"]; readonly text: string }[] = [
  { value: "adam", text: "Adam" },
  { value: "momentum", text: "Momentum" },
  { value: "sgd", text: "Gradient descent" },
];
const PLANS = [
  { value: "auto", text: "Fast where it fits" },
  { value: "fast", text: "Fast" },
  { value: "small", text: "Small, and slower" },
] as const;

/** How it learns. */
export function LearningCard({ app, state, spec }: ScreenProps & Shown) {
  const { optimizer, batch, plan } = spec;
  return (
    <Card title="Learning">
      <div class="grid numbers-grid">
        <Select
          label="Optimizer"
          options={OPTIMIZERS}
          value={optimizer.type}
          onChoose={(type) => editNetwork(app, withOptimizer(type, DEFAULTS.learningRate[type]))}
        />
        <NumberField
          label="Learning rate"
          value={optimizer.learningRate}
          least={1e-6}
          most={LIMITS.learningRate}
          fractions
          onNumber={(rate) => editNetwork(app, withLearningRate(rate))}
        />
        <NumberField
          label={spec.window ? "Windows in a batch" : "Readings in a batch"}
          value={batch}
          least={1}
          most={LIMITS.batch}
          onNumber={(value) => editNetwork(app, withField("batch", value))}
        />
        <Select
          label="Memory plan"
          options={PLANS}
          value={plan}
          onChoose={(value) => editNetwork(app, withField("plan", value))}
        />
      </div>
      <Reason state={state} field="optimizer" />
      <Reason state={state} field="batch" />
      <Reason state={state} field="classWeights" />
    </Card>
  );
}
