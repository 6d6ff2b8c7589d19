import type { EpochRecord } from "../../common/learning/history.js";
import type { Score } from "../../common/learning/scores.js";
import type { Evaluation, TrainingNews, TrainingOutcome } from "../worker/training.js";
import type { Project, Trained } from "./project.js";
import { hasSameData } from "./project-data.js";

/** What is being trained, and what it came to. */
export interface TrainingState {
  /** what the next training does */
  readonly epochs: number;
  /** share that is held out, 0 to 0.9 */
  readonly validation: number;
  /** idle: nothing goes on; stopping: it ends with the next step */
  readonly phase: "idle" | "starting" | "running" | "paused" | "stopping";
  /** of the training that goes on, or is over */
  readonly run?: TrainingRun;
  /** how well the project's trained network does, where it was asked without training */
  readonly evaluation?: { readonly of: Trained; readonly result: Evaluation };
  /** why it went wrong */
  readonly error?: string;
}

export interface TrainingRun {
  /** the project as it was when it began */
  readonly project: Project;
  readonly text: string;
  readonly epochs: number;
  readonly began?: NonNullable<TrainingNews["began"]>;
  readonly history: readonly EpochRecord[];
  readonly best: number;
  readonly outcome?: TrainingOutcome;
}

export const firstTraining = (): TrainingState => ({ epochs: 60, validation: 0.2, phase: "idle" });

interface WithTraining {
  readonly project: Project;
  readonly training: TrainingState;
}

const changed = <S extends WithTraining>(state: S, change: Partial<TrainingState>): S => ({
  ...state,
  training: { ...state.training, ...change },
});

export const setTraining = <S extends WithTraining>(
  state: S,
  settings: Partial<Pick<TrainingState, "epochs" | "validation">>,
): S => changed(state, settings);

export function beganTraining<S extends WithTraining>(state: S, text: string): S {
  const { error: _, ...training } = state.training;
  const { project } = state;
  const run: TrainingRun = { project, text, epochs: training.epochs, history: [], best: 0 };
  return { ...state, training: { ...training, phase: "starting", run } };
}

export function tookNews<S extends WithTraining>(state: S, news: TrainingNews): S {
  const { run, phase } = state.training;
  if (!run || phase === "idle") return state;
  return changed(state, {
    phase: phase === "starting" ? "running" : phase,
    run: {
      ...run,
      ...(news.began && { began: news.began }),
      history: [...run.history, ...news.records],
      best: news.best,
    },
  });
}

export const pausedTraining = <S extends WithTraining>(state: S): S =>
  state.training.phase === "running" ? changed(state, { phase: "paused" }) : state;

export const wentOn = <S extends WithTraining>(state: S): S =>
  state.training.phase === "paused" ? changed(state, { phase: "running" }) : state;

export const stoppingTraining = <S extends WithTraining>(state: S): S =>
  state.training.phase === "idle" ? state : changed(state, { phase: "stopping" });

/** The training is over: what it kept becomes the project's, unless it kept nothing, or another project was opened. */
export function endedTraining<S extends WithTraining>(state: S, outcome: TrainingOutcome): S {
  const { run } = state.training;
  if (!run) return state;
  const ended = changed(state, { phase: "idle", run: { ...run, outcome } });
  if (outcome.bestEpoch === 0 || run.project.id !== state.project.id) return ended;
  const trained = trainedBy(run, outcome);
  return { ...ended, project: { ...state.project, trained, changed: Date.now() } };
}

export const failedTraining = <S extends WithTraining>(state: S, error: string): S =>
  changed(state, { phase: "idle", error });

function trainedBy({ text, history }: TrainingRun, outcome: TrainingOutcome): Trained {
  const { checkpoint, bestEpoch } = outcome;
  const kept = history.find(({ epoch }) => epoch === bestEpoch);
  const accuracy = accuracyOf(outcome.scores);
  return {
    network: text,
    checkpoint,
    epochs: bestEpoch,
    ...(kept?.validationLoss !== undefined && { validationLoss: kept.validationLoss }),
    ...(accuracy !== undefined && { accuracy }),
  };
}

export const tookEvaluation = <S extends WithTraining>(
  state: S,
  of: Trained,
  result: Evaluation,
): S => changed(state, { evaluation: { of, result } });

/** How well the network does that the project has: after its training, or because it was asked. */
export function evaluationOf({ training, project }: WithTraining): Evaluation | undefined {
  const { run, evaluation } = training;
  if (run?.outcome && run.outcome.epochs > 0) return run.outcome;
  return evaluation && evaluation.of === project.trained ? evaluation.result : undefined;
}

/** The share that is right of what was held out, else of what was learnt. */
function accuracyOf(scores: readonly Score[]): number | undefined {
  const right = (part: string) =>
    scores.find((score) => score.part === part && score.task !== "numbers");
  const score = right("validation") ?? right("training");
  return score && score.task !== "numbers" ? (score.accuracy ?? undefined) : undefined;
}

/**
 * Why what was trained is not of the network and the readings that there are now, in a sentence; undefined where it is, or
 * nothing was trained.
 * @param text of the network file that counts now
 */
export function whyStale(state: WithTraining, text: string | undefined): string | undefined {
  const { trained } = state.project;
  if (!trained) return undefined;
  if (text !== undefined && text !== trained.network) {
    return "The network has changed since it was trained. Train again to use the new one; until then boards get what was trained.";
  }
  const { run } = state.training;
  if (run?.outcome?.checkpoint === trained.checkpoint && !hasSameData(run.project, state.project)) {
    return "The readings have changed since it was trained. Train again, and it learns from all of them.";
  }
  return undefined;
}
