import { workerUrl } from "perceptino:worker";
import { type Remote, wrap } from "comlink";
import type { Work } from "./work.js";

/** What a worker is for: what is asked of one never waits for what another does. */
export type WorkerName = "design" | "train";

const workers = new Map<WorkerName, Remote<Work>>();

/** A worker, started when it is first asked for: it loads the compiler. */
export function worker(name: WorkerName): Remote<Work> {
  const known = workers.get(name);
  if (known) return known;
  const started = wrap<Work>(new Worker(workerUrl, { type: "module", name }));
  workers.set(name, started);
  return started;
}
