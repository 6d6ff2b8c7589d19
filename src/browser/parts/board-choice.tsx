import { useState } from "preact/hooks";
import { SENSORS } from "../../common/espruino/sensors.js";
import { LINKS } from "../links/links.js";
import type { ScreenProps } from "../page.js";
import { connectSource } from "../sources/connect-source.js";
import { EXPRESSION } from "../sources/sensor-choices.js";
import type { Wishes } from "../sources/wishes.js";
import { openOf } from "../state/connection.js";
import { Button } from "./button.js";
import { Field } from "./field.js";
import { Select } from "./select.js";

/** Whichever sensor the board has: the first of the list. */
const ANY = "";
const PIN = "analog";

const OPTIONS = [
  { value: ANY, text: "the first that the board has" },
  ...SENSORS.map(({ name, title }) => ({ value: name, text: `${name} (${title})` })),
  { value: PIN, text: "an analog pin" },
  { value: EXPRESSION, text: "an expression of your own" },
];

/** Which sensor of an Espruino board, and how the board is reached. */
export function BoardChoice({ app, state }: ScreenProps) {
  const [sensor, setSensor] = useState(ANY);
  const [pin, setPin] = useState("A0");
  const [expression, setExpression] = useState("");
  const [values, setValues] = useState("1");
  const wishes: Wishes = {
    ...(sensor !== ANY && {
      sensor: sensor === PIN ? `${PIN}:${pin.trim().toUpperCase()}` : sensor,
    }),
    ...(sensor === EXPRESSION && { expression, values: Number(values) }),
  };
  const known = openOf(state.link);
  const connect = (over?: Wishes["over"]) =>
    void connectSource(app, "espruino", { ...wishes, ...(over && { over }) });
  return (
    <div class="stack tight">
      <Select label="Sensor" options={OPTIONS} value={sensor} onChoose={setSensor} />
      {sensor === PIN && <TextField label="Pin, such as A0" value={pin} onChange={setPin} />}
      {sensor === EXPRESSION && (
        <>
          <TextField
            label="JavaScript for the board that gives a reading"
            value={expression}
            onChange={setExpression}
          />
          <TextField label="Numbers of a reading" value={values} onChange={setValues} />
        </>
      )}
      <div class="row tight">
        {known?.kind === "espruino" ? (
          <Button kind="primary" icon="board" onClick={() => connect()}>
            Read {known.title}
          </Button>
        ) : (
          <WayButtons onChoose={connect} />
        )}
      </div>
    </div>
  );
}

/** How a board is reached. */
function WayButtons({ onChoose }: { readonly onChoose: (over: Wishes["over"]) => void }) {
  const ways = [
    { over: "bluetooth", icon: "bluetooth", text: "By Bluetooth" },
    { over: "serial", icon: "cable", text: "By USB" },
  ] as const;
  return (
    <>
      {ways.map(({ over, icon, text }) => {
        const available = LINKS.find(({ name }) => name === `espruino-${over}`)!.available();
        return (
          <div key={over} class="stack tight">
            <Button
              kind="primary"
              icon={icon}
              disabled={available !== true}
              onClick={() => onChoose(over)}
            >
              {text}
            </Button>
            {available !== true && <span class="small muted">{available}</span>}
          </div>
        );
      })}
    </>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TextField({ label, value, onChange }: TextFieldProps) {
  return (
    <Field label={label}>
      {(ids) => (
        <input
          {...ids}
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </Field>
  );
}
