import { SingleBar } from "cli-progress";

/** A progress bar on a terminal; shows nothing elsewhere, or with --json. */
export interface ProgressBar {
  /** Shows how far it is; begins with the first call. `words` are put into the bar's text. */
  show(value: number, total: number, words?: Readonly<Record<string, string>>): void;
  stop(): void;
}

/** @param text beside the bar, with {value}, {total} and the names of words in braces */
export function progressBar(
  { json, quiet }: { readonly json: boolean; readonly quiet?: boolean },
  text: string,
): ProgressBar {
  if (!process.stderr.isTTY || json || quiet) return { show() {}, stop() {} };
  const bar = new SingleBar({
    format: `{bar} ${text}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  return {
    show(value, total, words) {
      if (bar.isActive) bar.update(value, words);
      else bar.start(total, value, words);
    },
    stop() {
      if (bar.isActive) bar.stop();
    },
  };
}
