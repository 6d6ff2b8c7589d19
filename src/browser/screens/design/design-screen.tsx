import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Empty } from "../../parts/empty.js";
import { backToChosen } from "../../state/design.js";
import { projectData } from "../../state/project-data.js";
import { FitCard } from "./fit-card.js";
import { FitLine } from "./fit-line.js";
import { JsonCard } from "./json-card.js";
import { useDesign } from "./keep-design.js";
import { LabelCard } from "./label-card.js";
import { LayersCard } from "./layers-card.js";
import { LearningCard } from "./learning-card.js";
import { NetworkCard } from "./network-card.js";
import { TaskCard } from "./task-card.js";
import { WindowCard } from "./window-card.js";

/** The network: chosen by what the readings are, and open to change. */
export function DesignScreen({ app, state }: ScreenProps) {
  useDesign(app);
  const { design, project } = state;
  const { described } = design;
  return (
    <div class="stack wide">
      {design.designError !== undefined && !asksLabel(state) && (
        <p class="said-error" role="alert">
          {design.designError}
        </p>
      )}
      <LabelCard app={app} state={state} />
      {described ? (
        <>
          {design.data && <p class="muted">{design.data.rows}.</p>}
          <FitLine described={described} />
          <div class="halves design">
            <div class="stack">
              {design.design && (project.network ?? design.design.text) !== design.design.text && (
                <div class="row spread changed">
                  <span>You have changed what was chosen.</span>
                  <Button icon="undo" size="small" onClick={() => app.update(backToChosen)}>
                    Back to what was chosen
                  </Button>
                </div>
              )}
              <TaskCard app={app} state={state} spec={described.spec} />
              <WindowCard app={app} state={state} spec={described.spec} />
              <LayersCard app={app} state={state} spec={described.spec} />
              <LearningCard app={app} state={state} spec={described.spec} />
              <JsonCard app={app} state={state} />
            </div>
            <div class="stack beside">
              <FitCard app={app} state={state} described={described} />
              <NetworkCard described={described} />
            </div>
          </div>
        </>
      ) : asksLabel(state) ? null : (
        <Nothing app={app} state={state} />
      )}
    </div>
  );
}

/** Whether all that is missing is which column holds what is to be learnt. */
const asksLabel = ({ design, project }: ScreenProps["state"]): boolean =>
  project.imported !== undefined &&
  project.network === undefined &&
  design.data?.labels.length === 0;

/** What is here while no network is. */
function Nothing({ app, state }: ScreenProps) {
  const { project, design } = state;
  const waiting =
    design.designError === undefined && (project.network !== undefined || hasReadings(state));
  if (waiting) return <p role="status">Looking at the readings…</p>;
  return (
    <>
      <Empty icon="design" title="No network yet">
        <p>
          Record something first, and a network is chosen for it. Or bring a network file along.
        </p>
      </Empty>
      <JsonCard app={app} state={state} />
    </>
  );
}

function hasReadings({ project }: ScreenProps["state"]): boolean {
  try {
    return projectData(project) !== undefined;
  } catch {
    return false;
  }
}
