import { UserError } from "../../common/errors.js";
import type { EspruinoLink } from "../links/link.js";
import { LINKS } from "../links/links.js";
import { pageClock } from "./clock.js";
import { demoSource } from "./demo.js";
import { openMotion } from "./motion.js";
import { pageMotion } from "./page-motion.js";
import type { Source } from "./source.js";
import type { Wishes } from "./wishes.js";

export type SourceName = "demo" | "motion" | "espruino";

/** Where readings may come from. */
export interface SourceKind {
  readonly kind: SourceName;
  readonly title: string;
  readonly description: string;
  /** whether it comes over a line to an Espruino board */
  readonly overLink: boolean;
  /** true, or a sentence that says why not here, and where */
  available(): true | string;
  /**
   * Must be called while a click is handled: browsers ask at no other time.
   * @param linkFor gives the line to a board that has one
   * @throws UserError; Stopped when the person changes their mind
   */
  open(
    wishes: Wishes,
    signal: AbortSignal,
    linkFor: (wishes: Wishes) => Promise<EspruinoLink>,
  ): Promise<Source>;
}

/** The one list of kinds of sources. */
export const SOURCES: readonly SourceKind[] = [
  {
    kind: "demo",
    title: "Made-up movements",
    description: "No sensor at hand? You choose a movement, and the page makes up its readings.",
    overLink: false,
    available: () => true,
    async open({ seed }) {
      return demoSource(pageClock, seed ?? crypto.getRandomValues(new Int32Array(1))[0]!);
    },
  },
  {
    kind: "motion",
    title: "This phone or laptop",
    description: "Its own accelerometer, 50 readings a second",
    overLink: false,
    available() {
      const host = pageMotion();
      return typeof host === "string" ? host : true;
    },
    async open({ rotation }, signal) {
      const host = pageMotion();
      if (typeof host === "string") throw new UserError(host);
      return openMotion(host, pageClock, signal, rotation);
    },
  },
  {
    kind: "espruino",
    title: "An Espruino board",
    description: "Bangle.js, Puck.js and others, by Bluetooth or USB",
    overLink: true,
    available() {
      const ways = LINKS.filter(({ name }) => name !== "firmware-serial");
      const told = ways.map((way) => way.available());
      return told.includes(true)
        ? true
        : "This browser reaches no boards: Chrome and Edge do, by Bluetooth and USB, and Firefox from 151 by USB. Here you can use this device's sensor, made-up movements and files.";
    },
    async open(wishes, _signal, linkFor) {
      const [link, code] = await Promise.all([linkFor(wishes), import("./espruino-source.js")]);
      return code.espruinoSource(link, wishes);
    },
  },
];

export function findSource(kind: string): SourceKind {
  const found = SOURCES.find((one) => one.kind === kind);
  if (!found) throw new Error(`got the source ${kind}, expected one of SOURCES`);
  return found;
}
