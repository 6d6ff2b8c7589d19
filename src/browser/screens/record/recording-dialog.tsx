import { useState } from "preact/hooks";
import { Button } from "../../parts/button.js";
import { ChannelLegend } from "../../parts/channels.js";
import { Dialog } from "../../parts/dialog.js";
import { Select } from "../../parts/select.js";
import type { App, AppState } from "../../state/app-state.js";
import { newId, type Recording, readingsOf } from "../../state/project.js";
import { withSelected } from "../../state/recorder.js";
import {
  deleteRecording,
  relabelRecording,
  secondsOf,
  splitRecording,
  trimRecording,
} from "../../state/recordings.js";
import { change, undo } from "../../state/undo.js";
import { tellDone } from "../../tell.js";
import { Sparkline } from "./sparkline.js";
import { usePlayback } from "./use-playback.js";
import { duration } from "./words.js";

interface RecordingDialogProps {
  readonly app: App;
  readonly state: AppState;
  readonly recording: Recording;
}

/** A recording to look at: play, trim, split, give to another class, delete. */
export function RecordingDialog({ app, state: { project }, recording }: RecordingDialogProps) {
  const { id, label, values } = recording;
  const count = readingsOf(recording, project.channels.length);
  const [[from, to], setPart] = useState<readonly [number, number]>([0, count]);
  const playback = usePlayback(count, project.rate);
  const { position, playing } = playback;
  const number = project.recordings.filter((one) => one.label === label).indexOf(recording) + 1;
  const close = () => app.update((state) => withSelected(state, undefined));
  const seconds = (readings: number) => duration(secondsOf(project, readings));
  const share = (readings: number) => `${(100 * readings) / count}%`;
  return (
    <Dialog
      title={`Recording ${number} of ${label}`}
      onClose={close}
      actions={
        <>
          <Button
            kind="danger"
            icon="delete"
            onClick={() => {
              change(app, "Delete a recording", (now) => deleteRecording(now, id));
              close();
              tellDone(app, `A recording of ${label} is deleted.`, {
                text: "Undo",
                run: () => undo(app),
              });
            }}
          >
            Delete
          </Button>
          <Button kind="primary" onClick={close}>
            Done
          </Button>
        </>
      }
    >
      <p class="muted small">
        {seconds(count)} from {recording.from}, {new Date(recording.began).toLocaleString()}
      </p>
      <div class="recording-view">
        <Sparkline values={values} channels={project.channels.length} width={500} height={140} />
        <span class="cut-off" style={{ left: 0, width: share(from) }} />
        <span class="cut-off" style={{ right: 0, width: share(count - to) }} />
        <span class="play-head" style={{ left: share(position) }} />
      </div>
      <ChannelLegend channels={project.channels} />
      <div class="row tight">
        <Button
          icon={playing ? "pause" : "play"}
          onClick={() => (playing ? playback.stop() : playback.play(from, to))}
        >
          {playing ? "Pause" : "Play"}
        </Button>
        <span class="muted small numbers">
          at {seconds(position)} of {seconds(count)}
        </span>
      </div>
      <div class="handles">
        <Handle label="Place" value={position} most={count} say={seconds} onMove={playback.goTo} />
        <Handle
          label="Keep from"
          value={from}
          most={count}
          say={seconds}
          onMove={(at) => setPart([Math.min(at, to - 1), to])}
        />
        <Handle
          label="Keep to"
          value={to}
          most={count}
          say={seconds}
          onMove={(at) => setPart([from, Math.max(at, from + 1)])}
        />
      </div>
      <div class="row tight">
        <Button
          size="small"
          icon="cut"
          disabled={from === 0 && to === count}
          onClick={() => {
            change(app, "Trim a recording", (now) => trimRecording(now, id, from, to));
            setPart([0, to - from]);
            playback.goTo(0);
          }}
        >
          Trim to {seconds(to - from)}
        </Button>
        <Button
          size="small"
          disabled={position <= 0 || position >= count}
          onClick={() => {
            change(app, "Split a recording", (now) => splitRecording(now, id, position, newId()));
            setPart([0, Math.round(position)]);
            playback.goTo(0);
          }}
        >
          Split at {seconds(position)}
        </Button>
      </div>
      <Select
        label="Class"
        value={label}
        options={project.classes.map((name) => ({ value: name, text: name }))}
        onChoose={(to) => change(app, "Move a recording", (now) => relabelRecording(now, id, to))}
      />
    </Dialog>
  );
}

interface HandleProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly say: (readings: number) => string;
  readonly onMove: (to: number) => void;
}

/** A place in a recording, moved by pointer or by arrow keys. */
function Handle({ label, value, most, say, onMove }: HandleProps) {
  return (
    <label class="handle">
      <span class="small">{label}</span>
      <span class="small numbers">{say(value)}</span>
      <input
        type="range"
        min={0}
        max={most}
        step={1}
        value={value}
        aria-valuetext={say(value)}
        onInput={({ currentTarget }) => {
          onMove(Number(currentTarget.value));
          currentTarget.value = `${value}`;
        }}
      />
    </label>
  );
}
