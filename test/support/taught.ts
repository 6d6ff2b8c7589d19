import { newProject } from "../../src/browser/state/project.js";
import { writeProject } from "../../src/browser/state/project-file.js";
import type { Replay } from "../../src/browser/teach/replay.js";
import { makeModule } from "../../src/browser/worker/make-module.js";
import { replayer } from "../../src/browser/worker/replay.js";
import type { EspruinoLine } from "../../src/common/espruino/line.js";
import { writeFile } from "../../src/common/espruino/storage.js";
import { upload } from "../../src/common/espruino/upload.js";
import { stateOfCheckpoint } from "../../src/common/loader/checkpoint.js";
import { RESOURCES } from "../../src/node/resources.js";

/** A network that tells gestures apart, with windows that follow each other quickly. */
export const GESTURES = JSON.stringify({
  name: "gestures",
  inputs: ["x", "y", "z"].map((name) => ({ name, unit: "g" })),
  window: { rows: 4, stride: 2, features: ["mean", "deviation", "max"], rate: 12.5 },
  task: "classes",
  outputs: ["rest", "ring", "wave"],
  layers: [{ units: 6, activation: "tanh" }, { units: 3 }],
  optimizer: { type: "adam", learningRate: 0.02 },
  batch: 4,
});

/** The page's replay, without a worker. */
export function replayHere(): Replay {
  const here = replayer(RESOURCES);
  const later =
    <A extends unknown[], R>(act: (...given: A) => R) =>
    async (...given: A): Promise<Awaited<R>> =>
      await act(...given);
  return {
    open: later(here.open),
    standing: later(here.standing),
    takeOver: later(here.takeOver),
    restart: later(here.restart),
    watch: later(here.watch),
    lesson: later(here.lesson),
    firstOther: later(here.firstOther),
    save: later(here.save),
    check: later(here.check),
    async stateOf(checkpoint) {
      here.check(checkpoint);
      return stateOfCheckpoint(checkpoint);
    },
  };
}

/** Puts a network's module on a board, as the page does. */
export async function putModule(
  line: EspruinoLine,
  text: string,
  checkpoint?: Uint8Array,
  board = "banglejs2",
): Promise<void> {
  const made = await makeModule(RESOURCES, {
    text,
    board,
    placement: "javascript",
    name: "neural",
    ...(checkpoint && { checkpoint }),
  });
  await upload(line, made.files, { fingerprint: made.fingerprint });
  if (made.weights) await writeFile(line, made.weights);
}

/** Weights after a few steps, as training gives them. */
export async function trainedWeights(text = GESTURES, steps = 8): Promise<Uint8Array<ArrayBuffer>> {
  const replay = replayHere();
  const { batch, inputs } = await replay.open(text);
  const there = { held: 0, steps: 0, hash: 0 };
  for (let i = 0; i < steps * batch; i++) {
    const features = Float32Array.from({ length: inputs }, (_, j) => Math.sin(i * (j + 1)));
    await replay.lesson({ ...there, features: new Uint32Array(features.buffer), target: [i % 3] });
  }
  return replay.save();
}

/** A project whose network is trained, as one file. */
export async function trainedProject(board = "banglejs2"): Promise<Uint8Array<ArrayBuffer>> {
  return writeProject({
    ...newProject(1_700_000_000_000, "Gestures"),
    channels: ["x", "y", "z"].map((name) => ({ name, unit: "g" })),
    rate: 12.5,
    classes: ["rest", "ring", "wave"],
    board,
    network: GESTURES,
    trained: { network: GESTURES, checkpoint: await trainedWeights(), epochs: 8 },
  });
}

/** What makes a board with Espruino feel like a Bangle.js, at each of its starts. */
export const BANGLE_BOOT =
  "Bangle={i:0,getOptions:function(){return{powerSave:true}},setOptions:function(){},getAccel:function(){var i=this.i++;return{x:Math.sin(i/3),y:(i%7)/7,z:Math.cos(i/5)}}}";
