import type { Page } from "playwright-core";
import { newProject, type Project } from "../../src/browser/state/project.js";
import { writeProject } from "../../src/browser/state/project-file.js";
import { inMenu } from "./lab-page.js";
import { seededRandom } from "./random.js";

const RATE = 25;
const SECONDS = 3;
const EACH = 12;

/** What is told apart, with how x, y and z move around rest, in g, at a time in seconds. */
const MOVEMENTS: Readonly<Record<string, (t: number) => readonly [number, number, number]>> = {
  still: () => [0, 0, 1],
  wave: (t) => [0.8 * Math.sin(9 * t), 0.3 * Math.cos(9 * t), 1],
  circle: (t) => [0.5 * Math.sin(5 * t), 0.1, 1 + 0.5 * Math.cos(5 * t)],
};

/** A project with made-up recordings of three movements, with noise; always the same. */
export function movementsProject(): Project {
  const random = seededRandom(7);
  const noise = () => random.uniform(-0.08, 0.08);
  const recordings = Object.entries(MOVEMENTS).flatMap(([label, at]) =>
    Array.from({ length: EACH }, (_, n) => {
      const begins = random.uniform(0, 7);
      const values = Float32Array.from({ length: 3 * RATE * SECONDS }, (_, i) => {
        const t = begins + Math.floor(i / 3) / RATE;
        return at(t)[i % 3]! + noise();
      });
      const began = Date.UTC(2026, 0, 1, 12, n);
      return { id: `${label}-${n}`, label, values, began, from: "made-up movements" };
    }),
  );
  return {
    ...newProject(Date.UTC(2026, 0, 2), "Movements"),
    channels: ["x", "y", "z"].map((name) => ({ name, unit: "g" })),
    rate: RATE,
    classes: Object.keys(MOVEMENTS),
    recordings,
  };
}

/** Opens a project in the page as a person does: by choosing its file. */
export async function openInPage(page: Page, project: Project): Promise<void> {
  const buffer = Buffer.from(await writeProject(project));
  const choosing = page.waitForEvent("filechooser");
  await inMenu(page, "Import a file");
  const file = { name: "movements.perceptino", mimeType: "application/octet-stream", buffer };
  await (await choosing).setFiles(file);
  await page.getByText(`The project ${project.name} is opened.`).waitFor();
}

/** Trains what is open, and waits until that is over. */
export async function trainInPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = "train";
  });
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.getByRole("button", { name: "Train anew" }).waitFor();
}
