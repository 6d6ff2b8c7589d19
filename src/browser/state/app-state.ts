import type { BoardLink } from "../links/link.js";
import type { Source } from "../sources/source.js";
import type { Connection } from "./connection.js";
import { type DesignState, firstDesign } from "./design.js";
import type { Importing } from "./importing.js";
import type { Notice } from "./notices.js";
import { newProject, type Project } from "./project.js";
import type { Question } from "./question.js";
import { firstRecorder, type RecorderState } from "./recorder.js";
import type { StorageState } from "./storage.js";
import { createStore, type Store } from "./store.js";
import { firstTraining, type TrainingState } from "./training.js";
import type { Step } from "./undo.js";

export type { Connection } from "./connection.js";

import { newTeaching, type Teaching } from "./teaching.js";
import { newUpload, type Upload } from "./upload.js";

export const SCREENS = ["record", "design", "train", "board", "teach", "share"] as const;
export type ScreenName = (typeof SCREENS)[number];

/** All that the page knows. Slices belong to the screens that change them. */
export interface AppState {
  readonly screen: ScreenName;
  readonly project: Project;
  /** what can be undone, the last first, and what was undone: see undo.ts */
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  readonly source: Connection<Source>;
  readonly link: Connection<BoardLink>;
  readonly notices: readonly Notice[];
  /** the network that is being designed */
  readonly design: DesignState;
  readonly training: TrainingState;
  readonly upload: Upload;
  readonly teaching: Teaching;
  /** what a person is asked just now */
  readonly question?: Question;
  /** whether the project is kept in this browser */
  readonly storage: StorageState;
  readonly recorder: RecorderState;
  /** files that were chosen and are not taken yet */
  readonly importing?: Importing;
}

export type App = Store<AppState>;

export const createApp = (project: Project = newProject(Date.now())): App =>
  createStore<AppState>({
    screen: "record",
    project,
    past: [],
    future: [],
    source: { status: "none" },
    link: { status: "none" },
    notices: [],
    design: firstDesign(),
    training: firstTraining(),
    storage: { status: "opening" },
    recorder: firstRecorder(),
    upload: newUpload,
    teaching: newTeaching,
  });
