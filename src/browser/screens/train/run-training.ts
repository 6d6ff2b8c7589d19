import { proxy } from "comlink";
import type { App } from "../../state/app-state.js";
import { networkTextOf } from "../../state/design.js";
import type { Project } from "../../state/project.js";
import { hasSameData, projectData } from "../../state/project-data.js";
import {
  beganTraining,
  endedTraining,
  failedTraining,
  pausedTraining,
  stoppingTraining,
  tookEvaluation,
  tookNews,
  wentOn,
} from "../../state/training.js";
import { worker, workerEnds } from "../../worker/client.js";

/** What the training worker has the readings of, and which worker that was. */
let given: { readonly project: Project; readonly ends: number } | undefined;

async function giveData(project: Project): Promise<void> {
  const ends = workerEnds("train");
  if (given?.ends === ends && hasSameData(given.project, project)) return;
  await worker("train").takeData(projectData(project));
  given = { project, ends };
}

/**
 * Trains the network that counts on the project's readings; what it comes to is in state.training, and what it kept in the
 * project.
 * @param goOn whether it goes on from what was trained, instead of from new weights
 */
export async function runTraining(app: App, goOn = false): Promise<void> {
  const state = app.get();
  const text = networkTextOf(state);
  if (text === undefined || state.training.phase !== "idle") return;
  const { epochs, validation } = state.training;
  const { trained } = state.project;
  app.update((now) => beganTraining(now, text));
  try {
    await giveData(state.project);
    const order = {
      text,
      epochs,
      validation,
      ...(goOn && trained && { from: trained.checkpoint }),
      ...(state.design.design?.gaps && { dropGaps: true }),
    };
    const tell = proxy((news: Parameters<typeof tookNews>[1]) =>
      app.update((now) => tookNews(now, news)),
    );
    const outcome = await worker("train").train(order, tell);
    app.update((now) => endedTraining(now, outcome));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    app.update((now) => failedTraining(now, why));
  }
}

/** Asks how well the network does that was trained before. */
export async function evaluateTrained(app: App): Promise<void> {
  const { project, training, design } = app.get();
  const { trained } = project;
  if (!trained) return;
  await giveData(project);
  const result = await worker("train").evaluate({
    text: trained.network,
    epochs: 1,
    validation: training.validation,
    from: trained.checkpoint,
    ...(design.design?.gaps && { dropGaps: true }),
  });
  app.update((now) => tookEvaluation(now, trained, result));
}

export function pauseTraining(app: App): void {
  void worker("train").pauseTraining();
  app.update(pausedTraining);
}

export function goOnTraining(app: App): void {
  void worker("train").goOnTraining();
  app.update(wentOn);
}

export function stopTraining(app: App): void {
  void worker("train").stopTraining();
  app.update(stoppingTraining);
}
