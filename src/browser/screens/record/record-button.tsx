import { useRef } from "preact/hooks";
import type { App, AppState } from "../../state/app-state.js";
import { isTaking } from "../../state/recorder.js";
import { beginTake, countDown, endTake, limitTake } from "./recorder.js";

interface RecordButtonProps {
  readonly app: App;
  readonly state: AppState;
  readonly label: string;
}

/** Milliseconds: who presses shorter than that does not hold. */
const TAP = 300;

/**
 * Records a class: as long as it is held, by finger, mouse or key; a tap, or what assistive technology clicks, records for
 * the usual time. With a countdown a press begins that.
 */
export function RecordButton({ app, state, label }: RecordButtonProps) {
  const pressed = useRef<number | undefined>(undefined);
  const { recorder, source } = state;
  const taking = isTaking(recorder, label);
  const press = () => {
    if (pressed.current !== undefined) return;
    if (isTaking(app.get().recorder, label)) return endTake(app);
    if (app.get().recorder.way === "countdown") return countDown(app, label);
    pressed.current = performance.now();
    beginTake(app, label);
  };
  const release = (cancelled = false) => {
    const began = pressed.current;
    pressed.current = undefined;
    if (began === undefined) return;
    if (performance.now() - began >= TAP) endTake(app);
    else if (cancelled) endTake(app, false);
    else limitTake(app);
  };
  return (
    <button
      type="button"
      class={`button record-button${taking ? " taking" : ""}`}
      disabled={source.status !== "open"}
      aria-pressed={taking}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        press();
      }}
      onPointerUp={() => release()}
      onPointerCancel={() => release(true)}
      onKeyDown={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        release();
      }}
      onBlur={() => release()}
      onClick={({ detail }) => {
        if (detail > 0) return; // a pointer's, which was followed from its start
        press();
        release();
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span class="record-mark" aria-hidden="true" />
      <span class="numbers">{wordsOf(state, label)}</span>
      <span class="only-heard"> {label}</span>
    </button>
  );
}

function wordsOf({ recorder: { take, way, seconds }, source }: AppState, label: string): string {
  if (take.status === "counting" && take.label === label) return `In ${take.left} …`;
  if (take.status === "recording" && take.label === label) {
    const rate = source.status === "open" ? source.to.rate : 0;
    return rate > 0 ? `${(take.readings / rate).toFixed(1)} s` : `${take.readings}`;
  }
  return way === "hold" ? "Hold to record" : `Record ${seconds} s`;
}
