import assert from "node:assert/strict";
import { test } from "node:test";
import { connectSource, disconnect } from "../../../src/browser/sources/connect-source.js";
import { type App, createApp } from "../../../src/browser/state/app-state.js";
import { addClass } from "../../../src/browser/state/classes.js";
import { newProject } from "../../../src/browser/state/project.js";
import { deleteRecording, trimRecording } from "../../../src/browser/state/recordings.js";
import { projectFor } from "../../../src/browser/state/source-fit.js";
import { change, undo } from "../../../src/browser/state/undo.js";
import { createKeeper, type Keeper, type TabMessage } from "../../../src/browser/storage/keeper.js";
import { type MemoryDatabase, memoryDatabase } from "../../support/memory-database.js";
import { someProject } from "../../support/projects.js";

interface Tab {
  readonly app: App;
  readonly keeper: Keeper;
  /** lets the time pass after which changes are kept */
  wait(): Promise<void>;
  /** whether something waits to be kept */
  waiting(): boolean;
}

/** Tabs that hear each other, as those of one browser do. */
function browser(database: Pick<MemoryDatabase, "open">) {
  const tabs: Keeper[] = [];
  return async (recalled?: string): Promise<Tab> => {
    const app = createApp();
    let due: (() => void) | undefined;
    let session = recalled;
    const keeper: Keeper = createKeeper(app, {
      open: database.open,
      later(call) {
        due = call;
        return () => {
          due = undefined;
        };
      },
      recall: () => session,
      remember(id) {
        session = id;
      },
      tell(message: TabMessage) {
        for (const other of tabs) if (other !== keeper) other.heard(message);
      },
    });
    tabs.push(keeper);
    await keeper.start();
    return {
      app,
      keeper,
      waiting: () => due !== undefined,
      async wait() {
        due?.();
        await keeper.flush();
      },
    };
  };
}

const rename = (app: App, name: string) => change(app, "Rename", (now) => ({ ...now, name }));
const statusOf = ({ app }: Tab) => app.get().storage.status;
const whyOf = ({ app }: Tab) => {
  const { storage } = app.get();
  return storage.status === "failed" ? storage.why : "";
};

test("a change is kept after a moment, and there when the page opens again", async () => {
  const open = browser(memoryDatabase());
  const tab = await open();
  assert.equal(statusOf(tab), "kept");
  change(tab.app, "Import", () => someProject());
  assert.ok(tab.waiting());
  await tab.wait();
  const again = await open();
  assert.deepEqual(again.app.get().project, tab.app.get().project);
  assert.deepEqual(again.app.get().past, []);
});

test("a project with nothing in it is not kept, nor listed", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  await tab.wait();
  assert.equal(database.projects.size, 0);
  assert.deepEqual(await tab.keeper.list(), []);
});

test("of a small change to a large project only the change is written", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  change(tab.app, "Import", () => someProject());
  await tab.wait();
  rename(tab.app, "Other");
  await tab.wait();
  change(tab.app, "Trim", (project) => trimRecording(project, "a", 1, 3));
  await tab.wait();
  assert.deepEqual(
    database.written.map(({ length }) => length),
    [3, 0, 1],
  );
  assert.equal(database.parts.size, 3, "the values before the trim are gone");
  change(tab.app, "Delete", (project) => deleteRecording(project, "b"));
  await tab.wait();
  assert.equal(database.parts.size, 2);
  undo(tab.app);
  await tab.wait();
  assert.equal(database.parts.size, 3, "what was deleted is kept again when that is undone");
});

test("what was loaded is not written again", async () => {
  const database = memoryDatabase();
  const open = browser(database);
  const tab = await open();
  change(tab.app, "Import", () => someProject());
  await tab.wait();
  const again = await open();
  rename(again.app, "Other");
  await again.wait();
  assert.deepEqual(database.written.at(-1), []);
});

test("there are several projects, and a tab goes on with its own", async () => {
  const open = browser(memoryDatabase());
  const tab = await open();
  change(tab.app, "Import", () => ({ ...someProject(), name: "First" }), 1);
  const first = tab.app.get().project.id;
  await tab.keeper.add({ ...newProject(0), name: "Second" });
  rename(tab.app, "Second one");
  const second = tab.app.get().project.id;
  assert.deepEqual(
    (await tab.keeper.list()).map(({ name }) => name),
    ["Second one", "First"],
  );
  await tab.keeper.open(first);
  assert.equal(tab.app.get().project.name, "First");
  assert.equal(tab.app.get().project.recordings.length, 3);
  assert.deepEqual(tab.app.get().past, [], "steps of another project cannot be undone here");
  assert.equal((await open()).app.get().project.id, second, "a new tab has the last changed one");
  assert.equal((await open(first)).app.get().project.id, first, "a reloaded one its own");
});

test("a project that is begun for the source that is connected is kept once it has something", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  change(tab.app, "Import", () => ({ ...someProject(), board: "puckjs" }));
  const before = tab.app.get().project;
  await connectSource(tab.app, "demo", { seed: 1 });
  await tab.keeper.add(projectFor(tab.app.get(), 5));
  const { project, source } = tab.app.get();
  assert.equal(project.rate, 50);
  assert.deepEqual(project.channels, source.status === "open" && source.to.channels);
  assert.deepEqual([project.board, project.changed, project.recordings], ["puckjs", 5, []]);
  assert.deepEqual([...database.projects.keys()], [before.id]);
  change(tab.app, "Add a class", (now) => addClass(now, "wave"));
  await tab.wait();
  assert.deepEqual([...database.projects.keys()], [before.id, project.id]);
  await disconnect(tab.app);
});

test("without a source a new project has no channels", () => {
  const { channels, rate } = projectFor(createApp().get(), 5);
  assert.deepEqual([channels, rate], [[], 0]);
});

test("a deleted project is gone, and another takes its place", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  change(tab.app, "Import", () => someProject());
  const { id } = tab.app.get().project;
  await tab.keeper.add({ ...someProject(), id: "b", name: "Other" });
  await tab.keeper.delete("b");
  assert.equal(tab.app.get().project.id, id);
  await tab.keeper.delete(id);
  assert.equal(tab.app.get().project.recordings.length, 0);
  assert.equal(database.projects.size + database.parts.size, 0);
});

test("changes during keeping are kept after it", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  rename(tab.app, "One");
  const first = tab.keeper.flush();
  rename(tab.app, "Two");
  const second = tab.keeper.flush();
  await Promise.all([first, second]);
  const { id } = tab.app.get().project;
  assert.equal(database.projects.get(id)!.name, "Two");
  assert.equal(database.projects.get(id)!.revision, 2);
});

test("without a database all stays in memory, which is said, several projects too", async () => {
  const tab = await browser({ open: async () => undefined })();
  assert.match(whyOf(tab), /keeps nothing for this page.*private windows.*Export the project/);
  rename(tab.app, "One");
  const { id } = tab.app.get().project;
  await tab.keeper.add({ ...newProject(0), name: "Two" });
  rename(tab.app, "Two more");
  assert.deepEqual((await tab.keeper.list()).map(({ name }) => name).sort(), ["One", "Two more"]);
  await tab.keeper.open(id);
  assert.equal(tab.app.get().project.name, "One");
  assert.equal(statusOf(tab), "failed");
});

test("a database that is refused is said, and tried again with the next change", async () => {
  const database = memoryDatabase();
  database.fault = new DOMException("no", "SecurityError");
  const tab = await browser(database)();
  assert.match(whyOf(tab), /keeps nothing for this page/);
  database.fault = undefined;
  rename(tab.app, "One");
  await tab.wait();
  await new Promise(setImmediate);
  assert.equal(statusOf(tab), "kept");
  assert.equal(database.projects.size, 1);
});

test("a full database is said, nothing is lost, and it is kept once there is room", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  change(tab.app, "Import", () => someProject());
  await tab.wait();
  database.fault = new DOMException("full", "QuotaExceededError");
  rename(tab.app, "Other");
  await tab.wait();
  assert.match(whyOf(tab), /no room left.*Delete projects.*Export/);
  assert.equal(tab.app.get().project.name, "Other");
  await tab.keeper.flush();
  database.fault = undefined;
  await tab.keeper.flush();
  assert.equal(statusOf(tab), "kept");
  assert.equal([...database.projects.values()][0]!.name, "Other");
});

test("a project that could not be kept is there again after another was open", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  change(tab.app, "Import", () => someProject());
  await tab.wait();
  const { id } = tab.app.get().project;
  database.fault = new DOMException("full", "QuotaExceededError");
  rename(tab.app, "Not kept");
  await tab.keeper.add(newProject(0));
  database.fault = undefined;
  await tab.keeper.open(id);
  assert.equal(tab.app.get().project.name, "Not kept");
  assert.equal(statusOf(tab), "kept");
  assert.equal(database.projects.get(id)!.name, "Not kept");
});

test("an older version of the page in another tab blocks, which is said until it is closed", async () => {
  const database = memoryDatabase();
  let close = () => {};
  const tab = browser({
    async open(events) {
      events.blocked();
      await new Promise<void>((resolve) => {
        close = resolve;
      });
      return database.open(events);
    },
  })();
  await new Promise(setImmediate);
  close();
  const { app, keeper } = await tab;
  assert.equal(app.get().storage.status, "kept");
  rename(app, "One");
  await keeper.flush();
  assert.equal(database.projects.size, 1);
});

test("a newer version of the page in another tab is let through, after the last change is kept", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  rename(tab.app, "One");
  database.events!.outdated();
  await new Promise(setImmediate);
  assert.match(whyOf(tab), /newer version.*reload/);
  assert.equal(database.projects.size, 1);
});

test("a database that the browser closes is opened again", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  rename(tab.app, "One");
  database.events!.ended();
  assert.match(whyOf(tab), /closed its database/);
  await tab.wait();
  await new Promise(setImmediate);
  assert.equal(statusOf(tab), "kept");
  assert.equal(database.projects.size, 1);
});

test("a project that another part of the page puts in its place leaves the one before as it was", async () => {
  const database = memoryDatabase();
  const tab = await browser(database)();
  change(tab.app, "Import", () => someProject());
  const { id } = tab.app.get().project;
  await tab.wait();
  rename(tab.app, "Changed");
  tab.app.update((state) => ({ ...state, project: { ...newProject(0), name: "Another" } }));
  await tab.wait();
  assert.equal(statusOf(tab), "kept");
  assert.deepEqual([...database.projects.values()].map(({ name }) => name).sort(), [
    "Another",
    "Changed",
  ]);
  await tab.keeper.open(id);
  assert.equal(tab.app.get().project.name, "Changed");
});

async function twoTabs() {
  const database = memoryDatabase();
  const open = browser(database);
  const one = await open();
  change(one.app, "Import", () => someProject());
  await one.wait();
  const two = await open();
  assert.equal(two.app.get().project.id, one.app.get().project.id);
  return { database, one, two };
}

test("a tab hears that another has changed the project, and can take what that one has", async () => {
  const { one, two } = await twoTabs();
  rename(one.app, "Of the first");
  await one.wait();
  assert.deepEqual(two.app.get().storage, { status: "other-tab", deleted: false });
  await two.keeper.reload();
  assert.equal(two.app.get().project.name, "Of the first");
  assert.equal(statusOf(two), "kept");
});

test("a tab that has heard nothing overwrites nothing, and can keep its own as a copy", async () => {
  const { database, one, two } = await twoTabs();
  const { id } = one.app.get().project;
  rename(two.app, "Of the second");
  await two.keeper.flush();
  one.app.update((state) => ({ ...state, storage: { status: "kept" } }));
  change(one.app, "Add", (project) => addClass(project, "third"));
  await one.keeper.flush();
  assert.deepEqual(one.app.get().storage, { status: "other-tab", deleted: false });
  assert.equal(database.projects.get(id)!.name, "Of the second");
  change(one.app, "Add", (project) => addClass(project, "fourth"));
  await one.wait();
  assert.equal(database.projects.size, 1, "it waits for a person's word");
  await one.keeper.keepAsCopy();
  assert.equal(statusOf(one), "kept");
  const copy = database.projects.get(one.app.get().project.id)!;
  assert.equal(copy.name, "My gestures (copy)");
  assert.deepEqual(copy.classes, ["wave", "still", "third", "fourth"]);
  assert.equal(database.projects.get(id)!.name, "Of the second");
});

test("a copy's values are its own: deleting the project that it came from takes nothing from it", async () => {
  const { database, one, two } = await twoTabs();
  const { id } = one.app.get().project;
  rename(two.app, "Of the second");
  await two.keeper.flush();
  await one.keeper.keepAsCopy();
  await two.keeper.delete(id);
  const kept = database.projects.get(one.app.get().project.id)!;
  assert.ok(kept.recordings.every(({ values }) => database.parts.has(values)));
});

test("a project that another tab has deleted is not written anew, but can be kept as a copy", async () => {
  const { database, one, two } = await twoTabs();
  await two.keeper.delete(two.app.get().project.id);
  assert.deepEqual(one.app.get().storage, { status: "other-tab", deleted: true });
  rename(one.app, "Mine");
  await one.wait();
  assert.equal(database.projects.size, 0);
  await one.keeper.keepAsCopy();
  assert.equal(database.projects.size, 1);
  assert.equal(database.parts.size, 3);
});
