import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ProjectTitle } from "../state/storage.js";
import type { Database, KeptProject, OpenDatabase, Part } from "./database.js";

interface Stores extends DBSchema {
  projects: { key: string; value: KeptProject };
  /** numbers of recordings and bytes of files, by keys that projects name */
  parts: { key: string; value: Part };
}

type Upgrade = (database: IDBPDatabase<Stores>) => void;

/** What makes each version of the database of the one before it. Add to the list; never change what stands in it. */
const UPGRADES: readonly Upgrade[] = [
  (database) => {
    database.createObjectStore("projects", { keyPath: "id" });
    database.createObjectStore("parts");
  },
];

/** The browser's own database. */
export const openIndexedDatabase: OpenDatabase = async (events) => {
  if (globalThis.indexedDB === undefined || indexedDB === null) return undefined;
  const database = await openDB<Stores>("perceptino", UPGRADES.length, {
    upgrade(database, before) {
      for (const upgrade of UPGRADES.slice(before)) upgrade(database);
    },
    blocked: () => events.blocked(),
    blocking: () => events.outdated(),
    terminated: () => events.ended(),
  });
  return overStores(database);
};

const titleOf = ({ id, name, changed }: KeptProject): ProjectTitle => ({ id, name, changed });

const keysOf = ({ recordings, imported }: KeptProject): string[] => [
  ...recordings.map(({ values }) => values),
  ...(imported?.files.map(({ bytes }) => bytes) ?? []),
];

function overStores(database: IDBPDatabase<Stores>): Database {
  return {
    list: async () => (await database.getAll("projects")).map(titleOf),

    async load(id) {
      const all = database.transaction(["projects", "parts"]);
      const kept = await all.objectStore("projects").get(id);
      if (!kept) return undefined;
      const store = all.objectStore("parts");
      const parts = await Promise.all(
        keysOf(kept).map(async (key) => [key, await store.get(key)] as const),
      );
      const found = parts.flatMap(([key, part]) => (part ? [[key, part] as const] : []));
      return { kept, parts: new Map(found) };
    },

    async save(kept, { added, removed }) {
      const all = database.transaction(["projects", "parts"], "readwrite");
      const projects = all.objectStore("projects");
      const before = (await projects.get(kept.id))?.revision ?? 0;
      if (before !== kept.revision - 1) {
        await all.done;
        return before === 0 ? "deleted" : "changed";
      }
      const parts = all.objectStore("parts");
      // All at once: a page that is being left has no time for one after the other.
      await Promise.all([
        projects.put(kept),
        ...added.map(([key, part]) => parts.put(part, key)),
        ...removed.map((key) => parts.delete(key)),
        all.done,
      ]);
      return "saved";
    },

    async delete(id) {
      const all = database.transaction(["projects", "parts"], "readwrite");
      const kept = await all.objectStore("projects").get(id);
      const parts = all.objectStore("parts");
      await Promise.all([
        all.objectStore("projects").delete(id),
        ...(kept ? keysOf(kept).map((key) => parts.delete(key)) : []),
        all.done,
      ]);
    },

    close: () => database.close(),
  };
}
