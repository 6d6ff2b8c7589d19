import { type Origins, placeOf } from "../learning/origins.js";
import type { NetworkSpec } from "../network/network-file.js";
import { capital, count, counted } from "../text.js";
import { folded, type Source, type Thing, thingOf } from "./evaluation-parts.js";
import type { Evaluation } from "./evaluations.js";
import { figure, type Html, html, percent } from "./html.js";
import { nameOf } from "./main-evaluations.js";
import { type Mistake, mistakesIn } from "./mistakes.js";

/** Rows that are listed. */
const MOST_LISTED = 50;
/** Rows that are shown at once. */
const MOST_OPEN = 10;
/** Inputs whose values stand beside a row. */
const MOST_INPUTS = 6;

interface Column {
  readonly title: string;
  readonly text?: boolean;
  cell(mistake: Mistake): string;
}

/** The readings that were judged wrongly, the most confident first; nothing where it is not known where they stand. */
export function mistakesSection(main: readonly Evaluation[], spec: NetworkSpec): Html | undefined {
  const source = main[0]?.of;
  if (!source || source.rows.length === 0) return undefined;
  const judged = main.some(({ task }) => task === "classes")
    ? main.filter(({ task }) => task === "classes")
    : main;
  const numbers = judged[0]!.task === "numbers";
  const all = mistakesIn(judged);
  const title = numbers ? "Furthest off" : "Judged wrongly";
  const body =
    all.length === 0
      ? html`<p>Not one.</p>`
      : listed(
          all,
          columnsOf(judged, source, spec),
          wordsOf(all.length, numbers, thingOf(spec), lineOrRow(source.observations.origins)),
        );
  return html`<section aria-labelledby="mistakes"><h2 id="mistakes">${title}</h2>
${body}</section>`;
}

/** What a person looks for in the data: a line, or where lines do not tell rows apart, a row. */
const lineOrRow = (origins: Origins | undefined) => (origins?.lines ? "line" : "row");

function wordsOf(
  number: number,
  numbers: boolean,
  thing: Thing,
  what: ReturnType<typeof lineOrRow>,
): string {
  const which = numbers
    ? "The largest errors come first"
    : `${capital(counted(number, "wrong answer"))}; where the network was surest comes first`;
  const places =
    thing === "window"
      ? `a ${thing} stands with its first and last ${what}`
      : `${what}s are those of the data file`;
  const from1 = `counted from 1${what === "row" ? ", without headers" : ""}`;
  const cap = number > MOST_LISTED ? ` The first ${count(MOST_LISTED)} are listed.` : "";
  return `${which}; ${places}, ${from1}.${cap}`;
}

function columnsOf(
  main: readonly Evaluation[],
  { observations, rows }: Source,
  spec: NetworkSpec,
): Column[] {
  const { task } = spec;
  const { values, inputs, windows, origins } = observations;
  const rowOf = ({ at }: Mistake) => rows[at]!;
  const firstOf = (mistake: Mistake) => windows?.firstRows[rowOf(mistake)] ?? rowOf(mistake);
  const numberOf = (reading: number) => {
    if (!origins) return count(reading + 1);
    const { line, row } = placeOf(origins, reading);
    return count(line ?? row + 1);
  };
  const place = (mistake: Mistake) => {
    const first = firstOf(mistake);
    return windows ? `${numberOf(first)} – ${numberOf(first + windows.rows - 1)}` : numberOf(first);
  };
  const what = lineOrRow(origins);
  const shown = (value: string | number) => (typeof value === "string" ? value : figure(value));
  const several = main.length > 1;
  const given = windows || inputs > MOST_INPUTS ? [] : spec.inputs;
  return [
    { title: windows ? `${what}s` : what, text: true, cell: place },
    ...((origins?.files.length ?? 0) > 1
      ? [
          {
            title: "file",
            text: true,
            cell: (mistake: Mistake) => placeOf(origins!, firstOf(mistake)).file,
          },
        ]
      : []),
    ...(several
      ? [{ title: "output", text: true, cell: ({ of }: Mistake) => nameOf(main[of]!) }]
      : []),
    {
      title: task === "numbers" ? "true" : "is",
      text: task !== "numbers",
      cell: ({ truth }) => shown(truth),
    },
    {
      title: task === "numbers" ? "predicted" : "taken for",
      text: task !== "numbers",
      cell: ({ said }) => shown(said),
    },
    task === "numbers"
      ? { title: "off by", cell: ({ weight }) => figure(weight) }
      : { title: "probability", cell: ({ weight }) => percent(weight) },
    ...given.map(
      ({ name, unit }, i): Column => ({
        title: unit === undefined ? name : `${name} (${unit})`,
        cell: (mistake) => brief(values[rowOf(mistake) * inputs + i]!),
      }),
    ),
  ];
}

/** A reading as it was written: float32 has seven digits at most. */
const brief = (value: number): string => String(Number(value.toPrecision(6))).replaceAll("-", "−");

function listed(all: readonly Mistake[], columns: readonly Column[], words: string): Html {
  const shown = all.slice(0, MOST_LISTED);
  const first = shown.slice(0, MOST_OPEN);
  const rest = shown.slice(MOST_OPEN);
  const more =
    rest.length > 0
      ? folded(
          `${count(rest.length)} more`,
          html`<div class="card slim">${table(rest, columns)}</div>`,
        )
      : "";
  return html`<p class="note">${words}</p>
<div class="card slim">${table(first, columns)}</div>
${more}`;
}

function table(mistakes: readonly Mistake[], columns: readonly Column[]): Html {
  const classOf = ({ text }: Column) => (text ? html` class="text"` : "");
  const head = columns.map((c) => html`<th scope="col"${classOf(c)}>${c.title}</th>`);
  const rows = mistakes.map((mistake) => {
    const cells = columns.map((c, i) =>
      i === 0
        ? html`<th scope="row">${c.cell(mistake)}</th>`
        : html`<td${classOf(c)}>${c.cell(mistake)}</td>`,
    );
    return html`<tr>${cells}</tr>
`;
  });
  return html`<div class="scroll" role="region" aria-label="Wrong answers" tabindex="0"><table class="list"><thead><tr>${head}</tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}
