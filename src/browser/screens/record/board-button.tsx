import { useEffect } from "preact/hooks";
import type { ScreenProps } from "../../page.js";
import { Select } from "../../parts/select.js";
import type { Source } from "../../sources/source.js";
import { buttonClassOf, withRecorder } from "../../state/recorder.js";
import { endTake, pressedOnBoard } from "./recorder.js";

interface BoardButtonProps extends ScreenProps {
  readonly listen: NonNullable<Source["onButton"]>;
}

/** Milliseconds: who holds the board's button for longer ends the recording by letting go. */
const HELD = 700;

/** Which class the board's own button records: a press begins and another ends it, or it is held. */
export function BoardButton({ app, state, listen }: BoardButtonProps) {
  useEffect(() => {
    let began = 0;
    return listen((down) => {
      if (down) {
        began = performance.now();
        pressedOnBoard(app);
      } else if (performance.now() - began >= HELD) endTake(app);
    });
  }, [app, listen]);
  const { classes } = state.project;
  const chosen = buttonClassOf(state.recorder, classes);
  if (chosen === undefined) return null;
  return (
    <Select
      label="The board’s own button records"
      hint="Press it to begin and again to end, or hold it."
      options={classes.map((name) => ({ value: name, text: name }))}
      value={chosen}
      onChoose={(buttonClass) => app.update((now) => withRecorder(now, { buttonClass }))}
    />
  );
}
