import type { ScreenProps } from "../../page.js";
import { Empty } from "../../parts/empty.js";
import { useDesign } from "../design/keep-design.js";
import { FilesCard } from "./files-card.js";
import { LinkCard } from "./link-card.js";
import { sharedNetwork } from "./make-files.js";
import { ProjectCard } from "./project-card.js";
import { ReportCard } from "./report-card.js";

/** All that one can take along. */
export function ShareScreen({ app, state }: ScreenProps) {
  useDesign(app);
  const network = sharedNetwork(state);
  return (
    <div class="halves share">
      {network ? (
        <FilesCard app={app} state={state} network={network} />
      ) : (
        <Empty icon="share" title="No network yet">
          <p>
            Record something first: a network is chosen for it, and can be taken along from here.
          </p>
          <a class="button primary" href="#record">
            Record
          </a>
        </Empty>
      )}
      <div class="stack">
        <ProjectCard app={app} state={state} />
        {network && <LinkCard text={network.text} />}
        {network && <ReportCard app={app} state={state} />}
        <p class="muted small">
          perceptino is free software (MIT licence).{" "}
          <a href="third-party.txt">Licences of what is in this page</a>
        </p>
      </div>
    </div>
  );
}
