import { isRate } from "../../common/espruino/recording-rate.js";
import { count } from "../../common/text.js";
import type { Channel, Project } from "./project.js";

/** What a source gives, as far as recordings have to be of one kind. */
export interface SourceKind {
  readonly title: string;
  readonly channels: readonly Channel[];
  readonly rate: number;
}

/** "x [g], y [g], z [g]" */
const describeChannels = (channels: readonly Channel[]): string => channels.map(titleOf).join(", ");

/** A channel as the column of a data file is called: "x [g]". */
export const titleOf = ({ name, unit }: Channel): string =>
  unit === undefined || unit === "" ? name : `${name} [${unit}]`;

/** Why a source's readings cannot join those that a project has; undefined where they can. */
export function whyNotJoin(
  { channels, rate, recordings, imported }: Project,
  source: SourceKind,
): string | undefined {
  const next = "Begin a new project for it, or delete the recordings that there are.";
  if (imported) {
    return `This project has data from files, so nothing is recorded into it. Begin a new project to record.`;
  }
  if (recordings.length === 0) return undefined;
  const [got, expected] = [describeChannels(source.channels), describeChannels(channels)];
  if (got !== expected) {
    return `${source.title} gives ${got}, but this project's recordings hold ${expected}. ${next}`;
  }
  if (isRate(source.rate, rate)) return undefined;
  const [often, before] = [source.rate, rate].map((value) => count(Number(value.toPrecision(3))));
  return `${source.title} gives ${often} readings a second, but this project's recordings have ${before}. ${next}`;
}
