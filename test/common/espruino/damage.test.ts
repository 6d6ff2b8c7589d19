import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { checksum } from "../../../src/common/espruino/checksum.js";
import { consoleReader } from "../../../src/common/espruino/console.js";
import type { TextPort } from "../../../src/common/espruino/line.js";
import { type EspruinoLine, lineOver } from "../../../src/common/espruino/line.js";
import {
  monitorEspruino,
  type NetworkEvent,
  recordReadings,
} from "../../../src/common/espruino/listen.js";
import { findSensor, ownSensor } from "../../../src/common/espruino/sensors.js";
import { storageFacts, writeFile } from "../../../src/common/espruino/storage.js";
import { upload } from "../../../src/common/espruino/upload.js";
import { parseReadings } from "../../../src/common/learning/readings.js";
import { openReadings } from "../../../src/node/readings-file.js";
import { fakeEspruino } from "../../support/espruino-fake.js";
import { NAME, testModule, WHO } from "../../support/espruino-module.js";
import { seededRandom } from "../../support/random.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `${++files}.csv`);
const COLUMNS = { inputs: ["a", "b"], outputs: ["y"] };

/** What happens to text on its way. */
type Way = (text: string) => string;
const WHOLE: Way = (text) => text;

/** Loses, doubles or changes one character in so many. */
function noise(oneIn: number, seed: number): Way {
  const random = seededRandom(seed);
  const spoil = (character: string) => {
    switch (Math.floor(random.uniform(0, 3))) {
      case 0:
        return "";
      case 1:
        return character + character;
      default:
        return String.fromCharCode(32 + Math.floor(random.uniform(0, 95)));
    }
  };
  return (text) =>
    Array.from(text, (one) => (random.uniform(0, oneIn) < 1 ? spoil(one) : one)).join("");
}

/** A line to the stand-in over a wire that spoils what goes to the board and what comes from it. */
async function overWire(
  act: (line: EspruinoLine, wire: { to: Way; from: Way }) => Promise<void>,
): Promise<void> {
  const wire = { to: WHOLE, from: WHOLE };
  let hear: (text: string) => void = () => {};
  const machine = await fakeEspruino().start((text) => setImmediate(() => hear(wire.from(text))));
  const raw: TextPort = {
    async write(text) {
      machine.feed(wire.to(text));
    },
    onText(listener) {
      hear = listener;
    },
    onEnd() {},
    async close() {},
  };
  try {
    await act(lineOver(raw, "wire"), wire);
  } finally {
    await machine.stop();
  }
}

/** A line to something that answers each question with a text of its own, with a right checksum. */
function answering(text: (code: string) => string, sign = "="): EspruinoLine {
  let hear: (text: string) => void = () => {};
  const raw: TextPort = {
    async write(sent) {
      const [, id] = /\\x01([0-9a-f]{8}\.\d+)=/.exec(sent) ?? [];
      const said = text(sent);
      hear(`\x01${id}${sign}${checksum(said)} ${said}\r\n\x01${id}.\r\n`);
    },
    onText(listener) {
      hear = listener;
    },
    onEnd() {},
    async close() {},
  };
  return lineOver(raw, "liar");
}

function rowsOf(path: string): number[][] {
  const options = { source: path, labelled: true } as const;
  const { values, targets, count } = parseReadings(readFileSync(path, "utf8"), COLUMNS, options);
  return Array.from({ length: count }, (_, row) => [
    values[2 * row]!,
    values[2 * row + 1]!,
    targets[row]!,
  ]);
}

const recording = (out: string, read: string) => ({
  sensor: ownSensor(read, 2),
  columns: COLUMNS,
  labels: [1],
  interval: 10,
  seconds: 1000,
  out,
});

describe("a line that loses, doubles and changes characters", () => {
  it("asks anew where an answer does not tell any more which question it is of", () =>
    overWire(async (line, wire) => {
      let torn = 0;
      wire.from = (text) =>
        text.replace(/([0-9a-f]{4})([0-9a-f]{4}\.\d+=)/, (whole, first, rest) =>
          torn++ === 0 ? `${first}#${rest}` : whole,
        );
      assert.equal(await line.evaluate("6*7"), "42");
      assert.equal(torn, 2);
    }));

  it("gives a recording no reading that was not taken, and counts those that are missing", () =>
    overWire(async (line, wire) => {
      for (const seed of [1, 2, 3]) {
        await line.evaluate("global.n=0");
        const out = newFile();
        let lines = 0;
        const spoil = noise(150, seed);
        wire.from = (text) => {
          lines++;
          return spoil(text);
        };
        const recorded = await recordReadings(
          line,
          {
            ...recording(out, "[global.n+=1,n*10+5]"),
            stopped: () => lines > 120,
          },
          openReadings,
        );
        wire.from = WHOLE;
        const taken = Number(await line.evaluate("n"));
        const rows = rowsOf(out);
        for (const [a, b] of rows) assert.equal(b, a! * 10 + 5);
        assert.deepEqual(
          rows.map(([a]) => a),
          [...new Set(rows.map(([a]) => a))].sort((a, b) => a! - b!),
        );
        assert.ok(recorded.damaged > 0, "some were damaged");
        assert.ok(recorded.readings > 20, `${recorded.readings} readings`);
        // Unless the board's own count was damaged three times, all are accounted for.
        assert.ok(recorded.readings + recorded.damaged <= taken);
        assert.ok(recorded.readings + recorded.damaged >= taken - 5);
      }
    }));

  it("ends no question with anything but the answer or an error in words", () =>
    overWire(async (line, wire) => {
      let right = 0;
      for (let seed = 0; seed < 40; seed++) {
        wire.from = noise(60, seed);
        wire.to = noise(900, 1000 + seed);
        const asked = line.evaluate('["ab",1.25,{"x":[null,"\\u00fc"]}]', { timeout: 300 });
        const answer = await asked.catch((error: Error) => {
          assert.match(error.name, /^UserError$/, String(error));
          return undefined;
        });
        wire.to = WHOLE;
        wire.from = WHOLE;
        await line.settle();
        if (answer === undefined) continue;
        assert.deepEqual(JSON.parse(answer), ["ab", 1.25, { x: [null, "ü"] }]);
        right++;
      }
      assert.ok(right > 10, `${right} answers`);
    }));

  it("does not change what an upload puts into Storage", () =>
    overWire(async (line, wire) => {
      let uploads = 0;
      for (let seed = 1; seed <= 4; seed++) {
        const fingerprint = `${seed}`.repeat(8);
        const name = `${NAME}${seed}`;
        wire.from = noise(400, seed);
        await upload(line, testModule(fingerprint, name), { fingerprint }).then(
          () => uploads++,
          (error: Error) => assert.equal(error.name, "UserError", String(error.stack)),
        );
        wire.from = WHOLE;
        await line.settle();
        const who = await line.evaluate(WHO.replace(NAME, name)).catch(() => '"none"');
        assert.ok([`"${fingerprint}"`, '"none"'].includes(who), who);
      }
      assert.ok(uploads > 0);
    }));

  it("is not the fault of a program that says nothing wrong", () =>
    overWire(async (line) => {
      let count = 0;
      const recorded = await recordReadings(
        line,
        {
          ...recording(newFile(), "[1,2]"),
          onReading: () => count++,
          stopped: () => count > 5,
        },
        openReadings,
      );
      assert.equal(recorded.damaged, 0);
    }));
});

describe("what a board claims with a right checksum", () => {
  const LIES = [
    "",
    "{",
    "null",
    "undefined",
    "1e999",
    "[]",
    '"x"',
    "[1,2,3]",
    '{"files":[{}]}',
    '{"version":"2v29","board":"\\u001b[2J","modules":[null],"able":true,"free":-1,"trash":0,"files":[]}',
    `${"[".repeat(50_000)}`,
    "\x1b]0;pwned\x07",
  ];

  it("is refused in words where it is not what was asked for", async () => {
    for (const lie of LIES) {
      const line = answering(() => lie);
      for (const act of [
        () => storageFacts(line, NAME),
        () => upload(line, testModule("aaaaaaaa")),
        () => writeFile(line, { name: "f", data: Uint8Array.of(1, 2, 3) }),
      ]) {
        await assert.rejects(act(), (error: Error) => {
          assert.equal(error.name, "UserError", error.stack);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these
          assert.doesNotMatch(error.message, /[\x00-\x1f\x7f-\x9f]/);
          return true;
        });
      }
    }
  });

  it("is told without control characters when it is an error, also one that is no JSON", async () => {
    for (const lie of [...LIES, '"a\\u009b2J\\nb"']) {
      await assert.rejects(answering(() => lie, "!").evaluate("1"), (error: Error) => {
        assert.equal(error.name, "UserError", error.stack);
        // What a terminal would not show is gone before the checksum is looked at.
        assert.match(error.message, /^liar: the board says: |^liar: got a damaged answer/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these
        assert.doesNotMatch(error.message, /[\x00-\x1f\x7f-\x9f]/);
        assert.ok(error.message.length < 400);
        return true;
      });
    }
  });

  it("says so when its firmware has no CRC32", async () => {
    await overWire(async (line) => {
      const message = "wire: got a firmware without E.CRC32, expected a newer one; update it";
      await assert.rejects(line.evaluate("delete E.CRC32"), { name: "UserError", message });
      await assert.rejects(line.settle(), { name: "UserError", message });
    });
  });

  it("is never a label, a reading or a loss that is none", () =>
    overWire(async (line) => {
      const module =
        "exports.say=function(k,a,b){exports.emit(k,a,b)};exports.on('x',function(){})";
      await line.evaluate(`require("Storage").write("${NAME}",${JSON.stringify(module)})`);
      const lies = [
        ['"observe",[1,2],7', /got the labels 7, expected 0 or 1 for each output/],
        ['"observe",[1,2],"=cmd()"', /got the labels "=cmd\(\)", expected 0 or 1/],
        ['"observe",[1,2],[{}]', /got the labels \[\{\}\], expected 0 or 1/],
        ['"observe",[1,2],"\\x1b[2J"', /got the labels .*, expected 0 or 1/],
        ['"observe",[1,2],null', /got the labels null, expected 0 or 1/],
        ['"observe",[1,2],true', /got the labels true, expected 0 or 1/],
        ['"observe",[1,2],[0,1]', /got 2 labels, expected 1; is another network/],
        ['"observe",[1,"@x"],1', /got the reading \[1,"@x"\], expected 2 numbers/],
        ['"observe",[1],1', /got the reading \[1\], expected 2 numbers/],
        ['"train","=1+1"', /got the event "train" with .*, expected a loss/],
        ['"predict",[1],"x"', /got the event "predict" with .*, expected a loss/],
      ] as const;
      for (const [said, message] of lies) {
        const path = newFile();
        const events: NetworkEvent[] = [];
        const monitored = monitorEspruino(
          line,
          {
            name: NAME,
            out: { path, columns: COLUMNS },
            stopped: () => false,
            onEvent: (event) => events.push(event),
          },
          openReadings,
        );
        const refused = assert.rejects(monitored, { name: "UserError", message });
        while ((await line.evaluate("global._perceptino&&1")) !== "1") await sleep(5);
        await line.evaluate(`require("${NAME}").say(${said})`);
        await refused;
        assert.deepEqual(events, []);
        assert.equal(readFileSync(path, "utf8"), "a,b,y\n");
      }
    }));
});

describe("a missing sensor", () => {
  it("is said in words, and what to do", () =>
    overWire(async (line) => {
      const columns = { inputs: ["x", "y", "z"], outputs: ["run"] };
      for (const name of ["accelerometer", "magnetometer"]) {
        const options = { ...recording(newFile(), ""), columns, stopped: () => false };
        await assert.rejects(
          recordReadings(line, { ...options, sensor: findSensor(name) }, openReadings),
          {
            name: "UserError",
            message: new RegExp(
              `^wire: got a board that does not have the sensor ${name}, expected one that does; .*--read`,
            ),
          },
        );
        assert.equal(await line.evaluate("global._perceptino"), "null");
      }
      const one = { ...recording(newFile(), ""), columns: { inputs: ["x"], outputs: ["run"] } };
      const pin = { ...one, sensor: findSensor("analog:D99"), stopped: () => false };
      await assert.rejects(recordReadings(line, pin, openReadings), {
        message: /does not have the sensor analog:D99, expected one that does; name a pin/,
      });
      await line.evaluate("E.getTemperature=function(){return NaN}");
      const nan = { ...one, sensor: findSensor("temperature"), seconds: 0.1, stopped: () => false };
      await assert.rejects(recordReadings(line, nan, openReadings), {
        name: "UserError",
        message: /^wire: the board says: \d+ readings?, none a number; /,
      });
    }));
});

describe("the reader of a console", () => {
  it("takes a line that never ends in linear time, and keeps the end of it", () => {
    const lines: string[] = [];
    const read = consoleReader((line) => lines.push(line));
    const piece = "x".repeat(1000);
    for (let i = 0; i < 20_000; i++) read(piece); // a quadratic reader copies 20 GB here
    read("end\nnext\n");
    assert.equal(lines.length, 2);
    assert.ok(lines[0]!.length <= 1_000_000 && lines[0]!.endsWith("xend"));
    assert.equal(lines[1], "next");
  });
});
