import { ESPRUINO_BOARDS, type EspruinoBoard } from "../../../../boards/index.js";
import { BASE_BOARDS } from "../../../common/firmware/base-boards.js";
import { count } from "../../../common/text.js";
import type { ScreenProps } from "../../page.js";
import { Bar } from "../../parts/bar.js";
import { Card } from "../../parts/card.js";
import { Choices } from "../../parts/choices.js";
import { Figures } from "../../parts/figures.js";
import { Select } from "../../parts/select.js";
import type { FirmwareFacts, ModuleFacts } from "../../state/upload.js";
import { boardCalled, descriptionOf, espruinoBoardOf, wish, wishOf } from "./wish.js";

const OPTIONS = [
  ...ESPRUINO_BOARDS.map(({ name, description }) => ({ value: name, text: description })),
  ...BASE_BOARDS.map(({ name, description, flashing }) => ({
    value: name,
    text: `${description} (${flashing?.kind === "uf2" ? "UF2" : "DFU"} file)`,
  })),
];

/** For which board, and what will be written there. */
export function ModuleCard({ app, state }: ScreenProps) {
  const { board, javascript } = wishOf(state);
  const { making } = state.upload;
  const espruino = espruinoBoardOf(state);
  return (
    <Card title="What goes there">
      <Select
        label="Board"
        options={OPTIONS}
        value={board}
        onChoose={(name) => {
          const chosen = boardCalled(name);
          const only = chosen?.kind === "espruino" && chosen.code === "javascript";
          wish(app, { board: name, javascript: only });
        }}
      />
      {espruino ? (
        <KindOfCode
          board={espruino}
          javascript={javascript}
          onChoose={(chosen) => wish(app, { javascript: chosen })}
        />
      ) : (
        <p class="muted small">
          Machine code, made in this page, in perceptino's own firmware instead of Espruino.
        </p>
      )}
      {making.is === "making" && <p role="status">Making it …</p>}
      {making.is === "refused" && (
        <p class="bad" role="alert">
          {making.why}
        </p>
      )}
      {making.is === "made" &&
        (making.facts.of === "module" ? (
          <Module facts={making.facts} board={descriptionOf(board)} />
        ) : (
          <Firmware facts={making.facts} board={descriptionOf(board)} />
        ))}
    </Card>
  );
}

interface KindOfCodeProps {
  readonly board: EspruinoBoard;
  readonly javascript: boolean;
  readonly onChoose: (javascript: boolean) => void;
}

function KindOfCode({ board, javascript, onChoose }: KindOfCodeProps) {
  return (
    <>
      {board.code !== "javascript" && (
        <Choices
          label="Kind of code"
          options={[
            { value: "machine", text: "Machine code" },
            { value: "javascript", text: "JavaScript" },
          ]}
          value={javascript ? "javascript" : "machine"}
          onChoose={(kind) => onChoose(kind === "javascript")}
        />
      )}
      <p class="muted small">
        {javascript
          ? "JavaScript runs on any board with Espruino, slower."
          : `Made in this page for the ${board.core} of the ${board.description}: as fast as C.`}
      </p>
    </>
  );
}

interface Used {
  readonly used: number;
  readonly available: number;
}

const share = ({ used, available }: Used) => used / available;
const words = ({ used, available }: Used) => `${count(used)} of ${count(available)} bytes`;

const figures = (bytesOf: string, { bytes, codeBytes, took }: ModuleFacts | FirmwareFacts) => [
  { name: bytesOf, value: count(bytes) },
  {
    name: codeBytes > 0 ? "of them machine code" : "machine code",
    value: codeBytes > 0 ? count(codeBytes) : "none",
  },
  { name: "made in", value: `${Math.round(took)} ms` },
];

interface FactsProps<T> {
  readonly facts: T;
  readonly board: string;
}

function Module({ facts, board }: FactsProps<ModuleFacts>) {
  const { variables, storage, saves, trained, unfit } = facts;
  return (
    <>
      <Figures figures={figures("bytes to send", facts)} />
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
      <Weights trained={trained} />
    </>
  );
}

function Firmware({ facts, board }: FactsProps<FirmwareFacts>) {
  const { ram, flash, trained } = facts;
  return (
    <>
      <Figures figures={figures("bytes of file", facts)} />
      <Bar label="RAM" share={share(ram)} value={words(ram)} />
      <Bar label="Flash" share={share(flash)} value={words(flash)} />
      <p class="good">It fits {board}, with room for what it learns to be saved there.</p>
      <Weights trained={trained} />
    </>
  );
}

const Weights = ({ trained }: { readonly trained: boolean }) => (
  <p class="muted small">
    {trained
      ? "The trained weights go along: it knows on the board what it knows here."
      : "Nothing is trained yet: it would begin with new weights."}
  </p>
);
