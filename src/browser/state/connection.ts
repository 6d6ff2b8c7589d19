import type { Wishes } from "../sources/wishes.js";

/** How something is connected: a kind's name in SOURCES or LINKS, and what was chosen of it. */
export interface How {
  readonly kind: string;
  readonly wishes: Wishes;
}

/** Nothing is connected; `why` says what became of the last try, where it failed. */
interface None {
  readonly status: "none";
  readonly why?: string;
}
/** It ended by itself; what is described by `how` can be connected again. */
interface Lost {
  readonly status: "lost";
  readonly title: string;
  readonly why: string;
  readonly how?: How;
}
interface Opening {
  readonly status: "opening";
  readonly title: string;
  /** tells this try from those before it, whose ends come late */
  readonly attempt?: number;
  readonly how?: How;
  /** what there is again when a person changes their mind */
  readonly before?: None | Lost;
}
interface Open<T> {
  readonly status: "open";
  readonly to: T;
  readonly how?: How;
}

/** A line to something outside, as people see it. */
export type Connection<T> = None | Opening | Open<T> | Lost;

/** What can happen to a connection. */
export type ConnectionEvent<T> =
  | {
      readonly event: "begin";
      readonly title: string;
      readonly attempt: number;
      readonly how: How;
    }
  | { readonly event: "opened"; readonly attempt: number; readonly to: T; readonly how: How }
  /** a refused permission, a board of another type, nobody that answers */
  | { readonly event: "failed"; readonly attempt: number; readonly why: string }
  /** by the person */
  | { readonly event: "cancelled"; readonly attempt: number }
  | {
      readonly event: "dropped";
      readonly to: T;
      readonly title: string;
      readonly why: string;
    }
  /** by the person */
  | { readonly event: "closed" };

const NONE: None = { status: "none" };

/**
 * What a connection is after something happened to it. What is late, such as the end of a try that was given up or the loss of
 * what is connected no more, changes nothing.
 */
export function connectionAfter<T>(
  now: Connection<T>,
  happened: ConnectionEvent<T>,
): Connection<T> {
  switch (happened.event) {
    case "begin": {
      const { title, attempt, how } = happened;
      return { status: "opening", title, attempt, how, before: beforeOf(now) };
    }
    case "opened":
      return isThis(now, happened.attempt)
        ? { status: "open", to: happened.to, how: happened.how }
        : now;
    case "failed":
      return isThis(now, happened.attempt) ? failed(now.before ?? NONE, happened.why) : now;
    case "cancelled":
      return isThis(now, happened.attempt) ? (now.before ?? NONE) : now;
    case "dropped": {
      if (now.status !== "open" || now.to !== happened.to) return now;
      const { title, why } = happened;
      return { status: "lost", title, why, ...(now.how && { how: now.how }) };
    }
    case "closed":
      return NONE;
  }
}

function isThis<T>(now: Connection<T>, attempt: number): now is Opening {
  return now.status === "opening" && now.attempt === attempt;
}

/** What is there again when a new try is given up; an open connection is closed for it. */
function beforeOf<T>(now: Connection<T>): None | Lost {
  if (now.status === "lost") return now;
  return now.status === "opening" ? (now.before ?? NONE) : NONE;
}

/** What was lost stays what can be connected again. */
const failed = (before: None | Lost, why: string): None | Lost =>
  before.status === "lost" ? { ...before, why } : { status: "none", why };

/** What is open, if something is. */
export const openOf = <T>(connection: Connection<T>): T | undefined =>
  connection.status === "open" ? connection.to : undefined;
