import { SENSORS } from "../../../common/espruino/sensors.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { fileNameOf, saveFile } from "../../parts/save-file.js";
import { telling } from "../../tell.js";
import { saveBangleApp } from "./board-actions.js";
import { programText } from "./program-text.js";
import { wishOf } from "./wish.js";

/** A program that goes with the network, for when no page is near. */
export function ProgramCard({ app, state }: ScreenProps) {
  const { board, name } = wishOf(state);
  const watch = board.startsWith("bangle");
  const { channels, rate } = state.project;
  const sensors = SENSORS.filter(({ values }) => values === channels.length);
  return (
    <Card title="A program to go with it">
      {watch ? (
        <>
          <p>
            An app for the watch: it guesses, is taught with a finger on the screen, and saves. The
            archive holds its folder, as the app loader takes it.
          </p>
          <div class="row tight">
            <Button icon="download" onClick={() => saveBangleApp(app)}>
              Save the app's folder
            </Button>
          </div>
        </>
      ) : (
        <>
          <p>
            A short press of the button teaches the chosen answer, a long one chooses the next. It
            saves by itself. Copy it into Espruino's editor, and change it as you like.
          </p>
          <div class="row tight">
            {sensors.map((sensor) => (
              <Button
                key={sensor.name}
                icon="download"
                onClick={() =>
                  void telling(app, async () => {
                    const text = await programText(state, name, sensor, rate);
                    const bytes = new TextEncoder().encode(text);
                    saveFile(`${fileNameOf(state.project.name)}.js`, bytes, "text/javascript");
                  })
                }
              >
                Save it, for the {sensor.name}
              </Button>
            ))}
          </div>
          {sensors.length === 0 && (
            <p class="muted small">
              No sensor of a board gives {channels.length} numbers: write a program of your own
              around <code>require("{name}")</code>.
            </p>
          )}
        </>
      )}
    </Card>
  );
}
