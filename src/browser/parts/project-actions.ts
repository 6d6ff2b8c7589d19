import type { App } from "../state/app-state.js";
import { recordingsText } from "../state/project-data.js";
import { projectFor } from "../state/source-fit.js";
import { keeperOf } from "../storage/start.js";
import { tellDone } from "../tell.js";
import { confirm } from "./confirm.js";
import { fileNameOf, saveFile } from "./save-file.js";

/** Begins another project, for the source that is connected; the one that is open stays in the list. */
export const newOne = (app: App): Promise<void> =>
  keeperOf(app).add(projectFor(app.get(), Date.now()));

export async function exportProject(app: App): Promise<void> {
  const { project } = app.get();
  const { writeProject } = await import("../state/project-file.js");
  const name = `${fileNameOf(project.name)}.perceptino`;
  saveFile(name, await writeProject(project), "application/octet-stream");
  tellDone(app, `The project is exported as ${name}.`);
}

export async function exportCsv(app: App): Promise<void> {
  const { project } = app.get();
  const name = `${fileNameOf(project.name)}.csv`;
  saveFile(name, new TextEncoder().encode(recordingsText(project)), "text/csv");
  tellDone(app, `The recordings are exported as ${name}, which perceptino train reads.`);
}

/** Lets a person choose a project's file, or data. */
export function importFile(app: App): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.addEventListener("change", () => {
    void import("../screens/record/import-files.js").then(({ takeFiles }) => {
      app.update((state) => ({ ...state, screen: "record" }));
      return takeFiles(app, Array.from(input.files ?? []));
    });
  });
  input.click();
}

export async function deleteProject(app: App): Promise<void> {
  const { id, name } = app.get().project;
  const sure = await confirm(app, {
    title: "Delete this project?",
    text: `${name} and all of its recordings are deleted for good. Export it first if you may want it again.`,
    yes: "Delete",
    danger: true,
  });
  if (!sure) return;
  await keeperOf(app).delete(id);
  tellDone(app, `The project ${name} is deleted.`);
}
