import type {
  Database,
  DatabaseEvents,
  KeptProject,
  OpenDatabase,
  Part,
} from "../../src/browser/storage/database.js";

/** A database that forgets all when its test ends, shared by as many tabs as open it. */
export interface MemoryDatabase {
  readonly open: OpenDatabase;
  readonly projects: Map<string, KeptProject>;
  readonly parts: Map<string, Part>;
  /** what each time of keeping wrote: the keys of parts */
  readonly written: string[][];
  /** what every call throws from now on */
  fault: Error | undefined;
  /** of the last one that opened it */
  events: DatabaseEvents | undefined;
}

export function memoryDatabase(): MemoryDatabase {
  const made: MemoryDatabase = {
    projects: new Map(),
    parts: new Map(),
    written: [],
    fault: undefined,
    events: undefined,
    open: async (events) => {
      if (made.fault) throw made.fault;
      made.events = events;
      return opened(made);
    },
  };
  return made;
}

const keysOf = ({ recordings, imported }: KeptProject): string[] => [
  ...recordings.map(({ values }) => values),
  ...(imported?.files.map(({ bytes }) => bytes) ?? []),
];

function opened(made: MemoryDatabase): Database {
  const { projects, parts } = made;
  const step = async () => {
    await Promise.resolve();
    if (made.fault) throw made.fault;
  };
  return {
    async list() {
      await step();
      return [...projects.values()].map(({ id, name, changed }) => ({ id, name, changed }));
    },
    async load(id) {
      await step();
      const kept = projects.get(id);
      if (!kept) return undefined;
      const found = keysOf(kept).flatMap((key) => (parts.has(key) ? [[key, parts.get(key)!]] : []));
      return structuredClone({ kept, parts: new Map(found as [string, Part][]) });
    },
    async save(kept, { added, removed }) {
      await step();
      const before = projects.get(kept.id)?.revision ?? 0;
      if (before !== kept.revision - 1) return before === 0 ? "deleted" : "changed";
      projects.set(kept.id, structuredClone(kept));
      for (const [key, part] of added) parts.set(key, structuredClone(part));
      for (const key of removed) parts.delete(key);
      made.written.push(added.map(([key]) => key));
      return "saved";
    },
    async delete(id) {
      await step();
      for (const key of keysOf(projects.get(id)!)) parts.delete(key);
      projects.delete(id);
    },
    close() {},
  };
}
