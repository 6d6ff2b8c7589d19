import type { Project, Recording } from "../state/project.js";
import type { ProjectTitle } from "../state/storage.js";

/** Numbers or a file's bytes, which are kept apart from the project that they belong to. They never change. */
export type Part = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** A project as it is kept, with the keys of its parts in their place. */
export interface KeptProject extends Omit<Project, "recordings" | "imported"> {
  readonly recordings: readonly (Omit<Recording, "values"> & { readonly values: string })[];
  readonly imported?: {
    readonly files: readonly { readonly name: string; readonly bytes: string }[];
    readonly labels: readonly string[];
  };
  /** from 1, one more with each time that it is kept */
  readonly revision: number;
}

/** What becomes of a project's parts when it is kept. */
export interface PartChanges {
  readonly added: readonly (readonly [key: string, part: Part])[];
  readonly removed: readonly string[];
}

/** Where projects are kept. What it throws is the database's own error. */
export interface Database {
  list(): Promise<ProjectTitle[]>;
  load(
    id: string,
  ): Promise<{ readonly kept: KeptProject; readonly parts: ReadonlyMap<string, Part> } | undefined>;
  /**
   * Keeps a project, all of it or nothing.
   * @returns what is there of another revision than the one before this: then nothing was written
   */
  save(kept: KeptProject, parts: PartChanges): Promise<"saved" | "changed" | "deleted">;
  delete(id: string): Promise<void>;
  close(): void;
}

/** What a database tells by itself. */
export interface DatabaseEvents {
  /** another tab holds it in an older version */
  blocked(): void;
  /** another tab wants a newer version: it has to be closed */
  outdated(): void;
  /** the browser closed it */
  ended(): void;
}

/** Opens where projects are kept; undefined where this browser has nothing of that kind. */
export type OpenDatabase = (events: DatabaseEvents) => Promise<Database | undefined>;
