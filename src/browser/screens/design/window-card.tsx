import { FEATURE_NAMES, FEATURES } from "../../../common/network/features.js";
import { LIMITS } from "../../../common/network/network-spec.js";
import type { ScreenProps } from "../../page.js";
import { Card } from "../../parts/card.js";
import { NumberField } from "../../parts/number-field.js";
import { Switch } from "../../parts/switch.js";
import {
  withFeature,
  withField,
  withNewWindow,
  withRows,
  withWindow,
} from "../../state/network-form.js";
import { editNetwork } from "./edit.js";
import { Reason } from "./reason.js";
import type { Shown } from "./shown.js";

/** Readings that the network sees together, and what it is told of them. */
export function WindowCard({ app, state, spec }: ScreenProps & Shown) {
  const { window } = spec;
  const rate = window?.rate ?? (state.project.rate || undefined);
  const toggle = (on: boolean) => {
    editNetwork(
      app,
      on ? withNewWindow(rate, state.design.data?.recording) : withField("window", undefined),
    );
  };
  return (
    <Card title="Window">
      <Switch on={window !== undefined} onSwitch={toggle}>
        See several readings together
      </Switch>
      {window && (
        <>
          <div class="grid numbers-grid">
            <NumberField
              label="Readings in a window"
              hint={rate === undefined ? undefined : `${seconds(window.rows, rate)} of movement`}
              value={window.rows}
              least={2}
              most={LIMITS.windowRows}
              onNumber={(rows) => editNetwork(app, withRows(rows))}
            />
            <NumberField
              label="A new window every"
              hint={
                rate === undefined
                  ? "readings"
                  : `readings: one every ${seconds(window.stride, rate)}`
              }
              value={window.stride}
              least={1}
              most={LIMITS.stride}
              onNumber={(stride) => editNetwork(app, withWindow("stride", stride))}
            />
          </div>
          <fieldset class="chips">
            <legend>Features: what it is told of each channel</legend>
            {FEATURE_NAMES.map((name) => {
              const on = window.features.includes(name);
              return (
                <label key={name} class="check" title={FEATURES[name].meaning}>
                  <input
                    type="checkbox"
                    checked={on}
                    disabled={on && window.features.length === 1}
                    onChange={({ currentTarget }) =>
                      editNetwork(app, withFeature(name, currentTarget.checked, FEATURE_NAMES))
                    }
                  />
                  <span>{FEATURE_WORDS[name] ?? name}</span>
                </label>
              );
            })}
          </fieldset>
        </>
      )}
      <Reason state={state} field="window" />
    </Card>
  );
}

/** What features are called where a name alone says little. */
const FEATURE_WORDS: Readonly<Record<string, string>> = {
  min: "least",
  max: "greatest",
  rms: "root mean square",
  crossings: "crossings of the mean",
  raw: "all readings, raw",
};

const seconds = (readings: number, rate: number): string => `${(readings / rate).toFixed(2)} s`;
