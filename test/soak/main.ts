/**
 * Soaks the firmware, compiled for this machine with sanitizers: noise, damaged frames, cuts of the power and restarts until
 * it has learnt all readings, then compares it with a run where nothing happens, and with Node. Usage: npm run soak --
 * [READINGS [SEED]]; 1,000,000 and 1 when left out.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { learnHere, runSoak, soakCompiler, standOf } from "../support/soak.js";

const [readings = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "perceptino-soak-"));
try {
  const program = (await soakCompiler(folder)).compile();
  const here = await learnHere(readings);
  console.log("Node:         ", JSON.stringify(here));
  const calm = standOf(await runSoak(program, readings, seed, "calm"));
  console.log("uninterrupted:", JSON.stringify(calm));
  const soak = await runSoak(program, readings, seed);
  console.log("soaked:       ", JSON.stringify(standOf(soak)));
  const { lives, requests, damaged, refused, checkpoints, cuts } = soak;
  const many = (count: number) => count.toLocaleString("en");
  console.log(
    `${many(readings)} readings, ${many(lives)} lives, ${many(requests)} requests, ${many(damaged)} damaged frames, ` +
      `${many(refused)} refusals, ${many(checkpoints)} checkpoints, ${many(cuts)} of them with a cut`,
  );
  const same = [calm, standOf(soak)].every((stand) => isDeepStrictEqual(stand, here));
  console.log(same ? "the same bits" : "NOT the same bits");
  if (!same) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
