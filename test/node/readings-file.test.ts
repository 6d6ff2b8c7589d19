import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { openReadings } from "../../src/node/readings-file.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS = { inputs: ["a, in g", 'b"'], outputs: ["y"] };

describe("a file of readings", () => {
  it("goes to a device as it is", async () => {
    const file = await openReadings("/dev/null", COLUMNS);
    file.add([1, 2], [0]);
    file.close();
  });

  it("says what is wrong with its place", async () => {
    await assert.rejects(openReadings(folder, COLUMNS), { name: "UserError", message: /a folder/ });
    const path = join(folder, "readings.csv");
    writeFileSync(path, '"never closed\n1,2');
    await assert.rejects(openReadings(path, COLUMNS), {
      name: "UserError",
      message: /got a file with the header/,
    });
  });
});
