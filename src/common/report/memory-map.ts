import type { MemoryPlan, Role, Tensor } from "../network/plan.js";
import { count } from "../text.js";
import { keyOf } from "./draw.js";
import { folded } from "./evaluation-parts.js";
import { type Html, html, percent } from "./html.js";

/** What a role is drawn in, and what it is for. */
const ROLES: readonly { role: Role; colour: string; purpose: string }[] = [
  { role: "parameters", colour: "var(--blue)", purpose: "weights and biases" },
  { role: "state", colour: "var(--green)", purpose: "normaliser, moments, batch, counters" },
  { role: "working", colour: "var(--orange)", purpose: "activations, gradients, scratch" },
];

/** Heights in pixels. */
const LANE = 34;
const GAP = 4;
const SCALE = 22;

/** Width in pixels that the bar has on the narrowest phone: a text shows only where it fits there. */
const NARROWEST = 310;
const CHARACTER = 8;

/** The memory as a bar to scale, the sums by role, and the list of its tensors. */
export function memorySection(plan: MemoryPlan): Html {
  const sums: Record<Role, number> = {
    parameters: plan.parameterBytes,
    state: plan.stateBytes,
    working: plan.workingBytes,
  };
  const key = keyOf(ROLES.map(({ role, colour }) => ({ label: role, colour, sign: "box" })));
  return html`<section aria-labelledby="memory"><h2 id="memory">Memory</h2>
<p>${count(plan.end)} bytes in all, laid out by the <b>${plan.kind}</b> plan. A tensor in a lower lane takes over the bytes of the one above it once that one is no longer needed.</p>
<div class="card"><figure>${bar(plan)}<figcaption>${key}</figcaption></figure></div>
${folded(
  `${count(plan.tensors.length)} tensors, and the sums by role`,
  html`<div class="cards"><div class="card">${sumsTable(sums, plan.end)}</div>
<div class="card wide">${tensorTable(plan)}</div></div>`,
)}</section>`;
}

function sumsTable(sums: Readonly<Record<Role, number>>, end: number): Html {
  const rows = ROLES.map(
    ({ role, purpose }) => html`<tr><th scope="row">${role}<small>${purpose}</small></th>
<td>${count(sums[role])}</td><td>${percent(end > 0 ? sums[role] / end : null)}</td></tr>
`,
  );
  return html`<table><caption>Bytes by role</caption>
<thead><tr><th scope="col">role</th><th scope="col">bytes</th><th scope="col">share</th></tr></thead>
<tbody>
${rows}</tbody>
<tfoot><tr><th scope="row">end of memory</th><td>${count(end)}</td><td>100 %</td></tr></tfoot></table>`;
}

function tensorTable(plan: MemoryPlan): Html {
  const groups = byRole(plan.tensors).map((group) => {
    const rows = group.map(
      (t) => html`<tr><th scope="row">${t.name}</th><td>${t.shape.join("×")}</td>
<td>${count(t.offset)}</td><td>${count(t.bytes)}</td><td class="text">${t.overlays ?? ""}</td></tr>
`,
    );
    return html`<tbody><tr><th scope="rowgroup" colspan="5">${group[0]!.role}</th></tr>
${rows}</tbody>
`;
  });
  return html`<p class="note">Tensors, offsets and sizes in bytes</p>
<div class="scroll" role="region" aria-label="Tensors" tabindex="0"><table>
<thead><tr><th scope="col">name</th><th scope="col">shape</th><th scope="col">offset</th>
<th scope="col">bytes</th><th scope="col" class="text">overlays</th></tr></thead>
${groups}</table></div>`;
}

/** The tensors in their order, cut where the role changes. */
function byRole(tensors: readonly Tensor[]): Tensor[][] {
  const groups: Tensor[][] = [];
  for (const t of tensors) {
    const last = groups.at(-1);
    if (last?.[0]?.role === t.role) last.push(t);
    else groups.push([t]);
  }
  return groups;
}

/** Widths are shares of the column, texts are not: the bar stays to scale and readable at any width. */
function bar(plan: MemoryPlan): Html {
  const end = Math.max(plan.end, 1);
  const lanes = inLanes(plan.tensors);
  const height = lanes.length * (LANE + GAP) + SCALE;
  const boxes = lanes.map((lane, i) => lane.map((t) => box(t, i, end)));
  const label = `Memory map to scale, ${plan.end} bytes: ${plan.tensors
    .map((t) => `${t.name} at ${t.offset}, ${t.bytes} bytes`)
    .join("; ")}.`;
  return html`<svg class="memory" width="100%" height="${height}" role="img" aria-label="${label}">${boxes}${scale(plan, height)}</svg>`;
}

function box(t: Tensor, lane: number, end: number): Html {
  const y = lane * (LANE + GAP);
  const colour = ROLES.find(({ role }) => role === t.role)!.colour;
  const x = share(t.offset, end);
  const width = share(t.bytes, end);
  const fits = (t.bytes / end) * NARROWEST > t.name.length * CHARACTER + 4;
  const dash = t.overlays === undefined ? "" : "4 3";
  const name = fits
    ? html`<text x="${share(t.offset + t.bytes / 2, end)}" y="${y + LANE / 2}" text-anchor="middle" dominant-baseline="central">${t.name}</text>`
    : "";
  return html`<g><title>${t.name} ${t.shape.join("×")}, bytes ${t.offset} to ${t.offset + t.bytes}</title><rect x="${x}" y="${y + 1}" width="${width}" height="${LANE - 2}" fill="${colour}" fill-opacity="${lane === 0 ? "0.45" : "0.2"}" stroke="${colour}" stroke-dasharray="${dash}"/>${name}</g>
`;
}

/** Marks at both ends and, where there is room, where one role ends and the next begins. */
function scale(plan: MemoryPlan, height: number): Html {
  const end = Math.max(plan.end, 1);
  const inner = [plan.parameterBytes, plan.parameterBytes + plan.stateBytes];
  const room = (a: number, b: number) =>
    (Math.abs(a - b) / end) * NARROWEST > (String(a).length + String(b).length) * CHARACTER;
  const marks = [0, plan.end];
  for (const mark of inner) if (marks.every((other) => room(mark, other))) marks.push(mark);
  return html`${marks.map((mark) => {
    const anchor = mark === 0 ? "start" : mark === plan.end ? "end" : "middle";
    return html`<text x="${share(mark, end)}" y="${height - 6}" text-anchor="${anchor}">${count(mark)}</text>`;
  })}`;
}

/** Sorts tensors into lanes in which no two share a byte, those that overlay others below them. */
function inLanes(tensors: readonly Tensor[]): Tensor[][] {
  const lanes: Tensor[][] = [];
  for (const t of tensors) {
    const lane = lanes.find((placed) => placed.every((other) => !meet(t, other)));
    if (lane) lane.push(t);
    else lanes.push([t]);
  }
  return lanes;
}

function meet(a: Tensor, b: Tensor): boolean {
  return a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

function share(bytes: number, end: number): string {
  return `${Number(((100 * bytes) / end).toFixed(3))}%`;
}
