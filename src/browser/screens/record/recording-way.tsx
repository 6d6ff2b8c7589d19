import { Switch } from "../../parts/switch.js";
import type { App } from "../../state/app-state.js";
import { type RecorderState, SECONDS, withRecorder } from "../../state/recorder.js";

interface RecordingWayProps {
  readonly app: App;
  readonly recorder: RecorderState;
}

/** How recordings are made: held, or after a countdown; and how long one is that ends by itself. */
export function RecordingWay({ app, recorder: { way, seconds } }: RecordingWayProps) {
  return (
    <div class="row tight recording-way">
      <Switch
        on={way === "countdown"}
        onSwitch={(on) =>
          app.update((state) => withRecorder(state, { way: on ? "countdown" : "hold" }))
        }
      >
        Count 3, 2, 1
      </Switch>
      <label class="row tight small">
        {way === "countdown" ? "then record" : "a tap records"}
        <select
          value={seconds}
          onChange={({ currentTarget }) =>
            app.update((state) => withRecorder(state, { seconds: Number(currentTarget.value) }))
          }
        >
          {SECONDS.map((value) => (
            <option key={value} value={value}>
              {value} s
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
