import { SingleBar } from "cli-progress";

/** Milliseconds between two looks of the bar. */
const PERIOD = 80;

/** A progress bar on a terminal; shows nothing elsewhere, or with --json. */
export interface ProgressBar {
  /** Shows how far it is; begins with the first call. `words` are put into the bar's text. */
  show(value: number, total: number, words?: () => Readonly<Record<string, string>>): void;
  stop(): void;
}

/** @param text beside the bar, with {value}, {total} and the names of words in braces */
export function progressBar(
  { json, quiet }: { readonly json: boolean; readonly quiet?: boolean },
  text: string,
): ProgressBar {
  if (!process.stderr.isTTY || json || quiet) return { show() {}, stop() {} };
  const bar = new SingleBar({
    format: `{bar} ${text}  {eta_formatted} left`,
    barsize: 16,
    // What remains is told by the last many steps, so that it does not jump.
    etaBuffer: 100,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  let last = 0;
  return {
    show(value, total, words) {
      const now = performance.now();
      if (!bar.isActive) bar.start(total, value, words?.());
      else if (value === total || now - last >= PERIOD) bar.update(value, words?.());
      else return;
      last = now;
    },
    stop() {
      if (bar.isActive) bar.stop();
    },
  };
}
