import { percent } from "../text.js";
import type { Achieved, BaselineKind, PartBaselines } from "./baselines.js";
import { fixed, rightTable } from "./score-table.js";

const KINDS: readonly { kind: BaselineKind; head: string; meaning: string }[] = [
  { kind: "guess", head: "guess", meaning: "guess: always what the training data says on average" },
  { kind: "last", head: "last", meaning: "last: what usually follows what was true before" },
  { kind: "constant", head: "constant", meaning: "constant: the best single answer to all these" },
];

/**
 * What a network comes to beside answers that read no input, as a table within 80 columns.
 * @param thing what was scored one by one
 */
export function describeBaselines(
  parts: readonly PartBaselines[],
  thing: "reading" | "window" = "reading",
): string {
  const kinds = KINDS.filter(({ kind }) =>
    parts.some(({ baselines }) => baselines.some((baseline) => baseline.kind === kind)),
  );
  if (kinds.length === 0) return "";
  const rows = parts.flatMap((part) => {
    const all: (Achieved | undefined)[] = [
      part,
      ...kinds.map(({ kind }) => part.baselines.find((baseline) => baseline.kind === kind)),
    ];
    const name = part.part === undefined ? "" : `${part.part} `;
    const losses = [`${name}loss`, ...all.map((of) => fixed(of?.loss ?? null))];
    if (part.accuracy === null) return [losses];
    return [losses, [`${name}right`, ...all.map((of) => percent(of?.accuracy ?? null))]];
  });
  const unknown = kinds.some(({ kind }) => kind === "guess")
    ? []
    : [`the training data is not known here: that answer is taken from these ${thing}s`];
  return [
    rightTable(["without reading", "network", ...kinds.map(({ head }) => head)], rows),
    ...kinds.map(({ meaning }) => meaning),
    ...unknown,
  ].join("\n");
}
