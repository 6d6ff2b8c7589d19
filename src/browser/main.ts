import { ESPRUINO_BOARDS } from "../../boards/index.js";
import { crcOfAll } from "../common/crc-table.js";
import { hex } from "../common/hex.js";
import { widths } from "../common/network/plan.js";
import type { Artifact } from "../common/targets.js";
import { count } from "../common/text.js";
import { filesFor, type OpenedNetwork, openNetwork } from "./opened-network.js";

const networkFile = part("network-file", HTMLInputElement);
const checkpointFile = part("checkpoint-file", HTMLInputElement);
const board = part("board", HTMLSelectElement);
const steps = part("steps", HTMLInputElement);
const train = part("train", HTMLButtonElement);
const error = part("error", HTMLElement);
const shape = part("shape", HTMLElement);
const state = part("state", HTMLElement);
const files = part("files", HTMLElement);

let opened: OpenedNetwork | undefined;

for (const { name, description } of ESPRUINO_BOARDS) board.add(new Option(description, name));
for (const input of [networkFile, checkpointFile]) input.onchange = () => showing(open);
board.onchange = () => showing(showFiles);
train.onclick = () => showing(async () => trainNow());

/** A part of the page. Throws when index.html has no such one: a bug of ours. */
function part<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`index.html: got no ${type.name} called ${id}`);
}

/** Does something and shows why when it fails. */
async function showing(action: () => Promise<void>): Promise<void> {
  error.textContent = "";
  try {
    await action();
  } catch (reason) {
    error.textContent = reason instanceof Error ? reason.message : String(reason);
  }
}

/** Takes the chosen files. What was open before is closed, even if they are refused. */
async function open(): Promise<void> {
  opened = undefined;
  for (const place of [shape, state, files]) place.replaceChildren();
  train.disabled = true;
  const file = networkFile.files?.[0];
  if (!file) return;
  opened = await openNetwork(file, checkpointFile.files?.[0]);
  const { spec, plan } = opened.built;
  shape.textContent = `${widths(spec).join("-")}, ${plan.kind} plan, ${count(plan.end)} bytes of memory`;
  showState(opened);
  await showFiles();
  train.disabled = false;
}

/** Steps on the batch that the checkpoint holds. */
function trainNow(): void {
  if (!opened) return;
  for (let n = steps.valueAsNumber; n > 0; n--) opened.network.step();
  showState(opened);
}

function showState({ network }: OpenedNetwork): void {
  state.textContent = `${count(network.steps)} steps, hash ${hex(network.hash())}`;
}

async function showFiles(): Promise<void> {
  files.replaceChildren();
  const chosen = ESPRUINO_BOARDS.find(({ name }) => name === board.value);
  if (!opened || !chosen) return;
  files.replaceChildren(...(await filesFor(opened, chosen)).map(fileView));
}

/** A file's name, length and CRC-32, and its text where it is one. */
function fileView({ file, data, optimize }: Artifact): HTMLElement {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const view = document.createElement("details");
  const summary = document.createElement("summary");
  const sum = hex(crcOfAll(bytes));
  summary.textContent = `${file}, ${count(bytes.length)} bytes, CRC-32 ${sum}`;
  view.append(summary);
  if (!file.endsWith(".wasm") && optimize === undefined) {
    const text = document.createElement("pre");
    text.textContent = typeof data === "string" ? data : new TextDecoder().decode(data);
    view.append(text);
  }
  return view;
}
