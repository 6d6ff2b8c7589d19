import { workerUrl } from "perceptino:worker";
import type { Remote } from "comlink";
import type { Work } from "./work.js";
import { createWorkers } from "./workers.js";

/** What a worker is for: what is asked of one never waits for what another does. */
export type WorkerName = "design" | "train";

const workers = createWorkers<WorkerName, Work>(
  (name) => new Worker(workerUrl, { type: "module", name }),
);

/** A worker, started when something is first asked of it: it loads the compiler. */
export const worker = (name: WorkerName): Remote<Work> => workers.of(name);

/** How often a worker has ended by itself: the readings that it was given are gone with it. */
export const workerEnds = (name: WorkerName): number => workers.ended(name);
