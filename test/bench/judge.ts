/** What a benchmark finds to be more, or less, than it may be. It throws nothing: all is measured and printed first. */
export interface Judge {
  /** @param most no limit when undefined */
  atMost(what: string, got: number, most: number | undefined): void;
  atLeast(what: string, got: number, least: number): void;
  /** Something that could not be measured, or is wrong in another way. */
  fail(sentence: string): void;
  /** One sentence for each promise that is broken. */
  readonly broken: readonly string[];
}

export function startJudge(): Judge {
  const broken: string[] = [];
  const fail = (sentence: string) => void broken.push(sentence);
  return {
    // "not within" instead of "beyond": NaN breaks every promise
    atMost(what, got, most = Number.POSITIVE_INFINITY) {
      if (!(got <= most)) fail(`${what}: got ${got}, expected at most ${most}`);
    },
    atLeast(what, got, least) {
      if (!(got >= least)) fail(`${what}: got ${got}, expected at least ${least}`);
    },
    fail,
    broken,
  };
}

/** A part of a benchmark: gives what it prints. */
export interface Part {
  readonly name: string;
  run(judge: Judge): Promise<string>;
}

/**
 * Runs all parts, prints what each gives, and at the end the verdict: what is wrong with one part, even that it cannot be
 * measured at all, keeps no other from being printed.
 * @returns the exit code: 0 when every promise is kept, otherwise 1
 */
export async function runParts(
  parts: readonly Part[],
  write: (text: string) => void,
): Promise<number> {
  const judge = startJudge();
  for (const { name, run } of parts) {
    try {
      write(`${await run(judge)}\n\n`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      judge.fail(`${name}: it could not be measured: ${why}`);
      write(`${name}: not measured\n\n`);
    }
  }
  write(verdict(judge));
  return judge.broken.length === 0 ? 0 : 1;
}

/** The last lines of a benchmark. */
export function verdict({ broken }: Judge): string {
  if (broken.length === 0) return "All promises are kept.\n";
  return `Broken promises:\n${broken.map((sentence) => `  ${sentence}\n`).join("")}`;
}
