import { TASK_NAMES, type Task } from "../../../common/network/tasks.js";
import type { ScreenProps } from "../../page.js";
import { Card } from "../../parts/card.js";
import { Choices } from "../../parts/choices.js";
import { draftedNetwork } from "../../state/design.js";
import { withInput } from "../../state/network-form.js";
import { tellError } from "../../tell.js";
import { worker } from "../../worker/client.js";
import { editNetwork } from "./edit.js";
import { Reason } from "./reason.js";
import type { Shown } from "./shown.js";

const TASKS: Readonly<Record<Task, string>> = {
  classes: "One of several classes",
  "yes-no": "Yes or no",
  numbers: "Numbers",
};

/** What the network is for, and what it reads. */
export function TaskCard({ app, state, spec }: ScreenProps & Shown) {
  const chooseTask = async (task: Task): Promise<void> => {
    try {
      const { text } = await worker("design").design({ task });
      app.update((now) => draftedNetwork(now, text));
    } catch (error) {
      tellError(app, error);
    }
  };
  const { data } = state.design;
  const labels = new Set(data?.labels);
  const numbers = data?.numbers.filter((name) => !labels.has(name)) ?? [];
  const read = spec.inputs.map(({ name }) => name);
  const names = [...numbers, ...read.filter((name) => !numbers.includes(name))];
  return (
    <Card title="What it tells, from what it reads">
      <Choices
        label="Task"
        options={TASK_NAMES.map((value) => ({ value, text: TASKS[value] }))}
        value={spec.task}
        onChoose={(task) => void chooseTask(task)}
      />
      <p>
        It tells {spec.outputs.map(({ name }) => name).join(", ")}
        {spec.label !== undefined && ` (the column ${spec.label})`}.
      </p>
      <Reason state={state} field="task" />
      <Reason state={state} field="outputs" />
      <fieldset class="chips">
        <legend>It reads</legend>
        {names.map((name) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={read.includes(name)}
              disabled={read.length === 1 && read.includes(name)}
              onChange={({ currentTarget }) =>
                editNetwork(app, withInput(name, currentTarget.checked, names))
              }
            />
            {name}
          </label>
        ))}
      </fieldset>
      <Reason state={state} field="inputs" />
    </Card>
  );
}
