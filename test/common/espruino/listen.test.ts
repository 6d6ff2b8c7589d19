import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { EspruinoLine } from "../../../src/common/espruino/line.js";
import {
  monitorEspruino,
  type NetworkEvent,
  type RecordOptions,
  recordReadings,
} from "../../../src/common/espruino/listen.js";
import { findSensor, ownSensor } from "../../../src/common/espruino/sensors.js";
import { parseReadings } from "../../../src/common/learning/readings.js";
import { connect } from "../../../src/node/ports/connect-espruino.js";
import { openReadings } from "../../../src/node/readings-file.js";
import { BOARDS, type TestBoard, withLine } from "../../support/espruino.js";
import { NAME } from "../../support/espruino-module.js";
import { HANGING, until } from "../../support/waiting.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `${++files}.csv`);

const COLUMNS = { inputs: ["a, in g", 'b"'], outputs: ["y"] };
/** What `train` reads of a file: rows of inputs and labels. */
function rowsOf(path: string, columns = COLUMNS): number[][] {
  const { values, targets, count, inputs, targetCount } = parseReadings(
    readFileSync(path, "utf8"),
    columns,
    { source: path, labelled: true },
  );
  return Array.from({ length: count }, (_, row) => [
    ...values.subarray(row * inputs, (row + 1) * inputs),
    ...targets.subarray(row * targetCount, (row + 1) * targetCount),
  ]);
}

/** Counts upwards: 1, 2; 3, 4; … */
const COUNTING = "[global.n=(global.n||0)+1,global.n+=1]";
/** A recording that ends, when nothing else is said, after some readings, however long they take. */
function recording(options: Partial<RecordOptions> = {}): RecordOptions {
  let readings = 0;
  return {
    sensor: ownSensor(COUNTING, 2),
    columns: COLUMNS,
    labels: [1],
    interval: 40,
    seconds: HANGING / 1000,
    out: newFile(),
    stopped: () => readings >= 6,
    ...options,
    onReading(values, count) {
      readings = count;
      options.onReading?.(values, count);
    },
  };
}

/** The variables of a board; what is built in appears among them once it is used. */
const leftOn = (line: EspruinoLine) =>
  line.evaluate("Object.keys(global).filter(function(k){return /^[a-z_]/.test(k)}).sort()");

for (const { name, skip, start } of BOARDS) {
  const withBoard = (act: (line: EspruinoLine, board: TestBoard) => Promise<void>) =>
    withLine(start, act);

  describe(`a recording from ${name}`, { skip, concurrency: 4 }, () => {
    it("is a file that train reads, and leaves nothing on the board", () =>
      withBoard(async (line) => {
        await line.evaluate("global.n=0");
        const before = await leftOn(line);
        const options = recording({
          onReading: (values, count) => {
            // A row is in the file before anything else happens.
            assert.deepEqual(rowsOf(options.out).at(-1), [...values, 1]);
            assert.equal(rowsOf(options.out).length, count);
          },
        });
        const { readings, skipped, damaged } = await recordReadings(line, options, openReadings);
        assert.ok(readings >= 6, `${readings} readings`);
        assert.deepEqual([skipped, damaged], [0, 0]);
        const rows = rowsOf(options.out);
        assert.deepEqual(
          rows,
          rows.map((_, i) => [2 * i + 1, 2 * i + 2, 1]),
        );
        assert.equal(await leftOn(line), before);
        const counted = await line.evaluate("n");
        // By the board's own clock: a timer that was left would have come before this one.
        await line.evaluate("setTimeout(function(){global.later=1},150);1");
        await until("the board's timer", async () => (await line.evaluate("global.later")) === "1");
        assert.equal(await line.evaluate("n"), counted);
        const lines: string[] = [];
        line.onLine((text) => lines.push(text));
        await line.write("1+1\n");
        await line.evaluate("1");
        assert.deepEqual(lines.slice(-1), ["=2"], "the console echoes as before");
      }));

    it("continues a file with the same header, and no other", () =>
      withBoard(async (line) => {
        const out = newFile();
        writeFileSync(out, '"a, in g","b""",y\r\n0.5,-1,0'); // without a line's end at its end
        const { readings } = await recordReadings(line, recording({ out }), openReadings);
        const rows = rowsOf(out);
        assert.deepEqual(rows.slice(0, 2), [
          [0.5, -1, 0],
          [1, 2, 1],
        ]);
        assert.equal(rows.length, readings + 1);
        const text = readFileSync(out, "utf8");
        const columns = { ...COLUMNS, inputs: ["a", "b"] };
        await assert.rejects(recordReadings(line, recording({ out, columns }), openReadings), {
          name: "UserError",
          message: /got a file with the header ".*", expected "a,b,y"; choose another file$/,
        });
        assert.equal(readFileSync(out, "utf8"), text);
      }));

    it("ends when it is told to, with all that was read", () =>
      withBoard(async (line) => {
        let count = 0;
        const options = recording({
          seconds: 600,
          onReading: () => count++,
          stopped: () => count >= 3,
        });
        const { readings } = await recordReadings(line, options, openReadings);
        assert.ok(readings >= 3);
        assert.equal(rowsOf(options.out).length, readings);
        assert.equal(await line.evaluate("global._perceptino"), "null");
      }));

    it("ends after its seconds", () =>
      withBoard(async (line) => {
        const options = recording({ seconds: 0.2, stopped: () => false });
        const { readings } = await recordReadings(line, options, openReadings);
        assert.ok(readings >= 1);
        assert.equal(rowsOf(options.out).length, readings);
      }));

    it("tells how often readings came", () =>
      withBoard(async (line) => {
        let [at, count] = [0, 0];
        const options = recording({
          interval: 10,
          now: () => 200 * at++,
          onReading: () => count++,
          stopped: () => count >= 20,
        });
        const { rate, readings } = await recordReadings(line, options, openReadings);
        assert.equal(at, readings);
        assert.equal(rate, 5);
      }));

    it("keeps its rows when the line is cut, and the next recording stops what was left", () =>
      withBoard(async (line, board) => {
        const options = recording({
          seconds: 600,
          onReading: (_, count) => count === 3 && board.hangUp(),
        });
        await assert.rejects(recordReadings(line, options, openReadings), {
          name: "UserError",
          message: /is gone/,
        });
        assert.ok(rowsOf(options.out).length >= 3);
        const second = await connect(board.port);
        assert.notEqual(await second.evaluate("global._perceptino"), "null");
        await second.evaluate("n=0");
        const next = recording();
        await recordReadings(second, next, openReadings);
        const rows = rowsOf(next.out);
        const first = rows[0]![0]!;
        assert.deepEqual(
          rows,
          rows.map((_, i) => [first + 2 * i, first + 2 * i + 1, 1]),
          "one timer counts",
        );
        assert.equal(await second.evaluate("global._perceptino"), "null");
        await second.close();
      }));

    it("ends on the board by itself when nobody listens any more", () =>
      withBoard(async (line) => {
        let over = false;
        const recorded = recordReadings(
          line,
          recording({ seconds: 600, stopped: () => over }),
          openReadings,
        );
        const gone = async () => (await line.evaluate("global._perceptino")) === "null";
        await until("the program on the board", async () => !(await gone()));
        await line.evaluate("_perceptino.until=0");
        await until("the end of the program", gone);
        over = true;
        await recorded;
      }));

    it("passes over what is no number, and refuses what does not fit the network", () =>
      withBoard(async (line) => {
        const odd = ownSensor("[global.n=(global.n||0)+1,n%2?NaN:0.25]", 2);
        const { readings, skipped } = await recordReadings(
          line,
          recording({ sensor: odd }),
          openReadings,
        );
        assert.ok(readings > 1 && Math.abs(skipped - readings) <= 1, `${readings}, ${skipped}`);
        const wrong = [
          ["1", /got the reading 1, expected 2 numbers/],
          ["[1,2,3]", /got the reading \[1,2,3\], expected 2 numbers/],
          ["[1,'x']", /got the reading \[1,"x"\], expected 2 numbers/],
          ["[1,nothing]", /the board says: .*nothing/],
          ["]{(", /the board says: /],
          ["1)});global.evil=1;(function(){return(1", /the board says: |got the reading/],
        ] as const;
        for (const [read, message] of wrong) {
          const options = recording({ sensor: ownSensor(read, 2) });
          await assert.rejects(recordReadings(line, options, openReadings), {
            name: "UserError",
            message,
          });
          assert.equal(await line.evaluate("global._perceptino"), "null");
        }
        await assert.rejects(
          recordReadings(line, recording({ sensor: findSensor("temperature") }), openReadings),
          {
            name: "UserError",
            message: /^--sensor: got temperature with 1 numbers, expected 2/,
          },
        );
      }));

    it("reads a watch's accelerometer, and lets it save power again", () =>
      withBoard(async (line) => {
        await line.evaluate(`global.Bangle={saving:true,
          getAccel:function(){return{x:this.saving?9:0.5,y:-0.25,z:1,mag:1}},
          getOptions:function(){return{powerSave:this.saving}},
          setOptions:function(o){this.saving=o.powerSave}}`);
        const columns = { inputs: ["x", "y", "z"], outputs: ["run"] };
        const options = recording({ sensor: findSensor("accelerometer"), columns, labels: [0] });
        await recordReadings(line, options, openReadings);
        const rows = rowsOf(options.out, columns);
        assert.ok(rows.length > 3);
        assert.deepEqual(new Set(rows.map(String)), new Set(["0.5,-0.25,1,0"]));
        assert.equal(await line.evaluate("Bangle.saving"), "true");
      }));
  });

  describe(`a monitor of ${name}`, { skip, concurrency: 4 }, () => {
    const MODULE = `exports.work=function(i){
      exports.emit("observe",new Float32Array([i,0.5]),i%2?[1]:0);
      exports.emit("train",1/(1<<(i%8)));
      exports.emit("predict",new Float32Array([0.75]),[i,2]);
    };`;

    it("tells losses, predictions and readings, keeps the readings, and leaves no listener", () =>
      withBoard(async (line) => {
        await line.evaluate(`require("Storage").write("${NAME}",${JSON.stringify(MODULE)})`);
        await line.evaluate(
          `global.i=0;global.t=setInterval(function(){require("${NAME}").work(++i)},60);1`,
        );
        const events: NetworkEvent[] = [];
        const path = newFile();
        await monitorEspruino(
          line,
          {
            name: NAME,
            out: { path, columns: COLUMNS },
            stopped: () => events.length >= 12,
            onEvent: (event) => events.push(event),
          },
          openReadings,
        );
        await line.evaluate("clearInterval(t)");
        const [observe, train, predict] = events.slice(
          events.findIndex(({ event }) => event === "observe"),
        );
        assert.equal(observe?.event, "observe");
        const i = observe.reading[0]!;
        assert.deepEqual(observe, { event: "observe", reading: [i, 0.5], labels: [i % 2] });
        assert.deepEqual(train, { event: "train", loss: 1 / (1 << (i % 8)) });
        assert.deepEqual(predict, { event: "predict", probabilities: [0.75], reading: [i, 2] });
        const rows = rowsOf(path);
        assert.ok(rows.length >= 2);
        assert.deepEqual(
          rows,
          rows.map((_, row) => [i + row, 0.5, (i + row) % 2]),
        );
        const lines: string[] = [];
        line.onLine((text) => lines.push(text));
        await line.evaluate(`require("${NAME}").work(7)`);
        await line.evaluate("1");
        assert.deepEqual(lines, []);
        assert.equal(await line.evaluate("global._perceptino"), "null");
      }));

    it("fills no memory with a program that predicts in a loop, and keeps every reading as it was", () =>
      withBoard(async (line) => {
        await line.evaluate(`require("Storage").write("${NAME}","exports.on('x',function(){})")`);
        const path = newFile();
        let over = false;
        let seen = 0;
        const monitored = monitorEspruino(
          line,
          {
            name: NAME,
            out: { path, columns: COLUMNS },
            stopped: () => over,
            onEvent: () => seen++,
          },
          openReadings,
        );
        while ((await line.evaluate("global._perceptino&&1")) !== "1") {}
        // The same array again and again: what is told later would tell its last values.
        const used = await line.evaluate(`(function(n,m,r){
          var before=m?m().usage:0;
          for(var i=0;i<300;i++){r[0]=i;n.emit(i<200?"predict":"observe",r,i<200?[i,2]:1)}
          return m?m().usage-before:0;
        })(require("${NAME}"),process.memory,new Float32Array([0,0.5]))`);
        over = true;
        const { events, kept, passed, damaged } = await monitored;
        assert.ok(Number(used) < 300, `${used} blocks more`);
        assert.deepEqual([events, events + passed, kept, damaged], [seen, 300, 100, 0]);
        assert.deepEqual(
          rowsOf(path),
          Array.from({ length: 100 }, (_, i) => [200 + i, 0.5, 1]),
        );
      }));

    it("never takes a name for code", () =>
      withBoard(async (line) => {
        for (const evil of ['x");global.evil=1;("', "x\\", "x\n", "ü\u2028'"]) {
          const options = { name: evil, stopped: () => true, onEvent: () => {} };
          await assert.rejects(monitorEspruino(line, options, openReadings), {
            name: "UserError",
            message: /the board says: .*not found/s,
          });
          assert.equal(await line.evaluate("global.evil"), "null");
        }
      }));
  });
}
