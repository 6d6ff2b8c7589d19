import { useState } from "preact/hooks";
import { Button } from "../../parts/button.js";
import { Choices } from "../../parts/choices.js";
import { Dialog } from "../../parts/dialog.js";
import { Field } from "../../parts/field.js";
import { Progress } from "../../parts/progress.js";
import type { App, AppState } from "../../state/app-state.js";
import type { Importing, LookedColumn } from "../../state/importing.js";
import { titleOf } from "../../state/why-not-join.js";
import { putAway, takeAsData, takeAsRecordings } from "./import-files.js";

interface ImportDialogProps {
  readonly app: App;
  readonly state: AppState;
}

/** What is in files that were chosen, and what becomes of them. */
export function ImportDialog({ app, state }: ImportDialogProps) {
  const { importing } = state;
  if (!importing) return null;
  if (importing.status === "looked") {
    return <Looked app={app} state={state} importing={importing} />;
  }
  return (
    <Dialog
      title={importing.names}
      onClose={() => putAway(app)}
      actions={<Button onClick={() => putAway(app)}>Cancel</Button>}
    >
      <Progress label="Reading" />
    </Dialog>
  );
}

interface LookedProps extends ImportDialogProps {
  readonly importing: Extract<Importing, { status: "looked" }>;
}

type Way = "recordings" | "data";

function Looked({ app, state, importing: { files, names, looked } }: LookedProps) {
  const [labels, setLabels] = useState(looked.labels);
  const hasRecordings = state.project.recordings.length > 0;
  const mayRecord = labels.length === 1 && !hasRecordings;
  const [wish, setWay] = useState<Way>(looked.rate === undefined ? "data" : "recordings");
  const way = mayRecord ? wish : "data";
  const [rate, setRate] = useState(`${looked.rate ?? 50}`);
  const wrong = rateProblem(rate);
  const take = () => {
    if (way === "data") return takeAsData(app, files, labels);
    if (wrong === undefined) void takeAsRecordings(app, files, names, labels[0]!, Number(rate));
  };
  return (
    <Dialog
      title={names}
      onClose={() => putAway(app)}
      actions={
        <>
          <Button onClick={() => putAway(app)}>Cancel</Button>
          <Button kind="primary" disabled={labels.length === 0} onClick={take}>
            Take it
          </Button>
        </>
      }
    >
      <p class="muted small">
        {looked.form}. {looked.rows}.
      </p>
      <ColumnChoice columns={looked.columns} labels={labels} onChoose={setLabels} />
      {mayRecord && (
        <Choices<Way>
          label="Take it as"
          value={way}
          onChoose={setWay}
          options={[
            { value: "recordings", text: "Recordings by class" },
            { value: "data", text: "Data as they are" },
          ]}
        />
      )}
      <p class="small">{meaningOf(way, hasRecordings)}</p>
      {way === "recordings" && (
        <Field label="Readings a second" error={wrong}>
          {(ids) => (
            <input
              {...ids}
              inputMode="decimal"
              value={rate}
              onInput={({ currentTarget }) => setRate(currentTarget.value)}
            />
          )}
        </Field>
      )}
    </Dialog>
  );
}

function meaningOf(way: Way, hasRecordings: boolean): string {
  if (way === "recordings") {
    return "Each stretch with one label becomes a recording that you can play, trim and add to.";
  }
  const kept = hasRecordings
    ? " The recordings of this project stay, but it learns from the files."
    : "";
  return `The network learns from the rows as they are, as on the command line.${kept}`;
}

function rateProblem(text: string): string | undefined {
  const rate = Number(text);
  if (text.trim() !== "" && rate > 0 && rate <= 1e6) return undefined;
  return `got ${text.trim() || "nothing"}, expected a number above 0, such as 50`;
}

interface ColumnChoiceProps {
  readonly columns: readonly LookedColumn[];
  readonly labels: readonly string[];
  readonly onChoose: (labels: readonly string[]) => void;
}

/** Columns that a dialog shows; those behind them can still be labels on the command line. */
const MOST_COLUMNS = 300;

/** Which columns hold what the network is to learn. */
export function ColumnChoice({ columns, labels, onChoose }: ColumnChoiceProps) {
  return (
    <fieldset class="column-choice">
      <legend>Which column says what the network is to learn?</legend>
      <ul class="plain">
        {columns.slice(0, MOST_COLUMNS).map((column, i) => (
          <li key={i}>
            <label class="check">
              <input
                type="checkbox"
                checked={labels.includes(column.name)}
                disabled={!column.mayBeLabel}
                onChange={({ currentTarget }) =>
                  onChoose(
                    currentTarget.checked
                      ? [...labels, column.name]
                      : labels.filter((name) => name !== column.name),
                  )
                }
              />
              <span>
                <strong>{titleOf(column) || "(no name)"}</strong>{" "}
                <span class="muted small">{column.holds}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
