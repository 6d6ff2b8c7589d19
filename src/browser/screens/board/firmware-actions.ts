import { fileNameOf, saveFile } from "../../parts/save-file.js";
import type { App } from "../../state/app-state.js";
import * as slice from "../../state/upload.js";
import { worker } from "../../worker/client.js";
import type { MadeFirmware } from "../../worker/make-firmware.js";
import { taughtText } from "../teach/teach-actions.js";
import { fileBoardOf, keyOf, update } from "./wish.js";

/** What was made last, and of what. */
const made = new WeakMap<App, { readonly of: string; readonly firmware: MadeFirmware }>();

/** Makes the firmware that is wished, unless it is there. Errors are in the state. */
export async function makeFirmware(app: App): Promise<void> {
  const state = app.get();
  const [text, board] = [taughtText(state), fileBoardOf(state)];
  if (text === undefined || board === undefined) return;
  const of = keyOf(state);
  if (made.get(app)?.of === of && state.upload.making.is === "made") return;
  const { trained } = state.project;
  const checkpoint = trained?.network === text ? trained.checkpoint : undefined;
  update(app, slice.making);
  try {
    const order = { text, board: board.name, ...(checkpoint && { checkpoint }) };
    const firmware = await worker("design").makeFirmware(order);
    if (keyOf(app.get()) !== of) return;
    made.set(app, { of, firmware });
    const facts = factsOf(firmware, checkpoint !== undefined);
    update(app, (upload) => slice.made(upload, facts));
  } catch (error) {
    if (keyOf(app.get()) !== of) return;
    update(app, (upload) => slice.notMade(upload, (error as Error).message));
  }
}

const factsOf = (
  { kind, bytes, codeBytes, took, fit: { ram, flash } }: MadeFirmware,
  trained: boolean,
): slice.FirmwareFacts => ({
  of: "firmware",
  ...{ kind, bytes: bytes.length, codeBytes, took, trained },
  ram: { used: ram.used, available: ram.available },
  flash: { used: flash.used, available: flash.available },
});

/** Saves the firmware that was made, if it is still what is wished. */
export function saveFirmware(app: App): void {
  const state = app.get();
  const there = made.get(app);
  if (there?.of !== keyOf(state)) return;
  const { kind, bytes } = there.firmware;
  saveFile(`${fileNameOf(state.project.name)}.${kind}`, bytes, "application/octet-stream");
}
