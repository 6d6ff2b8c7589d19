import type { MemoryPlan, Role, Tensor } from "../../../common/network/plan.js";
import { count } from "../../../common/text.js";

const ROLES: readonly { readonly role: Role; readonly text: string }[] = [
  { role: "parameters", text: "weights and biases" },
  { role: "state", text: "kept while it learns" },
  { role: "working", text: "scratch" },
];

/** Share of the bar that a name needs. */
const LEAST_NAMED = 0.09;

/** The network's memory as a bar to scale, its sums, and the list of its tensors. */
export function MemoryMap({ plan }: { readonly plan: MemoryPlan }) {
  const own = plan.tensors.filter(({ overlays }) => overlays === undefined);
  const over = plan.tensors.filter(({ overlays }) => overlays !== undefined);
  const sums: Readonly<Record<Role, number>> = {
    parameters: plan.parameterBytes,
    state: plan.stateBytes,
    working: plan.workingBytes,
  };
  const said = ROLES.map(({ role, text }) => `${text} ${count(sums[role])} bytes`).join(", ");
  return (
    <div class="memory-map">
      <div role="img" aria-label={`Memory map of ${count(plan.end)} bytes: ${said}`}>
        <Lane tensors={own} end={plan.end} />
        {over.length > 0 && <Lane tensors={over} end={plan.end} over />}
      </div>
      <ul class="plain memory-key">
        {ROLES.map(({ role, text }) => (
          <li key={role} class="row spread small">
            <span class="row tight">
              <span class={`memory-sign ${role}`} aria-hidden="true" />
              {text}
            </span>
            <span class="numbers muted">{count(sums[role])} bytes</span>
          </li>
        ))}
      </ul>
      <details>
        <summary>Every tensor of the {plan.kind} plan</summary>
        <Tensors tensors={plan.tensors} />
      </details>
    </div>
  );
}

interface LaneProps {
  readonly tensors: readonly Tensor[];
  readonly end: number;
  /** those that take over another's place */
  readonly over?: boolean;
}

function Lane({ tensors, end, over = false }: LaneProps) {
  return (
    <div class={over ? "memory-lane over" : "memory-lane"}>
      {tensors.map(({ name, role, offset, bytes }) => (
        <span
          key={name}
          class={`memory-box ${role}`}
          title={`${name}, bytes ${count(offset)} to ${count(offset + bytes)}`}
          style={{ left: `${(100 * offset) / end}%`, width: `${(100 * bytes) / end}%` }}
        >
          {bytes / end > LEAST_NAMED ? name : ""}
        </span>
      ))}
    </div>
  );
}

function Tensors({ tensors }: { readonly tensors: readonly Tensor[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keys
    <section class="scroll" aria-label="Tensors" tabIndex={0}>
      <table class="small">
        <thead>
          <tr>
            <th scope="col">Tensor</th>
            <th scope="col">Shape</th>
            <th scope="col" class="number">
              From byte
            </th>
            <th scope="col" class="number">
              Bytes
            </th>
          </tr>
        </thead>
        <tbody>
          {tensors.map(({ name, shape, offset, bytes, overlays }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {overlays !== undefined && ` (over ${overlays})`}
              </th>
              <td>{shape.join("×")}</td>
              <td class="number">{count(offset)}</td>
              <td class="number">{count(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
