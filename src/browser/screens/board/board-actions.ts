import { UserError } from "../../../common/errors.js";
import type { EspruinoLink, FirmwareLink } from "../../links/link.js";
import { confirm } from "../../parts/confirm.js";
import { fileNameOf, saveFile } from "../../parts/save-file.js";
import { streamOf } from "../../sources/stream.js";
import type { App, AppState } from "../../state/app-state.js";
import { openOf } from "../../state/connection.js";
import * as slice from "../../state/upload.js";
import { telling } from "../../tell.js";
import { worker } from "../../worker/client.js";
import type { MadeModule } from "../../worker/make-module.js";
import { taughtText } from "../teach/teach-actions.js";
import { boardCalled, descriptionOf, keyOf, update, wishOf } from "./wish.js";

/** What was made last, and of what. */
const modules = new WeakMap<App, { readonly of: string; readonly module: MadeModule }>();

/** Makes the module that is wished, unless it is there. Errors are in the state. */
export async function make(app: App): Promise<MadeModule | undefined> {
  const state = app.get();
  const text = taughtText(state);
  if (text === undefined) return undefined;
  const of = keyOf(state);
  const known = modules.get(app);
  if (known?.of === of && state.upload.making.is === "made") return known.module;
  const { board, javascript, name } = wishOf(state);
  const { trained } = state.project;
  update(app, slice.making);
  try {
    const module = await worker("design").makeModule({
      text,
      board,
      name,
      ...(javascript && { placement: "javascript" as const }),
      ...(trained?.network === text && { checkpoint: trained.checkpoint }),
    });
    if (keyOf(app.get()) !== of) return undefined;
    modules.set(app, { of, module });
    update(app, (upload) => slice.made(upload, factsOf(module)));
    return module;
  } catch (error) {
    update(app, (upload) => slice.notMade(upload, (error as Error).message));
    return undefined;
  }
}

function factsOf(module: MadeModule): slice.ModuleFacts {
  const { bytes, codeBytes, files, took, fit, weights, unfit } = module;
  return {
    of: "module",
    bytes,
    codeBytes,
    files: files.length + (weights ? 1 : 0),
    took,
    variables: { used: fit.ram.used, available: fit.ram.available },
    storage: { used: fit.storage.used, available: fit.storage.available },
    saves: fit.saves.inFlash ?? fit.saves.inStorage,
    trained: weights !== undefined,
    ...(unfit !== undefined && { unfit }),
  };
}

/** Puts the module on the board that is connected; what is there already is not sent again. */
export async function send(app: App): Promise<void> {
  const link = openOf(app.get().link);
  if (link?.kind !== "espruino" || slice.isUnderWay(app.get().upload)) return;
  // It stays what it is when the line breaks, and with it what is known of the board.
  const wish = wishOf(app.get());
  update(app, (upload) => slice.asking({ ...upload, held: wish }, "making the module"));
  const module = await make(app);
  if (!module) {
    update(app, (upload) => slice.refused(upload, "the module could not be made: see above"));
    return;
  }
  const resume = await streamOf(app).pause();
  try {
    expectBoard(link, module, app.get());
    await sendTo(app, link, module);
  } catch (error) {
    const why = (error as Error).message;
    const gone = !link.line.isOpen();
    update(app, (upload) =>
      gone || upload.sending.is === "sending" || upload.sending.is === "checking"
        ? slice.interrupted(upload, why, gone)
        : slice.refused(upload, why),
    );
  } finally {
    resume();
  }
}

/** Machine code for another core would crash. */
function expectBoard(
  { board, title }: EspruinoLink,
  { placement }: MadeModule,
  state: AppState,
): void {
  const wanted = wishOf(state).board;
  if (placement === "javascript" || board?.name === wanted) return;
  throw new UserError(
    `${title}: got ${board?.description ?? "a board that is not known here"}, expected ${descriptionOf(wanted)}: choose the board that is connected, or JavaScript, which runs on any`,
  );
}

async function sendTo(app: App, { line, title }: EspruinoLink, module: MadeModule): Promise<void> {
  const [{ upload }, { writeFile }, { forgetLearned, hasLearned }] = await Promise.all([
    import("../../../common/espruino/upload.js"),
    import("../../../common/espruino/storage.js"),
    import("../../../common/espruino/learned.js"),
  ]);
  update(app, (now) => slice.asking(now, "asking the board what it has learnt"));
  const { name, weights, own } = module;
  let replace = weights !== undefined;
  if (weights && (await hasLearned(line, name, own))) {
    replace = await confirm(app, {
      title: "The board has learnt something of its own",
      text: `Under the name ${name}, ${title} keeps what it was taught. Shall it stay, or be replaced by what was trained here? To have both, keep it, then fetch its weights under "Watch and teach".`,
      yes: "Replace it",
      no: "Keep what it learnt",
      danger: true,
    });
  }
  const uploaded = await upload(line, module.files, {
    fingerprint: module.fingerprint,
    onProgress: (bytes, total) => update(app, (now) => slice.sent(now, bytes, total)),
  });
  update(app, (now) => slice.sent(slice.asking(now, "checking"), 1, 1));
  if (weights) {
    await writeFile(line, weights);
    if (replace) await forgetLearned(line, name, own);
  }
  const done: slice.UploadDone = {
    board: uploaded.board,
    firmware: uploaded.firmware,
    name,
    bytes: uploaded.bytes + (weights?.data.length ?? 0),
    weights: weights === undefined ? "none" : replace ? "sent" : "kept",
  };
  update(app, (now) => slice.done(now, done));
}

/** Saves the network as an app's folder for Bangle.js, in one archive. */
export function saveBangleApp(app: App): void {
  void telling(app, async () => {
    const state = app.get();
    const text = taughtText(state)!;
    const { trained } = state.project;
    const [files, { zip }] = await Promise.all([
      worker("design").makeBangleApp({
        text,
        ...(trained?.network === text && { checkpoint: trained.checkpoint }),
      }),
      import("../../../common/zip.js"),
    ]);
    saveFile(
      `${fileNameOf(state.project.name)}-bangle-app.zip`,
      zip(files.map(({ file, data }) => ({ file, bytes: data }))),
      "application/zip",
    );
  });
}

/** Puts what was trained onto a board with perceptino's firmware of the same network. */
export async function sendCheckpoint(app: App, link: FirmwareLink): Promise<void> {
  const weightsAre = (weights: slice.SendingWeights | undefined) =>
    update(app, (upload) => slice.weightsAre(upload, weights));
  const { upload, project } = app.get();
  const text = taughtText(app.get());
  if (text === undefined || !project.trained || upload.weights?.is === "sending") return;
  weightsAre({ is: "sending" });
  let writing = false;
  try {
    const state = await stateFor(app, link, text, project.trained.checkpoint);
    if (!state) return weightsAre(upload.weights);
    writing = true;
    await link.client.writeState(0, state);
    await link.client.checkpoint();
    weightsAre({ is: "saved", title: link.title });
  } catch (error) {
    weightsAre({ is: writing ? "interrupted" : "refused", why: (error as Error).message });
  }
}

/** The words to be written; undefined when what the board has learnt is to stay. @throws UserError when they are not for it */
async function stateFor(
  app: App,
  { client, title }: FirmwareLink,
  text: string,
  checkpoint: Uint8Array<ArrayBuffer>,
): Promise<Uint32Array | undefined> {
  const work = worker("train");
  const network = await work.replayOpen(text, checkpoint);
  // A line that was noisy before is found again.
  const identity = await client.connect();
  if (identity.fingerprint !== network.fingerprint || identity.state !== network.state) {
    throw new UserError(
      `${title}: got another network than this project's; its firmware is made ${boardCalled(identity.board) ? 'here, under "What goes there"' : `by the command line: perceptino flash network.json --board ${identity.board}`}`,
    );
  }
  if (identity.steps > 0) {
    const yes = await confirm(app, {
      title: "The board has learnt something of its own",
      text: `${title} has made ${identity.steps} steps. Shall what was trained here take their place? To keep them, fetch its weights under "Watch and teach" first.`,
      yes: "Replace it",
      no: "Keep what it learnt",
      danger: true,
    });
    if (!yes) return undefined;
  }
  const { stateOfCheckpoint } = await import("../../../common/loader/checkpoint.js");
  return stateOfCheckpoint(await work.replaySave());
}
