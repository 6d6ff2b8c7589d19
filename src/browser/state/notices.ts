import type { ScreenName } from "./app-state.js";
import { newId } from "./project.js";

/** Something to tell a person, until it is put away. */
export interface Notice {
  readonly id: string;
  readonly kind: "error" | "done";
  readonly text: string;
  /** where it was said: what is done on one screen is no news on another */
  readonly screen: ScreenName;
  /** something that can be done about it at once */
  readonly action?: { readonly text: string; readonly run: () => void };
}

interface WithNotices {
  readonly screen: ScreenName;
  readonly notices: readonly Notice[];
}

/** More than these are not read; the oldest go first. */
const MOST_NOTICES = 4;

/** Adds what is to be said. What is said already is not said twice, but comes last. */
export function addNotice<S extends WithNotices>(
  state: S,
  kind: Notice["kind"],
  text: string,
  action?: Notice["action"],
): S {
  const others = state.notices.filter((notice) => notice.text !== text || notice.kind !== kind);
  const notice: Notice = {
    id: newId(),
    kind,
    text,
    screen: state.screen,
    ...(action && { action }),
  };
  return { ...state, notices: [...others, notice].slice(-MOST_NOTICES) };
}

export const dismissNotice = <S extends WithNotices>(state: S, id: string): S => ({
  ...state,
  notices: state.notices.filter((notice) => notice.id !== id),
});

/** What is to be seen on the screen that is shown. */
export const shownNotices = ({ notices, screen }: WithNotices): readonly Notice[] =>
  notices.filter(
    (one) => one.kind === "error" || one.action !== undefined || one.screen === screen,
  );
