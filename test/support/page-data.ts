// Readings of made-up movements, as a project records them, and as the page's worker is given files.
import {
  type Channel,
  newProject,
  type Project,
  type Recording,
} from "../../src/browser/state/project.js";
import type { ProjectData } from "../../src/browser/state/project-data.js";
import { next, seeded } from "../../src/common/learning/random.js";

const CHANNELS: readonly Channel[] = [
  { name: "x", unit: "g" },
  { name: "y", unit: "g" },
];

/** Three recordings each of "still" and "wave", of four seconds at 25 readings a second. */
export function movingProject(): Project {
  let state = seeded(7);
  const noise = () => {
    state = next(state);
    return (state / 2 ** 32 - 0.5) / 10;
  };
  const values = (size: number) =>
    Float32Array.from({ length: 200 }, (_, i) =>
      i % 2 === 0 ? size * Math.sin(i / 6) + noise() : 1 + noise(),
    );
  const recordings: Recording[] = ["still", "wave"].flatMap((label, size) =>
    Array.from({ length: 3 }, (_, i) => ({
      id: `${label}-${i}`,
      label,
      values: values(size),
      began: 1_700_000_000_000,
      from: "a test",
    })),
  );
  return {
    ...newProject(1_700_000_000_000, "Moves"),
    channels: CHANNELS,
    rate: 25,
    classes: ["still", "wave"],
    recordings,
  };
}

/** One file as the worker is given it. */
export const dataFile = (name: string, text: string | Uint8Array): ProjectData => ({
  files: [{ name, bytes: typeof text === "string" ? new TextEncoder().encode(text) : text }],
  labels: [],
  name: name.split(".")[0]!,
});

/** Rooms of two numbers that are stuffy when both are large; 120 rows. */
export function roomsText(): string {
  let state = seeded(3);
  const random = () => {
    state = next(state);
    return state / 2 ** 32;
  };
  const rows = Array.from({ length: 120 }, () => {
    const [warm, damp] = [10 + 20 * random(), 100 * random()];
    return `${warm.toFixed(1)},${damp.toFixed(0)},${warm / 30 + damp / 100 > 1.1 ? 1 : 0}`;
  });
  return `${["warm,damp,label", ...rows].join("\n")}\n`;
}
