import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { UserError } from "../../src/common/errors.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { describeData, readReadings } from "../../src/node/read-readings.js";
import { ONE_ROW, plain } from "../support/readings.js";

describe("reading files", () => {
  let folder = "";
  const file = (name: string) => join(folder, name);
  const spec = checkNetwork({
    inputs: [{ name: "a" }, { name: "b" }],
    outputs: ["y"],
    layers: [{ units: 1, activation: "sigmoid" }],
  });
  const failure = async (path: string): Promise<string> => {
    const error = await readReadings(path, spec, true).then(
      () => assert.fail("expected a UserError, got none"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    return error.message;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "readings-"));
    const jsonl = '{"a": 1.5, "b": 2, "y": 1}\n';
    await writeFile(file("good.csv"), "a,b,y\r\n1.5,2,1\r\n");
    await writeFile(file("good.txt"), "a,b,y\n1.5,2,1\n");
    await writeFile(file("bom.csv"), "\uFEFFa,b,y\n1.5,2,1\n");
    await writeFile(file("good.jsonl"), `\uFEFF${jsonl}`);
    await writeFile(file("good.NDJSON"), jsonl);
    await writeFile(file("latin1.csv"), Buffer.from("a,b,y,note\n1,2,1,caf\xe9\n", "latin1"));
    await writeFile(file("utf16.csv"), Buffer.from("\uFEFFa,b,y\n1,2,1\n", "utf16le"));
    await mkdir(file("several/more"), { recursive: true });
    await mkdir(file("empty"));
    await writeFile(file("several/b.csv"), "y,b,a\n0,4,3\n");
    await writeFile(file("several/a.csv"), "a,b,y\n1,2,1\n");
    await writeFile(file("several/more/c.jsonl.gz"), gzipSync('{"a":5,"b":6,"y":1}'));
    await writeFile(file("several/notes.md"), "nothing to read");
    await writeFile(file("long.csv"), `a,b,y\n${"1.0000000000,2.0000000000,1\n".repeat(200_000)}`);
    await writeFile(file("bad.csv"), "a,b,y\n1,2,1\n1,two,1\n");
  });
  after(() => rm(folder, { recursive: true }));

  for (const name of ["good.csv", "good.txt", "bom.csv", "good.jsonl", "good.NDJSON"]) {
    it(`reads ${name} by its name`, async () => {
      assert.deepEqual(plain(await readReadings(file(name), spec, true)), ONE_ROW);
    });
  }

  const piped = (input: string | Buffer): string => {
    const code = `
      const { readReadings } = await import(process.argv[1]);
      const spec = JSON.parse(process.argv[2]);
      const out = await readReadings("-", spec, true).then(
        ({ count, values }) => [count, ...values].join(" "),
        (error) => error.name + ": " + error.message,
      );
      console.log(out);`;
    const module = new URL("../../src/node/read-readings.js", import.meta.url).href;
    const options = ["--input-type=module", "-e", code, module, JSON.stringify(spec)];
    return spawnSync(process.execPath, options, { input, encoding: "utf8" }).stdout.trim();
  };

  it("reads CSV from standard input", () => {
    assert.equal(piped("\uFEFFy,a,b\n1,1.5,2\n0,3,4\n"), "2 1.5 2 3 4");
  });

  it("reads JSON lines from standard input, known by their first character", () => {
    assert.equal(piped('\uFEFF\n  {"a": 1.5, "b": 2, "y": 1}\n'), "1 1.5 2");
  });

  it("calls standard input by its name in an error", () => {
    assert.match(piped(""), /^UserError: standard input: line 1: got an empty file/);
    assert.match(
      piped("a,b,y\n1,2,3\n"),
      /^UserError: standard input: line 2: column "y": got "3"/,
    );
    assert.match(
      piped(Buffer.from([0xff, 0xfe, 0x00])),
      /^UserError: standard input: line 1: got bytes/,
    );
  });

  it("tells a terminal at once what takes a while, unless it shall hear nothing", () => {
    const told = (path: string, options: object) => {
      const code = `
        const [module, path, spec, options] = process.argv.slice(1).map((text) => JSON.parse(text));
        process.stderr.isTTY = true;
        const { readReadings } = await import(module);
        await readReadings(path, spec, true, options);`;
      const module = new URL("../../src/node/read-readings.js", import.meta.url).href;
      const argv = [module, path, spec, options].map((value) => JSON.stringify(value));
      const input = "a,b,y\n1,2,1\n";
      const node = ["--input-type=module", "-e", code, ...argv];
      return spawnSync(process.execPath, node, { input, encoding: "utf8" }).stderr;
    };
    assert.equal(told("-", {}), "reading standard input…\n");
    assert.equal(told("-", { quiet: true }), "");
    assert.equal(told("-", { json: true }), "");
    assert.equal(told(file("good.csv"), {}), "");
    assert.equal(told(file("long.csv"), {}), `reading ${file("long.csv")}…\n`);
  });

  it("names some files in a line, of many the first", () => {
    assert.equal(describeData(["a.csv", "-"], ["CSV"]), "a.csv, standard input: CSV");
    assert.equal(describeData(["a", "b", "c", "d"], ["CSV"]), "a and 3 more: CSV");
  });

  it("names the file in an error", async () => {
    assert.equal(
      await failure(file("bad.csv")),
      `${file("bad.csv")}: line 3: column "b": got "two", expected a finite decimal number such as 21.5 or 2.15e1`,
    );
  });

  it("refuses a missing file, also below a file", async () => {
    const words =
      "got a path where no file is, expected a file of readings, a folder of them, or - for standard input";
    for (const name of ["none.csv", "good.csv/none.csv"]) {
      assert.equal(await failure(file(name)), `${file(name)}: ${words}`);
    }
  });

  it("reads all data files of a folder by their names, also those in folders in it", async () => {
    const { count, values } = await readReadings(file("several"), spec, true);
    assert.deepEqual([count, ...values], [3, 1, 2, 3, 4, 5, 6]);
  });

  it("refuses a folder without data files", async () => {
    assert.match(await failure(file("empty")), /empty: got a folder without data files, expected/);
  });

  it("refuses a path that no system allows", async () => {
    assert.match(await failure("a\0b"), /got a file that cannot be read \(ERR_INVALID_ARG_VALUE\)/);
  });

  it("refuses a file without permission", {
    skip: process.getuid?.() === 0 && "root may read all",
  }, async () => {
    await chmod(file("good.txt"), 0);
    assert.match(await failure(file("good.txt")), /got no permission to read the file/);
  });

  it("reads Latin-1 and UTF-16", async () => {
    for (const name of ["latin1.csv", "utf16.csv"]) {
      assert.deepEqual([...(await readReadings(file(name), spec, true)).values], [1, 2]);
    }
  });
});
