import type { App } from "../state/app-state.js";
import { newId, newProject, type Project } from "../state/project.js";
import type { ProjectTitle, StorageState } from "../state/storage.js";
import { openProject } from "../state/undo.js";
import type { Database, OpenDatabase } from "./database.js";
import { putTogether, takeApart } from "./parts.js";
import { BLOCKED, ENDED, NO_DATABASE, OUTDATED, whyNot } from "./why.js";

/** What one tab tells the others: which project it has kept, or deleted where there is no revision. */
export interface TabMessage {
  readonly id: string;
  readonly revision?: number;
}

/** What a keeper needs of the page. */
export interface Surroundings {
  readonly open: OpenDatabase;
  /** Calls later; gives what calls it off. */
  later(call: () => void, milliseconds: number): () => void;
  /** the tab's own memory of what was open, which a reload keeps */
  recall(): string | undefined;
  remember(id: string): void;
  tell(message: TabMessage): void;
}

/** Keeps what a person works on. */
export interface Keeper {
  /** Opens the database, and the project that was open last. */
  start(): Promise<void>;
  /** Keeps what has changed, at once. */
  flush(): Promise<void>;
  /** all projects, the last changed first; the open one too, once it holds something */
  list(): Promise<ProjectTitle[]>;
  /** Puts a project in place of the one that is open, which stays in the list. */
  open(id: string): Promise<void>;
  /** Likewise with one that comes from elsewhere, or is new. */
  add(project: Project): Promise<void>;
  /** Deletes a project for good; of the open one a new one takes the place. */
  delete(id: string): Promise<void>;
  /** What another tab has done. */
  heard(message: TabMessage): void;
  /** After another tab has changed the project: takes what that one has. */
  reload(): Promise<void>;
  /** Or keeps this tab's as a project of its own. */
  keepAsCopy(): Promise<void>;
}

/** What the database has of the project that is open. */
interface Kept {
  /** as it was kept or opened; undefined where it is not kept at all */
  readonly project: Project | undefined;
  /** 0 where it is not there yet */
  readonly revision: number;
  /** of its parts */
  readonly keys: ReadonlySet<string>;
}

const NOT_KEPT: Kept = { project: undefined, revision: 0, keys: new Set() };

/** Milliseconds after a change until it is kept. */
const PAUSE = 400;

export function createKeeper(app: App, around: Surroundings): Keeper {
  let database: Database | undefined;
  let kept: Kept = { project: app.get().project, revision: 0, keys: new Set() };
  /** projects that are open no longer and could not be kept, with what is kept of them */
  const held = new Map<string, { readonly project: Project; readonly kept: Kept }>();
  /** whether it is this that puts another project in the place of the open one */
  let showing = false;
  let timer: (() => void) | undefined;
  let saving: Promise<void> | undefined;
  let connecting: Promise<void> | undefined;

  const say = (storage: StorageState): void => app.update((state) => ({ ...state, storage }));
  const fail = (why: string): void => {
    if (app.get().storage.status !== "other-tab") say({ status: "failed", why });
  };
  const isFree = (): boolean => app.get().storage.status !== "other-tab";

  function connect(): Promise<void> {
    connecting ??= (async () => {
      try {
        const opened = await around.open({
          blocked: () => fail(BLOCKED),
          outdated() {
            void flush().finally(() => {
              leave();
              fail(OUTDATED);
            });
          },
          ended() {
            leave();
            fail(ENDED);
          },
        });
        if (!opened) return fail(NO_DATABASE);
        database = opened;
        if (isFree()) say({ status: "kept" });
        void flush();
      } catch (error) {
        connecting = undefined;
        fail(whyNot(error));
      }
    })();
    return connecting;
  }

  function leave(): void {
    database?.close();
    database = undefined;
    connecting = undefined;
  }

  function put(project: Project, storage: StorageState): void {
    showing = true;
    app.update((state) => ({ ...openProject(state, project), storage }));
    showing = false;
  }

  /** Puts a project in the place of the one that is open. */
  function show(project: Project, itsKept: Kept): void {
    kept = itsKept;
    around.remember(project.id);
    const { storage } = app.get();
    const free: StorageState = storage.status === "other-tab" ? { status: "kept" } : storage;
    put(project, free);
  }

  /** A project with nothing in it, which is kept only once it has something. */
  const showNew = (): void => {
    const project = newProject(Date.now());
    show(project, { ...NOT_KEPT, project });
  };

  async function showKept(id: string): Promise<boolean> {
    const found = await database?.load(id);
    if (!found) return false;
    const project = putTogether(found.kept, found.parts);
    const { revision } = found.kept;
    show(project, { project, revision, keys: new Set(found.parts.keys()) });
    return true;
  }

  async function showLast(): Promise<void> {
    const list = (await database?.list()) ?? [];
    const last = list.sort((a, b) => b.changed - a.changed)[0];
    const recalled = around.recall();
    for (const id of [recalled, last?.id]) {
      if (id !== undefined && (await showKept(id))) return;
    }
  }

  /** Writes a project; gives what is kept of it then, or what another tab has done. */
  async function write(
    into: Database,
    project: Project,
    before: Kept,
  ): Promise<Kept | "changed" | "deleted"> {
    const revision = before.revision + 1;
    const { kept: record, parts } = takeApart(project, revision);
    const added = [...parts].filter(([key]) => !before.keys.has(key));
    const removed = [...before.keys].filter((key) => !parts.has(key));
    const came = await into.save(record, { added, removed });
    return came === "saved" ? { project, revision, keys: new Set(parts.keys()) } : came;
  }

  async function saveOnce(project: Project): Promise<void> {
    if (!database) {
      void connect();
      return;
    }
    try {
      const came = await write(database, project, kept);
      if (app.get().project.id !== project.id) return;
      if (typeof came === "string") {
        return say({ status: "other-tab", deleted: came === "deleted" });
      }
      kept = came;
      around.remember(project.id);
      around.tell({ id: project.id, revision: kept.revision });
      if (app.get().storage.status !== "kept") say({ status: "kept" });
    } catch (error) {
      fail(whyNot(error));
    }
  }

  /** Another part of the page has put a project in the place of the one that was open: that one is kept all the same. */
  async function replaced(project: Project): Promise<void> {
    const before = kept;
    kept = NOT_KEPT;
    if (project === before.project) return;
    held.set(project.id, { project, kept: before });
    if (!database) return;
    const came = await write(database, project, before).catch(() => "failed" as const);
    if (typeof came !== "string") held.delete(project.id);
  }

  async function flush(): Promise<void> {
    timer?.();
    timer = undefined;
    while (saving) await saving;
    const { project } = app.get();
    if (project === kept.project || !isFree()) return;
    saving = saveOnce(project).finally(() => {
      saving = undefined;
    });
    await saving;
  }

  /** Keeps the open project, wherever that is possible, since another takes its place. */
  async function putAway(): Promise<void> {
    if (!isFree()) await keepAsCopy();
    await flush();
    const { project } = app.get();
    if (project !== kept.project) held.set(project.id, { project, kept });
  }

  async function keepAsCopy(): Promise<void> {
    const { project } = app.get();
    kept = NOT_KEPT;
    const copy = { ...project, id: newId(), name: `${project.name} (copy)` };
    put(copy, { status: "kept" });
    await flush();
  }

  app.subscribe(({ project }, before) => {
    if (project === before.project || project === kept.project || !isFree()) return;
    if (project.id !== before.project.id && !showing) void replaced(before.project);
    timer ??= around.later(() => {
      timer = undefined;
      void flush();
    }, PAUSE);
  });

  return {
    flush,
    keepAsCopy,
    async start() {
      const first = app.get().project;
      await connect();
      // Whoever was quicker than the database goes on with what there is by then.
      if (app.get().project !== first) return flush();
      await showLast().catch((error: unknown) => fail(whyNot(error)));
    },
    async list() {
      await flush();
      const all = (await database?.list()) ?? [];
      const { project } = app.get();
      const own = project === kept.project && kept.revision === 0 ? [] : [project];
      const others = [...held.values()].map((one) => one.project);
      const titles = new Map(all.map((title) => [title.id, title]));
      for (const { id, name, changed } of [...others, ...own])
        titles.set(id, { id, name, changed });
      return [...titles.values()].sort((a, b) => b.changed - a.changed);
    },
    async open(id) {
      if (id === app.get().project.id) return;
      await putAway();
      const waiting = held.get(id);
      if (waiting) {
        held.delete(id);
        show(waiting.project, waiting.kept);
        return flush();
      }
      if (await showKept(id)) return;
      throw new Error("the project is gone: another tab may have deleted it");
    },
    async add(project) {
      await putAway();
      const empty = project.recordings.length === 0 && !project.imported;
      show(project, empty ? { ...NOT_KEPT, project } : NOT_KEPT);
      await flush();
    },
    async delete(id) {
      timer?.();
      timer = undefined;
      while (saving) await saving;
      await database?.delete(id);
      held.delete(id);
      around.tell({ id });
      if (id === app.get().project.id) {
        showNew();
        await showLast();
      }
    },
    heard({ id, revision: theirs }) {
      if (id !== app.get().project.id || kept.revision === 0 || !isFree()) return;
      if (theirs === undefined) say({ status: "other-tab", deleted: true });
      else if (theirs > kept.revision) say({ status: "other-tab", deleted: false });
    },
    async reload() {
      const { id } = app.get().project;
      if (await showKept(id)) return;
      showNew();
      await showLast();
    },
  };
}
