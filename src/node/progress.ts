import { SingleBar } from "cli-progress";

/** A progress bar on a terminal; where there is none, or another program reads the output, all its functions do nothing. */
export interface Progress {
  start(total: number, value: number, more?: Readonly<Record<string, string>>): void;
  update(value: number, more?: Readonly<Record<string, string>>): void;
  stop(): void;
}

const NONE: Progress = { start() {}, update() {}, stop() {} };

/** @param format as cli-progress has it, such as "{bar} {value}/{total} bytes" */
export function progressBar(format: string, { json }: { readonly json: boolean }): Progress {
  if (!process.stderr.isTTY || json) return NONE;
  return new SingleBar({
    format,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
}
