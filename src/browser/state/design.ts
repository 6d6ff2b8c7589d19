import type { DescribedData } from "../worker/data.js";
import type { DescribedNetwork } from "../worker/describe.js";
import type { Design } from "../worker/design.js";
import type { Project } from "./project.js";

/** What is known of the network that is being designed. */
export interface DesignState {
  /** what was recognised in the project's readings */
  readonly data?: DescribedData;
  /** what was chosen for them */
  readonly design?: Design;
  /** why nothing could be chosen */
  readonly designError?: string;
  /** what the network comes to, the last one that was right */
  readonly described?: DescribedNetwork;
  /** a text that is not (yet) a right network file, and what is wrong with it */
  readonly draft?: { readonly text: string; readonly error?: string };
}

export const firstDesign = (): DesignState => ({});

interface WithDesign {
  readonly project: Project;
  readonly design: DesignState;
}

/** The text of the network file that counts: what a person made of it, else what was chosen. */
export const networkTextOf = ({ project, design }: WithDesign): string | undefined =>
  project.network ?? design.design?.text;

/** The text that is shown: also one that is not right yet. */
export const shownText = (state: WithDesign): string | undefined =>
  state.design.draft?.text ?? networkTextOf(state);

export const tookData = <S extends WithDesign>(state: S, data: DescribedData): S => ({
  ...state,
  design: { ...state.design, data },
});

export const tookDesign = <S extends WithDesign>(state: S, design: Design): S => {
  const { designError: _, ...rest } = state.design;
  return { ...state, design: { ...rest, design } };
};

export const failedDesign = <S extends WithDesign>(state: S, designError: string): S => {
  const { design: _, ...rest } = state.design;
  return { ...state, design: { ...rest, designError } };
};

/** Without readings there is nothing to choose for. */
export const withoutDesign = <S extends WithDesign>(state: S): S => {
  const { data: _, design: __, designError: ___, ...rest } = state.design;
  return { ...state, design: rest };
};

/** A text that a person is writing. */
export const draftedNetwork = <S extends WithDesign>(state: S, text: string): S => ({
  ...state,
  design: { ...state.design, draft: { text } },
});

/** What the text comes to that was drafted; it counts from now on. Another one that was drafted since stays. */
export function tookDescription<S extends WithDesign>(state: S, described: DescribedNetwork): S {
  const { draft, ...rest } = state.design;
  if (draft && draft.text !== described.text)
    return { ...state, design: { ...rest, draft, described } };
  if (!draft) return { ...state, design: { ...rest, described } };
  const project: Project = { ...state.project, network: draft.text, changed: Date.now() };
  return { ...state, project, design: { ...rest, described } };
}

/** Why a text is no right network file. */
export function refusedNetwork<S extends WithDesign>(state: S, text: string, error: string): S {
  const { draft } = state.design;
  if (draft && draft.text !== text) return state;
  return { ...state, design: { ...state.design, draft: { text, error } } };
}

/** Back to what was chosen. */
export function backToChosen<S extends WithDesign>(state: S): S {
  const { draft: _, ...design } = state.design;
  const { network: __, ...project } = state.project;
  return { ...state, design, project: { ...project, changed: Date.now() } };
}

/** A reason without the command line's flags, which mean nothing in a page. */
export const plainReason = (reason: string): string =>
  reason
    .split("; ")
    .filter((part) => !/--[a-z]/.test(part))
    .join("; ") || "as you said";

/** Why a field is as it was chosen; nothing where it is not what was chosen. */
export function reasonFor({ design, project }: WithDesign, field: string): string | undefined {
  if (project.network !== undefined && project.network !== design.design?.text) return undefined;
  const reasons = design.design?.choices.filter((choice) => choice.field === field) ?? [];
  return reasons.length === 0
    ? undefined
    : reasons.map((one) => plainReason(one.reason)).join(". ");
}
