import { useEffect } from "preact/hooks";
import type { ScreenProps } from "../../page.js";
import { Empty } from "../../parts/empty.js";
import { openOf } from "../../state/connection.js";
import { taughtText } from "../teach/teach-actions.js";
import { make } from "./board-actions.js";
import { FileCard } from "./file-card.js";
import { makeFirmware } from "./firmware-actions.js";
import { FirmwareCard } from "./firmware-card.js";
import { ModuleCard } from "./module-card.js";
import { ProgramCard } from "./program-card.js";
import { SendCard } from "./send-card.js";
import { boardCalled, fileBoardOf, wishOf } from "./wish.js";

/** The way of a network to a board. */
export function BoardScreen({ app, state }: ScreenProps) {
  const text = taughtText(state);
  const link = openOf(state.link);
  const wish = JSON.stringify(wishOf(state));
  const fileBoard = fileBoardOf(state);
  const { trained } = state.project;
  useEffect(() => {
    if (text !== undefined) void (fileBoard ? makeFirmware(app) : make(app));
  }, [app, text, wish, trained]);
  if (text === undefined) {
    return (
      <Empty icon="board" title="Nothing to put on a board yet">
        <p>Record something and train a network; then it goes to your board from here.</p>
      </Empty>
    );
  }
  const firmware = link?.kind === "firmware" ? link : undefined;
  // It has its network already: there is no module to be chosen, but where the page makes such firmware.
  if (firmware && !boardCalled(firmware.board?.name)) {
    return <FirmwareCard app={app} state={state} link={firmware} />;
  }
  return (
    <div class="halves">
      <div class="stack">
        {firmware && <FirmwareCard app={app} state={state} link={firmware} />}
        {fileBoard && <FileCard app={app} state={state} board={fileBoard} />}
        {!fileBoard && !firmware && <SendCard app={app} state={state} />}
        {!fileBoard && !firmware && <ProgramCard app={app} state={state} />}
      </div>
      <ModuleCard app={app} state={state} />
    </div>
  );
}
