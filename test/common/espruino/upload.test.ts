import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BOOT_BYTES, startCode } from "../../../src/common/espruino/boot.js";
import type { EspruinoLine } from "../../../src/common/espruino/line.js";
import { type UploadOptions, upload } from "../../../src/common/espruino/upload.js";
import { finderText, newestVersion, planUpload } from "../../../src/common/espruino/versions.js";
import { connect } from "../../../src/node/ports/connect-espruino.js";
import {
  askFlash,
  BOARDS,
  noEspruino,
  noPackage,
  runScript,
  type TestBoard,
  withLine,
} from "../../support/espruino.js";
import { cutPoints, inParallel, tornImages } from "../../support/espruino-cuts.js";
import { NAME, testModule, WHO } from "../../support/espruino-module.js";

const OLD = "aaaaaaaa";
const NEW = "bbbbbbbb";
const SOURCE = join(dirname(fileURLToPath(import.meta.url)), "../../../src");

const uploadTo = (line: EspruinoLine, fingerprint: string, options: UploadOptions = {}) =>
  upload(line, testModule(fingerprint), { fingerprint, ...options });
const ask = async (line: EspruinoLine, code: string): Promise<unknown> =>
  JSON.parse(await line.evaluate(code));

for (const { name, skip, start } of BOARDS) {
  const withBoard = (act: (line: EspruinoLine, board: TestBoard) => Promise<void>) =>
    withLine(start, act);

  describe(`an upload to ${name}`, { skip, concurrency: 4 }, () => {
    it("puts a module into Storage, and does nothing when it is there already", () =>
      withBoard(async (line) => {
        const progress: number[] = [];
        const onProgress = (bytes: number, total: number) => progress.push(bytes / total);
        const first = await uploadTo(line, OLD, { onProgress });
        assert.equal(await ask(line, WHO), OLD);
        assert.ok(first.bytes > 2000, `${first.bytes} bytes`);
        assert.deepEqual(progress, progress.toSorted());
        assert.equal(progress.at(-1), 1);
        const again = await uploadTo(line, OLD);
        assert.deepEqual([again.bytes, again.version], [0, first.version]);
        assert.equal(await ask(line, WHO), OLD);
      }));

    it("leaves one version and other files when a new one has taken its place", () =>
      withBoard(async (line) => {
        await line.evaluate('require("Storage").write("gait.0","a checkpoint")');
        await uploadTo(line, OLD);
        const { version } = await uploadTo(line, NEW);
        assert.equal(await ask(line, WHO), NEW);
        const files = (await ask(line, 'require("Storage").list()')) as string[];
        const [part] = testModule(NEW);
        assert.deepEqual(files.sort(), [NAME, "gait.0", part!.name, version].sort());
      }));

    it("takes a module back that is another one than was promised", () =>
      withBoard(async (line) => {
        await uploadTo(line, OLD);
        await assert.rejects(uploadTo(line, NEW, { fingerprint: "cccccccc" }), {
          name: "UserError",
          message: /got the network "bbbbbbbb" .*, expected cccccccc; it was taken back/,
        });
        assert.equal(await ask(line, WHO), OLD);
        await uploadTo(line, NEW);
        assert.equal(await ask(line, WHO), NEW);
      }));

    it("takes a module back that cannot be loaded", () =>
      withBoard(async (line) => {
        await uploadTo(line, OLD);
        const broken = [{ name: NAME, data: new TextEncoder().encode("throw new Error('no')") }];
        await assert.rejects(upload(line, broken), {
          name: "UserError",
          message: /no; it was taken/,
        });
        assert.equal(await ask(line, WHO), OLD);
      }));

    it("never makes Espruino compact its Storage, and says what to do", () =>
      withBoard(async (line, board) => {
        await uploadTo(line, OLD);
        const storage = 'require("Storage")';
        await line.evaluate(`${storage}.write("filler","x",0,${storage}.getFree()-2000)`);
        const before = board.flash();
        await assert.rejects(uploadTo(line, NEW), {
          name: "UserError",
          message: /free Storage, expected at least .*; erase files/,
        });
        assert.deepEqual(board.flash(), before);
        await line.evaluate(`${storage}.erase("filler")`);
        await assert.rejects(uploadTo(line, NEW), {
          name: "UserError",
          message: /are of erased files: call require\("Storage"\)\.compact\(\) on the board/,
        });
        assert.equal(await ask(line, WHO), OLD);
      }));

    it("overwrites neither a built-in module nor a file of somebody else", () =>
      withBoard(async (line) => {
        await assert.rejects(upload(line, testModule(OLD, "Storage")), {
          name: "UserError",
          message: /got "Storage", which is built into the board/,
        });
        await line.evaluate(`require("Storage").write("${NAME}","exports.mine=1")`);
        await assert.rejects(uploadTo(line, OLD), {
          name: "UserError",
          message: /the board has a file "gait" that perceptino did not write/,
        });
        assert.equal(await ask(line, `require("${NAME}").mine`), 1);
        await uploadTo(line, OLD, { replace: true });
        assert.equal(await ask(line, WHO), OLD);
      }));

    it("makes a module start with the board, beside the user's own boot code", () =>
      withBoard(async (line, board) => {
        await line.evaluate('require("Storage").write(".bootcde","global.mine=5")');
        const { boot } = await uploadTo(line, OLD, { boot: startCode(NAME) });
        assert.equal(boot, ".boot3");
        assert.deepEqual(await ask(line, "[started,mine]"), [OLD, 5]);
        const printed: string[] = [];
        const off = line.onLine((text) => printed.push(text));
        await line.evaluate(startCode("nothing"));
        off();
        assert.match(printed.join("\n"), /^nothing .*not found/);
        await board.restart();
        assert.deepEqual(await ask(line, "[started,mine]"), [OLD, 5]);
        const kept = await uploadTo(line, NEW, { boot: startCode(NAME) });
        assert.deepEqual([kept.boot, await ask(line, "started")], [".boot3", NEW]);
        // A second module takes another place; the bootloader of Bangle.js has its own.
        const other = await upload(line, testModule(OLD, "other"), { boot: startCode("other") });
        assert.equal(other.boot, ".boot2");
        await line.evaluate('require("Storage").write("bootupdate.js","1")');
        const bangle = await uploadTo(line, OLD, { boot: startCode(NAME) });
        assert.equal(bangle.boot, "gait.boot.js");
        await assert.rejects(uploadTo(line, OLD, { boot: "x".repeat(BOOT_BYTES) }), {
          name: "UserError",
          message: /^boot code: got 5\d\d bytes, expected at most 504/,
        });
      }));

    it("leaves the old module or the new one, wherever the line is cut", async () => {
      const cuts = await cutPoints(start, OLD, NEW);
      const answers = await inParallel(cuts, async (cut) => {
        const board = await start();
        try {
          const first = await connect(board.port);
          await uploadTo(first, OLD);
          board.cutLineAfter(cut);
          // How often the board is asked whether it has restarted varies: the last cut may come too late.
          const ended = await uploadTo(first, NEW).then(() => "in time", String);
          assert.match(ended, /^in time$|^UserError: .* is gone/);
          await first.close();
          const second = await connect(board.port);
          const atOnce = await ask(second, WHO);
          await second.close();
          await board.restart();
          const third = await connect(board.port);
          const restarted = await ask(third, WHO);
          await uploadTo(third, NEW);
          const finished = await ask(third, WHO);
          await third.close();
          return { cut, atOnce, restarted, finished };
        } finally {
          await board.stop();
        }
      });
      for (const { cut, atOnce, restarted, finished } of answers) {
        const place = `cut after ${cut} characters: ${atOnce}, ${restarted}, ${finished}`;
        assert.ok([OLD, NEW].includes(String(atOnce)), place);
        assert.ok([OLD, NEW].includes(String(restarted)), place);
        assert.equal(finished, NEW, place);
      }
      // Else the cuts were all at one end.
      assert.ok(answers.some(({ restarted }) => restarted === OLD));
      assert.ok(answers.some(({ restarted }) => restarted === NEW));
    });
  });
}

describe("a cut of the power in an upload to Espruino", { skip: noEspruino }, () => {
  /** The flash before an upload, after each piece of it, and in the end. */
  const imagesOf = async (board: TestBoard, line: EspruinoLine, fingerprint: string) => {
    const images = [board.flash()];
    await uploadTo(line, fingerprint, { onProgress: () => images.push(board.flash()) });
    return [...images, board.flash()];
  };
  /** Pieces that begin a file, the version and the finder, and places in the size, the name and the padding of its header. */
  const HEADERS = [
    [3, 1],
    [3, 5],
    [3, 12],
    [6, 5],
    [6, 12],
  ] as const;
  const tornOf = (images: readonly Uint8Array[]) =>
    images.slice(1).flatMap((image, i) => tornImages(images[i]!, image));

  it("leaves the old module or the new one, in whichever word of flash it happens", () =>
    withLine(BOARDS[1].start, async (line, board) => {
      await imagesOf(board, line, OLD);
      const torn = tornOf(await imagesOf(board, line, NEW));
      assert.ok(torn.length > 60, `${torn.length} places`);
      const answers = await inParallel(torn, (image) => askFlash(image, WHO));
      const others = answers.filter((answer) => ![OLD, NEW].includes(answer));
      assert.deepEqual(others, []);
      // One switch, at the end of the version's last word.
      assert.ok(answers.includes(OLD) && answers.includes(NEW));
      assert.ok(answers.lastIndexOf(OLD) < answers.indexOf(NEW));
    }));

  it("does not stand in the way of the next upload, even if it was the first", () =>
    withLine(BOARDS[1].start, async (first, board) => {
      const images = await imagesOf(board, first, OLD);
      for (const [step, place] of HEADERS) {
        await board.restart(tornImages(images[step]!, images[step + 1]!)[place]);
        const line = await connect(board.port);
        await uploadTo(line, NEW);
        assert.equal(await ask(line, WHO), NEW);
        await line.close();
      }
    }));
});

describe("a plan for an upload", () => {
  const stored = (name: string, crc: number, size = 5) => ({ name, crc, size });

  it("takes the newest whole version, also when the numbers begin again", () => {
    const whole = stored("a~00~00000001", 1);
    const older = stored("a~zz~00000002", 2);
    const torn = stored("a~01~00000003", 4);
    assert.equal(newestVersion("a", [older, torn, whole]), whole);
    assert.equal(newestVersion("a", [torn]), undefined);
    const plan = planUpload([{ name: "a", data: Uint8Array.of(1) }], [older, whole, torn]);
    assert.match(plan.version, /^a~01~/);
    assert.deepEqual(plan.erase, [older.name, whole.name, torn.name]);
  });

  it("writes the module after its parts and the finder last", () => {
    const [part, module] = testModule(OLD);
    const names = planUpload([part!, module!], []).write.map((file) => file.name);
    assert.deepEqual([names[0], names[2]], [part!.name, NAME]);
    assert.ok(names[1]!.startsWith(`${NAME}~00~`));
    assert.ok(names.every((one) => one.length <= 28));
    const long = "x".repeat(16);
    const version = planUpload([{ name: long, data: Uint8Array.of(1) }], []).version;
    assert.equal(version.length, 28);
  });

  it("refuses parts that do not carry their checksum", () => {
    const data = Uint8Array.of(1);
    assert.throws(
      () =>
        planUpload(
          [
            { name: "a.bin", data },
            { name: "a", data },
          ],
          [],
        ),
      {
        message: /^a\.bin: expected a~[0-9a-f]{8}$/,
      },
    );
  });

  it("has a finder that is one small file", () => {
    assert.ok(finderText("x".repeat(16)).length < 504);
  });
});

describe("a connection", { skip: noPackage, concurrency: 4 }, () => {
  it("says that nobody listens", async () => {
    await assert.rejects(connect("tcp://127.0.0.1:1"), {
      name: "UserError",
      message: /^--port: got "tcp:\/\/127\.0\.0\.1:1", which cannot be opened \(.*ECONNREFUSED.*\)/,
    });
  });

  it("says that a serial port is not there, and which are", async () => {
    await assert.rejects(connect("/dev/ttyNONE"), {
      name: "UserError",
      message:
        /^--port: got "\/dev\/ttyNONE", which cannot be opened \(.*No such file.*\); the ports here: /,
    });
  });

  it("refuses what is no port", async () => {
    for (const port of ["", "tcp://", "tcp://a b:1", "a\nb"]) {
      await assert.rejects(connect(port), {
        name: "UserError",
        message: /^--port: got ".*", expected a serial path/,
      });
    }
  });

  it("says that something else than an Espruino listens", async () => {
    const server = createServer((socket) => socket.on("error", () => {}).resume());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    await assert.rejects(connect(`tcp://127.0.0.1:${port}`), {
      name: "UserError",
      message: /: no Espruino answers; is it one/,
    });
    server.close();
  });

  it("says what to install when the package is missing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "perceptino-"));
    cpSync(SOURCE, join(folder, "src"), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    const module = pathToFileURL(join(folder, "src/node/ports/espruino-package.js")).href;
    const { output } = await runScript(
      `import { openPackage } from ${JSON.stringify(module)};
       await openPackage("tcp://127.0.0.1:1").catch((error) => console.log(error.name, error.message));`,
    );
    rmSync(folder, { recursive: true });
    assert.match(
      output,
      /^UserError espruino: .* install it with: npm install espruino@0\.1\.67\n$/,
    );
  });

  it("lets the process end by itself, also when the board is gone first", async () => {
    const board = await BOARDS[0].start();
    const module = pathToFileURL(join(SOURCE, "node/ports/connect-espruino.js")).href;
    const script = `import { connect } from ${JSON.stringify(module)};
      const line = await connect(${JSON.stringify(board.port)});
      const ended = new Promise((resolve) => line.onEnd(resolve));
      console.log(await line.evaluate("1+1"));`;
    const closed = await runScript(`${script} await line.close();`);
    assert.deepEqual(closed, { code: 0, output: "2\n" });
    const ask = 'await line.evaluate("1+1").catch((error) => console.log(error.message));';
    const cut = await runScript(`${script} await ended; ${ask}`, () => board.hangUp());
    assert.equal(cut.code, 0);
    assert.match(cut.output, /is gone: the other side closed it/);
    await board.stop();
  });
});
