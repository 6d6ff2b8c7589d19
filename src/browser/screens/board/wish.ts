// What is to be made, and for which board.
import {
  type Board,
  ESPRUINO_BOARDS,
  type EspruinoBoard,
  type FirmwareBoard,
} from "../../../../boards/index.js";
import { MODULE_NAME } from "../../../common/espruino/module-name.js";
import { BASE_BOARDS } from "../../../common/firmware/base-boards.js";
import type { App, AppState } from "../../state/app-state.js";
import { openOf } from "../../state/connection.js";
import * as slice from "../../state/upload.js";
import { taughtText } from "../teach/teach-actions.js";

/** The boards that the page makes something for: those with Espruino, and those that take perceptino's firmware as a file. */
export const PAGE_BOARDS: readonly Board[] = [...ESPRUINO_BOARDS, ...BASE_BOARDS];

export const boardCalled = (name: string | undefined): Board | undefined =>
  PAGE_BOARDS.find((board) => board.name === name);

/** Changes what is known of the upload. */
export const update = (app: App, change: (upload: slice.Upload) => slice.Upload): void =>
  app.update((state) => ({ ...state, upload: change(state.upload) }));

/** The board that is meant: what is connected, else what was chosen. */
export function wishOf(state: AppState): slice.UploadWish {
  const { upload, project, link } = state;
  if (upload.held && link.status !== "open" && link.status !== "none") return upload.held;
  const to = openOf(link);
  const names = [upload.wish?.board, to?.board?.name, project.board];
  const board = names.map(boardCalled).find((one) => one !== undefined) ?? ESPRUINO_BOARDS[0]!;
  // JavaScript runs on any board, and machine code would crash on one of another core.
  const unknown = to?.kind === "espruino" && to.board === undefined;
  return {
    board: board.name,
    javascript: upload.wish?.javascript ?? unknown,
    name: upload.wish?.name ?? MODULE_NAME,
  };
}

export const wish = (app: App, change: Partial<slice.UploadWish>): void =>
  app.update((state) => ({
    ...state,
    upload: slice.wished(state.upload, { ...wishOf(state), ...change }),
  }));

/** The board that is meant, where it takes a firmware file. */
export function fileBoardOf(state: AppState): FirmwareBoard | undefined {
  const board = boardCalled(wishOf(state).board);
  return board?.kind === "firmware" ? board : undefined;
}

/** The board that is meant, where it runs Espruino. */
export function espruinoBoardOf(state: AppState): EspruinoBoard | undefined {
  const board = boardCalled(wishOf(state).board);
  return board?.kind === "espruino" ? board : undefined;
}

/** Tells what is to be made from all else. */
export const keyOf = (state: AppState): string =>
  JSON.stringify([wishOf(state), taughtText(state), weightsKey(state)]);
const weightsKey = ({ project: { trained } }: AppState) =>
  trained && [trained.network.length, ...trained.checkpoint.slice(-4)];

/** The description of a board, by its name. */
export const descriptionOf = (name: string): string => boardCalled(name)?.description ?? name;
