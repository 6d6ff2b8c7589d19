import { ESPRUINO_BOARDS } from "../../../../boards/index.js";
import { count } from "../../../common/text.js";
import type { ScreenProps } from "../../page.js";
import { Bar } from "../../parts/bar.js";
import { Card } from "../../parts/card.js";
import { Choices } from "../../parts/choices.js";
import { Figures } from "../../parts/figures.js";
import { Select } from "../../parts/select.js";
import type { ModuleFacts } from "../../state/upload.js";
import { descriptionOf, wish, wishOf } from "./board-actions.js";

/** For which board, and what will be written there. */
export function ModuleCard({ app, state }: ScreenProps) {
  const { board, javascript } = wishOf(state);
  const { making } = state.upload;
  const chosen = ESPRUINO_BOARDS.find(({ name }) => name === board)!;
  const options = ESPRUINO_BOARDS.map(({ name, description }) => ({
    value: name,
    text: description,
  }));
  return (
    <Card title="What goes there">
      <Select
        label="Board"
        options={options}
        value={board}
        onChoose={(name) =>
          wish(app, {
            board: name,
            javascript: ESPRUINO_BOARDS.find((one) => one.name === name)!.code === "javascript",
          })
        }
      />
      {chosen.code !== "javascript" && (
        <Choices
          label="Kind of code"
          options={[
            { value: "machine", text: "Machine code" },
            { value: "javascript", text: "JavaScript" },
          ]}
          value={javascript ? "javascript" : "machine"}
          onChoose={(kind) => wish(app, { javascript: kind === "javascript" })}
        />
      )}
      <p class="muted small">
        {javascript
          ? "JavaScript runs on any board with Espruino, slower."
          : `Made in this page for the ${chosen.core} of the ${chosen.description}: as fast as C.`}
      </p>
      {making.is === "making" && <p role="status">Making it …</p>}
      {making.is === "refused" && (
        <p class="bad" role="alert">
          {making.why}
        </p>
      )}
      {making.is === "made" && <Facts facts={making.facts} board={descriptionOf(board)} />}
    </Card>
  );
}

function Facts({ facts, board }: { readonly facts: ModuleFacts; readonly board: string }) {
  const { bytes, codeBytes, took, variables, storage, saves, trained, unfit } = facts;
  const share = ({ used, available }: { used: number; available: number }) => used / available;
  const words = ({ used, available }: { used: number; available: number }) =>
    `${count(used)} of ${count(available)} bytes`;
  return (
    <>
      <Figures
        figures={[
          { name: "bytes to send", value: count(bytes) },
          {
            name: codeBytes > 0 ? "of them machine code" : "machine code",
            value: codeBytes > 0 ? count(codeBytes) : "none",
          },
          { name: "made in", value: `${Math.round(took)} ms` },
        ]}
      />
      <Bar label="Memory" share={share(variables)} value={words(variables)} />
      <Bar label="Storage" share={share(storage)} value={words(storage)} />
      {unfit === undefined ? (
        <p class="good">
          It fits {board}, with room for {count(saves)} saves of what it learns.
        </p>
      ) : (
        <p class="bad" role="alert">
          {unfit}
        </p>
      )}
      <p class="muted small">
        {trained
          ? "The trained weights go along: it knows on the board what it knows here."
          : "Nothing is trained yet: it would begin with new weights."}
      </p>
    </>
  );
}
