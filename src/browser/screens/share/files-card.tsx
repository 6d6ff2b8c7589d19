import { ESPRUINO_BOARDS } from "../../../../boards/index.js";
import type { ScreenProps } from "../../page.js";
import { Badge } from "../../parts/badge.js";
import { Card } from "../../parts/card.js";
import { Select } from "../../parts/select.js";
import type { SharedNetwork } from "./make-files.js";
import { TargetRow } from "./target-row.js";
import { SHARED_TARGETS } from "./targets.js";

/** The network for other programs and boards, made here as the command line makes it. */
export function FilesCard({
  app,
  state,
  network,
}: ScreenProps & { readonly network: SharedNetwork }) {
  const { project } = state;
  const known = ESPRUINO_BOARDS.find(({ name }) => name === project.board);
  const board = known?.name ?? ESPRUINO_BOARDS[0]!.name;
  return (
    <Card
      title="The network, for boards and programs"
      end={
        network.checkpoint ? (
          <Badge tone="good" icon="tick">
            trained
          </Badge>
        ) : (
          <Badge tone="warn">not trained yet</Badge>
        )
      }
    >
      <Select
        label="Espruino board"
        options={ESPRUINO_BOARDS.map(({ name, description }) => ({
          value: name,
          text: description,
        }))}
        value={board}
        onChoose={(name) =>
          app.update((now) => ({
            ...now,
            project: { ...now.project, board: name, changed: Date.now() },
          }))
        }
      />
      <ul class="plain targets">
        {SHARED_TARGETS.map((target) => (
          <TargetRow key={target.target} network={network} target={target} board={board} />
        ))}
      </ul>
    </Card>
  );
}
