import type { BoardLink } from "../links/link.js";
import type { Source } from "../sources/source.js";
import type { Connection } from "./connection.js";
import type { Notice } from "./notices.js";
import { newProject, type Project } from "./project.js";
import type { Question } from "./question.js";
import { createStore, type Store } from "./store.js";

export type { Connection } from "./connection.js";

export const SCREENS = ["record", "design", "train", "board", "teach", "share"] as const;
export type ScreenName = (typeof SCREENS)[number];

/** All that the page knows. Slices belong to the screens that change them. */
export interface AppState {
  readonly screen: ScreenName;
  readonly project: Project;
  /** projects as they were before, the last first, and those that were undone */
  readonly past: readonly Project[];
  readonly future: readonly Project[];
  readonly source: Connection<Source>;
  readonly link: Connection<BoardLink>;
  readonly notices: readonly Notice[];
  /** what a person is asked just now */
  readonly question?: Question;
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
  });
