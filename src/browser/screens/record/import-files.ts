import { UserError } from "../../../common/errors.js";
import { count, cut, printable } from "../../../common/text.js";
import type { App } from "../../state/app-state.js";
import type { Importing } from "../../state/importing.js";
import { type ChosenFile, newId, type Project } from "../../state/project.js";
import { allReadings, MOST_READINGS } from "../../state/recordings.js";
import { change } from "../../state/undo.js";
import { keeperOf } from "../../storage/start.js";
import { tellDone, telling } from "../../tell.js";
import { worker } from "../../worker/client.js";

/** Bytes of all files that are chosen at once: they lie in memory, and in the browser's database. */
const MOST_BYTES = 100_000_000;
const MOST_FILES = 1000;

/** Takes files that a person has chosen or dropped: a project's file is opened, all else is looked at as data. */
export function takeFiles(app: App, files: readonly File[]): Promise<void> {
  return telling(app, async () => {
    if (files.length === 0) return;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > MOST_BYTES || files.length > MOST_FILES) {
      throw new UserError(
        `files: got ${count(files.length)} of ${count(size)} bytes, expected at most ${count(MOST_FILES)} of ${count(MOST_BYTES)} together; use the command line for more`,
      );
    }
    const chosen = await Promise.all(files.map(read));
    const { isProjectFile, readProject } = await import("../../state/project-file.js");
    const [first] = chosen;
    if (chosen.length === 1 && first && isProjectFile(first)) {
      const project = await readProject(first);
      await keeperOf(app).add({ ...project, id: newId() });
      return tellDone(app, `The project ${project.name} is opened.`);
    }
    await lookAt(app, chosen);
  });
}

const read = async (file: File): Promise<ChosenFile> => ({
  name: cut(printable(file.name), 200),
  bytes: new Uint8Array(await file.arrayBuffer()),
});

async function lookAt(app: App, files: readonly ChosenFile[]): Promise<void> {
  const [first] = files;
  const names = files.length > 1 ? `${count(files.length)} files` : first!.name;
  const show = (importing: Importing) => app.update((state) => ({ ...state, importing }));
  show({ status: "looking", names });
  try {
    const looked = await worker("design").lookAtData(files);
    if (app.get().importing?.names === names) show({ status: "looked", names, files, looked });
  } catch (error) {
    putAway(app);
    throw error;
  }
}

/** Forgets the files that were chosen. */
export const putAway = (app: App): void => app.update(({ importing: _, ...state }) => state);

/** Takes the files as the project's data, instead of recordings. */
export function takeAsData(
  app: App,
  files: readonly ChosenFile[],
  labels: readonly string[],
): void {
  change(app, "Take data from files", (project) => ({
    ...project,
    imported: { files, labels },
  }));
  putAway(app);
  tellDone(app, "The files are taken. Next: see what network fits them, on the screen Design.");
}

/** Takes what the files hold as recordings of classes, which can be played, cut and added to. */
export function takeAsRecordings(
  app: App,
  files: readonly ChosenFile[],
  names: string,
  label: string,
  rate: number,
): Promise<void> {
  return telling(app, async () => {
    const found = await worker("design").recordingsInData(files, label);
    const began = Date.now();
    change(app, `Take recordings from ${names}`, (project) => {
      const joined: Project = {
        ...project,
        channels: found.channels,
        rate,
        classes: [...new Set([...project.classes, ...found.classes])],
        recordings: [
          ...project.recordings,
          ...found.recordings.map((one) => ({ ...one, id: newId(), began, from: names })),
        ],
      };
      const all = allReadings(joined);
      if (all <= MOST_READINGS) return joined;
      throw new UserError(
        `project: got ${count(all)} readings, expected at most ${count(MOST_READINGS)}; take the files as data, or fewer of them`,
      );
    });
    putAway(app);
    tellDone(app, `${count(found.recordings.length)} recordings are taken from ${names}.`);
  });
}
