import type { ClassesScore, YesNoScore } from "../../../common/learning/scores.js";
import { count, percent } from "../../../common/text.js";

interface MatrixProps {
  readonly names: readonly string[];
  /** how many of each (rows) were taken for each (columns) */
  readonly matrix: readonly (readonly number[])[];
  readonly caption: string;
}

/** What was taken for what: numbers first, shading besides. */
export function Matrix({ names, matrix, caption }: MatrixProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keys
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table class="matrix small">
        <caption class="small muted">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">is \ taken for</th>
            {names.map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
            <th scope="col" class="number found">
              found
            </th>
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, i) => (
            <MatrixRow key={names[i]} name={names[i]!} row={row} index={i} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly name: string;
  readonly row: readonly number[];
  readonly index: number;
}

function MatrixRow({ name, row, index }: RowProps) {
  const all = row.reduce((sum, n) => sum + n, 0);
  return (
    <tr>
      <th scope="row">{name}</th>
      {row.map((n, j) => (
        <td
          key={j}
          class={n === 0 ? "number none" : j === index ? "number right" : "number wrong"}
          style={{ "--share": all > 0 ? n / all : 0 }}
        >
          {count(n)}
        </td>
      ))}
      <td class="number muted found">{percent(all > 0 ? row[index]! / all : null)}</td>
    </tr>
  );
}

export function ClassMatrix({ score, caption }: { score: ClassesScore; caption: string }) {
  const names = score.classes.map((one) => one.class);
  return <Matrix names={names} matrix={score.confusion} caption={caption} />;
}

export function YesNoMatrix({ score, caption }: { score: YesNoScore; caption: string }) {
  const { truePositive, falseNegative, falsePositive, trueNegative } = score.confusion;
  const matrix = [
    [trueNegative, falsePositive],
    [falseNegative, truePositive],
  ];
  return <Matrix names={["no", "yes"]} matrix={matrix} caption={caption} />;
}
