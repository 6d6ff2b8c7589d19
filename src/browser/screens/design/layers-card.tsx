import { HIDDEN_ACTIVATIONS, type HiddenActivation } from "../../../common/network/activations.js";
import { featureCount } from "../../../common/network/features.js";
import { LIMITS } from "../../../common/network/network-spec.js";
import { counted } from "../../../common/text.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { NumberField } from "../../parts/number-field.js";
import { Select } from "../../parts/select.js";
import { withHidden } from "../../state/network-form.js";
import { editNetwork } from "./edit.js";
import { Reason } from "./reason.js";
import type { Shown } from "./shown.js";

/** The layers between what goes in and what comes out. */
export function LayersCard({ app, state, spec }: ScreenProps & Shown) {
  const hidden = spec.layers.slice(0, -1).map((layer) => ({
    ...layer,
    activation: layer.activation as HiddenActivation,
  }));
  type Layer = (typeof hidden)[number];
  const change = (layers: readonly Layer[]) => editNetwork(app, withHidden(layers));
  const replace = (index: number, layer: Partial<Layer>) =>
    change(hidden.map((one, i) => (i === index ? { ...one, ...layer } : one)));
  const last = spec.layers.at(-1)!;
  return (
    <Card title="Layers">
      <ol class="layers plain">
        <li class="layer end">{counted(featureCount(spec), "number")} in</li>
        {hidden.map((layer, i) => (
          <li key={i} class="layer">
            <NumberField
              label={`Units of layer ${i + 1}`}
              value={layer.units}
              least={1}
              most={LIMITS.units}
              onNumber={(units) => replace(i, { units })}
            />
            <Select
              label="Activation"
              options={HIDDEN_ACTIVATIONS.map((value) => ({ value, text: value }))}
              value={layer.activation}
              onChoose={(activation) => replace(i, withSlope(activation))}
            />
            <Button
              kind="quiet"
              icon="delete"
              label={`Remove layer ${i + 1}`}
              onClick={() => change(hidden.filter((_, at) => at !== i))}
            />
          </li>
        ))}
        <li class="layer end">
          {counted(last.units, "unit")} out, {last.activation}
        </li>
      </ol>
      <div>
        <Button
          icon="add"
          size="small"
          disabled={spec.layers.length >= LIMITS.layers}
          onClick={() => change([...hidden, { units: 8, activation: "tanh" }])}
        >
          Add a layer
        </Button>
      </div>
      <Reason state={state} field="layers" />
    </Card>
  );
}

/** Only a leaky ReLU has a slope. */
const withSlope = (activation: HiddenActivation) => ({
  activation,
  slope: activation === "leaky-relu" ? 0.01 : undefined,
});
