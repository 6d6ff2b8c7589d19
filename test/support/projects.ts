import { newProject, type Project, type Recording } from "../../src/browser/state/project.js";

/** A recording of so many readings of two channels: 0, 1, 2 and so on. */
export const recording = (id: string, label: string, readings: number): Recording => ({
  id,
  label,
  values: Float32Array.from({ length: 2 * readings }, (_, i) => i),
  began: 1_700_000_000_000,
  from: "a test",
});

/** A project with recordings of 10, 20 and 5 readings, ten of them a second. */
export const someProject = (): Project => ({
  ...newProject(1_700_000_000_000),
  channels: [{ name: "x", unit: "g" }, { name: "y" }],
  rate: 10,
  classes: ["wave", "still"],
  recordings: [recording("a", "wave", 10), recording("b", "wave", 20), recording("c", "still", 5)],
});
