import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { fileError, prepareOutput } from "./files.js";
import { hex } from "./hex.js";
import type { Network } from "./loader/index.js";

/** Characters that gather before they are written. */
const CHUNK = 65_536;

/** One line of a trace (SPEC.md, "Trace"): the step, the loss before it with its bits, the hash of the parameters after it. */
export function traceLine(network: Network, loss: number): string {
  const bits = hex(new Uint32Array(Float32Array.of(loss).buffer)[0]!);
  return `${JSON.stringify({ step: network.steps, loss, bits, hash: hex(network.hash()) })}\n`;
}

/** A trace file that grows line by line, without a limit in memory. */
export interface TraceFile {
  add(line: string): void;
  /** Puts the trace in its place, unless writing has failed; until then an older file stays there. */
  close(): void;
}

/** Begins a trace in a file beside its place. Throws a UserError when it cannot be written. */
export async function openTrace(path: string): Promise<TraceFile> {
  const device = await prepareOutput(path);
  const place = device ? path : `${path}.${process.pid}.part`;
  let failed = false;
  const writing = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      failed = true;
      drop();
      throw fileError("write", path, error);
    }
  };
  const drop = () => {
    if (!device) rmSync(place, { force: true });
  };
  const file = writing(() => openSync(place, "w"));
  process.once("exit", drop);
  let chunk = "";
  const flush = () => {
    const bytes = Buffer.from(chunk);
    chunk = "";
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  };
  return {
    add(line) {
      chunk += line;
      if (chunk.length >= CHUNK) writing(flush);
    },
    close() {
      if (failed) return;
      writing(() => {
        flush();
        closeSync(file);
        if (!device) renameSync(place, path);
      });
      process.off("exit", drop);
    },
  };
}
