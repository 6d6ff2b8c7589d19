import type { FirmwareBoard } from "../../../../boards/index.js";
import { dfuArgs } from "../../../common/firmware/flash-file.js";
import { count } from "../../../common/text.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { ConnectButtons } from "../../parts/connect-buttons.js";
import { fileNameOf } from "../../parts/save-file.js";
import { openOf } from "../../state/connection.js";
import { saveFirmware } from "./firmware-actions.js";

interface FileCardProps extends ScreenProps {
  readonly board: FirmwareBoard;
}

/** The firmware as a file, and how it comes onto the board. */
export function FileCard({ app, state, board }: FileCardProps) {
  const { making } = state.upload;
  const uf2 = board.flashing?.kind === "uf2";
  const ready = making.is === "made" && making.facts.of === "firmware";
  return (
    <Card title={uf2 ? "A file to copy onto it" : "A file to flash"}>
      <p>
        perceptino's firmware with this network in it, put together in this page: no compiler is
        needed.
      </p>
      <div class="row tight">
        <Button
          kind="primary"
          size="large"
          icon="download"
          disabled={!ready}
          onClick={() => saveFirmware(app)}
        >
          {uf2 ? "Save the UF2 file" : "Save the firmware"}
        </Button>
      </div>
      <HowTo board={board} file={`${fileNameOf(state.project.name)}.${uf2 ? "uf2" : "bin"}`} />
      {!openOf(state.link) && <WhenItRuns app={app} state={state} board={board} />}
      <p class="muted small">
        This has run in a simulator of the chip alone, and on no physical board yet.
      </p>
    </Card>
  );
}

/** How a file comes onto the board. */
function HowTo({ board: { flashing }, file }: { board: FirmwareBoard; file: string }) {
  if (flashing?.kind === "uf2") {
    return (
      <ol>
        <li>Hold the button BOOTSEL while you plug the board into this computer.</li>
        <li>
          A drive appears, <strong>{flashing.drive}</strong>: copy <code>{file}</code> onto it.
        </li>
        <li>The drive vanishes, the board restarts, and the network runs.</li>
      </ol>
    );
  }
  if (flashing?.kind !== "dfu") return null;
  return (
    <>
      <p>With the board in its DFU mode, in a terminal, where dfu-util is installed:</p>
      <p>
        <code>dfu-util {dfuArgs(flashing.device, flashing.address, file).join(" ")}</code>
      </p>
    </>
  );
}

/** How the board is talked to then. */
function WhenItRuns({ app, state, board }: FileCardProps) {
  const { baud, pins } = board.firmware.uart;
  return (
    <details class="small">
      <summary>To watch and teach it from here</summary>
      <div class="stack tight">
        <p>
          It speaks on pins, not by its USB socket: {pins?.sends} sends, {pins?.receives} receives,
          at {count(baud)} baud. Join them and the ground to a USB-to-serial adapter of 3.3 volts,
          and plug that in.
        </p>
        <ConnectButtons app={app} state={state} only="firmware-serial" />
      </div>
    </details>
  );
}
