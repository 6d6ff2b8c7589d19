import { ESPRUINO_BOARDS, FIRMWARE_BOARDS } from "../../../../boards/index.js";
import type { Budget } from "../../../common/fit/budget.js";
import { count } from "../../../common/text.js";
import type { ScreenProps } from "../../page.js";
import { Badge } from "../../parts/badge.js";
import { Bar } from "../../parts/bar.js";
import { Card } from "../../parts/card.js";
import { Field } from "../../parts/field.js";
import type { DescribedNetwork } from "../../worker/describe.js";
import { timeWords } from "./time-words.js";

const GROUPS = [
  { label: "Boards with Espruino", boards: ESPRUINO_BOARDS },
  { label: "Boards with our firmware", boards: FIRMWARE_BOARDS },
] as const;

/** Whether the network fits on the chosen board, and how fast it is there. */
export function FitCard({ app, state, described }: ScreenProps & Described) {
  const { board } = state.project;
  return (
    <Card title="On the board" end={<Verdict described={described} board={board} />}>
      <Field label="Board">
        {(ids) => (
          <select
            {...ids}
            value={board}
            onChange={({ currentTarget: { value } }) =>
              app.update((now) => ({
                ...now,
                project: { ...now.project, board: value, changed: Date.now() },
              }))
            }
          >
            {GROUPS.map(({ label, boards }) => (
              <optgroup key={label} label={label}>
                {boards.map(({ name, description, chip }) => (
                  <option key={name} value={name}>
                    {`${description.split(";")[0]} (${chip})`}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </Field>
      {described?.place.board === board && <Fit described={described} />}
    </Card>
  );
}

interface Described {
  readonly described: DescribedNetwork | undefined;
}

function Verdict({ described, board }: Described & { readonly board: string }) {
  if (described?.place.board !== board) return null;
  const { fits } = described.place;
  return (
    <span role="status">
      <Badge tone={fits ? "good" : "bad"} icon={fits ? "tick" : "cross"}>
        {fits ? "fits" : "does not fit"}
      </Badge>
    </span>
  );
}

function Fit({ described }: { readonly described: DescribedNetwork }) {
  const { place, exact, time } = described;
  const espruino = ESPRUINO_BOARDS.some(({ name }) => name === place.board);
  const about = exact ? "" : "about ";
  return (
    <>
      <Used label={espruino ? "Memory for variables" : "RAM"} of={place.ram} about={about} />
      <Used label={espruino ? "Storage" : "Flash"} of={place.flash} about={about} />
      <p class="small">
        It runs as <strong>{place.how}</strong>. {timeWords(time)}
      </p>
      {!place.fits && (
        <p class="small">
          Make layers, window or batch smaller, choose the small plan under Learning, or another
          board.
        </p>
      )}
    </>
  );
}

interface UsedProps {
  readonly label: string;
  readonly of: Budget;
  readonly about: string;
}

function Used({ label, of: { used, available, left }, about }: UsedProps) {
  const value = `${about}${count(used)} of ${count(available)} bytes`;
  return (
    <div class={left < 0 ? "too-much" : undefined}>
      <Bar
        label={label}
        share={used / available}
        value={left < 0 ? `${value}: ${count(-left)} too many` : value}
      />
    </div>
  );
}
