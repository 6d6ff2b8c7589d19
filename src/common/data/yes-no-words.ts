/** How no and yes are written in a column. */
export interface YesNo {
  readonly no: string;
  readonly yes: string;
}

/** Pairs of words that mean no and yes without doubt, in small letters. */
export const YES_NO_WORDS: readonly YesNo[] = [
  { no: "no", yes: "yes" },
  { no: "n", yes: "y" },
  { no: "false", yes: "true" },
  { no: "f", yes: "t" },
  { no: "off", yes: "on" },
];
