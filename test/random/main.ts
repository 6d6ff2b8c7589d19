/**
 * Checks random networks of all options (test/support/random-check.ts). Usage: npm run random -- [--networks N] [--first SEED];
 * 5000 and 1000 when left out.
 */
import { parseArgs } from "node:util";
import { checkRandom } from "../support/random-check.js";
import { missing } from "../support/tools.js";

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: "5000" },
    first: { type: "string", default: "1000" },
  },
});
const [networks, first] = [Number(values.networks), Number(values.first)];
const withoutC = missing("gcc");
if (withoutC) console.log(`without C: ${withoutC}`);
let said = 0;
const { failures, worst, loose } = await checkRandom(
  first,
  networks,
  withoutC ? undefined : "-O2",
  (done, found) => {
    for (const failure of found.failures.slice(said)) console.log(failure);
    said = found.failures.length;
    if (done % 1000 === 0) console.log(`${done} networks, ${said} failures`);
  },
);
console.log(
  `${networks} networks from seed ${first}: ${failures.length} failures; at most ${worst.toFixed(2)} of the distance from float64 that rounding explains; of ${loose} the comparison with float64 is loose`,
);
if (failures.length > 0) process.exitCode = 1;
