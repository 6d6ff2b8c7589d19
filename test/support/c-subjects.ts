import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cNetwork } from "../../src/common/compiler/c/c-network.js";
import { hex } from "../../src/common/hex.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import type { PlanKind } from "../../src/common/network/plan.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { observations, type Shape, specOf } from "./networks.js";

const STEPS = 50;
const bitsOf = (values: readonly number[]) => new Uint32Array(Float32Array.from(values).buffer);
const list = (name: string, words: Iterable<number>) =>
  `static const uint32_t ${name}[] = {${Array.from(words, (word) => `${word}u`).join(",")}};\n`;

/** A network's C in a folder with readings to train on (test/c/driver.c), and what its program must say. */
export interface CSubject {
  readonly folder: string;
  readonly expected: readonly string[];
}

/** Writes net.h, net.c and data.h into a folder; the batch lacks one row. */
export async function cSubject(folder: string, shape: Shape, plan: PlanKind): Promise<CSubject> {
  const built = await buildNetwork(specOf(shape, plan));
  const network = await startNetwork(built);
  const rows = shape.batch - 1;
  const { readings, labels } = observations(shape, shape.batch, 3);
  for (let m = 0; m < rows; m++) network.observe(readings[m]!, labels[m]!);
  const expected: string[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const loss = network.step();
    if (step % 10 === 0) expected.push(`${hex(bitsOf([loss])[0]!)} ${hex(network.hash())}`);
  }
  const { header, source } = cNetwork(built, "net");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "net.h"), header);
  writeFileSync(join(folder, "net.c"), source);
  const sizes = `enum { ROWS = ${rows}, STEPS = ${STEPS} };\n`;
  const data = [list("readings", bitsOf(readings.flat())), list("labels", bitsOf(labels.flat()))];
  writeFileSync(join(folder, "data.h"), sizes + data.join(""));
  return { folder, expected };
}
