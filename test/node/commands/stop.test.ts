import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { constants } from "node:os";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connect } from "../../../src/node/ports/connect-espruino.js";
import { commandLine, NETWORK, rowsOf } from "../../support/command-line.js";
import { BOARDS, noPackage, type TestBoard } from "../../support/espruino.js";
import { missing } from "../../support/tools.js";

const BIN = fileURLToPath(new URL("../../../src/node/bin.js", import.meta.url));
/**
 * Tells when the process hears signals, before which it has not begun, and when it leaves them to the system. The time that
 * HELD_AT says it then goes on no more: a computation that lasts until the signal comes, however fast or busy the machine is.
 */
const TELLS = `data:text/javascript,${encodeURIComponent(
  `let times = 0;
  process.on("newListener", (name) => name === "SIGINT" && process.stderr.write("[hears]"));
  process.on("removeListener", (name) => {
    if (name !== "SIGTERM") return; // the last that is left to the system
    process.stderr.write("[computes]");
    if (++times === Number(process.env.HELD_AT))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${120_000});
  });`,
)}`;
const windows = process.platform === "win32";

const { folder, at, write } = commandLine();
write("network.json", JSON.stringify(NETWORK));
write("data.csv", rowsOf(64));

/**
 * A command in a process of its own.
 * @param heldAt the computation, counted from 1, in which it stays
 */
function started(argv: readonly string[], heldAt = 0) {
  const temporary = at(`tmp-${argv.join("-").replaceAll(/\W+/g, "-").slice(0, 60)}`);
  const texts = { stdout: "", stderr: "" };
  const begin = async () => {
    await mkdir(temporary, { recursive: true });
    // Without what other tests have built: a command must still be compiling when the signal comes.
    const builds = { PERCEPTINO_BUILDS: "" };
    const tells = { NODE_OPTIONS: `--import=${TELLS}`, HELD_AT: String(heldAt) };
    const env = { ...process.env, ...builds, TMPDIR: temporary, ...tells };
    const child = spawn(process.execPath, [BIN, ...argv], { cwd: folder, env });
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        texts[name] += text;
      });
    }
    return child;
  };
  const until = async (child: ChildProcess, is: () => boolean) => {
    while (child.exitCode === null && !is()) await sleep(5);
  };
  return { begin, until, texts, leftovers: () => readdirSync(temporary) };
}

/** Starts a command, waits until it computes for the nth time, interrupts it there, and gives what it came to. */
const stoppedIn = (argv: readonly string[], heldAt: number, signal: NodeJS.Signals = "SIGINT") =>
  stopped(
    argv,
    (_, texts) => waitUntil(() => texts.stderr.split("[computes]").length > heldAt),
    signal,
    heldAt,
  );

/** Starts a command, waits for something, interrupts it, and gives what it came to. */
async function stopped(
  argv: readonly string[],
  ready: (
    child: ChildProcess,
    texts: { stdout: string; stderr: string },
    leftovers: () => string[],
  ) => Promise<void>,
  signal: NodeJS.Signals = "SIGINT",
  heldAt = 0,
) {
  const { begin, until, texts, leftovers } = started(argv, heldAt);
  const child = await begin();
  const closed = once(child, "close");
  await until(child, () => texts.stderr.includes("[hears]"));
  await Promise.race([ready(child, texts, leftovers), closed]);
  assert.equal(child.exitCode, null, `it has ended before: ${texts.stderr}`);
  child.kill(signal);
  const [exit, by] = (await closed) as [number | null, NodeJS.Signals | null];
  const stderr = texts.stderr.replaceAll(/\[(hears|computes)\]/g, "");
  // As a shell reports it.
  const code = by === null ? exit : 128 + constants.signals[by];
  return { code, by, stdout: texts.stdout, stderr, left: leftovers() };
}

/** Something that accepts connections and says nothing. */
async function silent() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {}).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const gone = async () => {
    for (const socket of sockets) if (!socket.closed) await once(socket, "close");
  };
  return {
    port: `tcp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    connected: async () => {
      await waitUntil(() => !(sockets.length === 0));
    },
    gone,
    close: () => server.close(),
  };
}

describe("Ctrl-C", { skip: windows, concurrency: 3 }, () => {
  for (const argv of [
    ["monitor", "--board", "puckjs"],
    ["record", "network.json", "--board", "puckjs", "--label", "1", "--read", "[1,2]"],
    ["flash", "network.json", "--board", "esp32"],
  ]) {
    test(`while ${argv[0]} connects closes the port and ends with 130`, {
      skip: noPackage,
    }, async () => {
      const board = await silent();
      const run = await stopped([...argv, "--port", board.port], () => board.connected());
      assert.equal(run.code, 130, run.stderr);
      assert.match(run.stderr, /: connecting\nstopped\n$/);
      await board.gone();
      board.close();
    });
  }

  test(
    "in a recording keeps and tells what was read, and stops the board's program",
    {
      skip: noPackage,
    },
    () =>
      withBoard(async (board) => {
        const argv = [
          "record",
          "network.json",
          "--board",
          "puckjs",
          "--label",
          "1",
          "--read",
          "[1,2]",
        ];
        const lines = () => {
          try {
            return readFileSync(at("kept.csv"), "utf8").trimEnd().split("\n").length - 1;
          } catch {
            return 0;
          }
        };
        const flags = ["--port", board.port, "--out", "kept.csv", "--seconds", "600"];
        const run = await stopped([...argv, ...flags], async () => {
          await waitUntil(() => !(lines() < 3));
        });
        assert.equal(run.code, 130, run.stderr);
        assert.equal(run.stdout, `${lines()} readings labelled 1 in kept.csv\n`);
        const line = await connect(board.port);
        assert.equal(await line.evaluate("global._perceptino"), "null");
        await line.close();
      }),
  );

  test(
    "in a recording from a board that has fallen silent keeps and tells what was read",
    {
      skip: noPackage,
    },
    () =>
      withBoard(async (board) => {
        const argv = ["record", "network.json", "--board", "puckjs", "--label", "1"];
        const read = "[global.n=(global.n||0)+1,2]";
        const flags = [
          "--read",
          read,
          "--port",
          board.port,
          "--out",
          "silent.csv",
          "--seconds",
          "600",
        ];
        const run = await stopped([...argv, ...flags], () =>
          board.ignoreFrom(() => /\n(.*\n){3}/.test(textOf("silent.csv"))),
        );
        assert.equal(run.code, 130, run.stderr);
        const rows = textOf("silent.csv").trimEnd().split("\n").length - 1;
        assert.match(
          `${run.stdout}${run.stderr}`,
          new RegExp(`\\b${rows} readings labelled 1 in silent.csv`),
        );
      }),
  );

  test("in a monitor tells what it has shown", { skip: noPackage }, () =>
    withBoard(async (board) => {
      const line = await connect(board.port);
      const module = "exports.on('x',function(){});";
      await line.evaluate(`require("Storage").write("neural",${JSON.stringify(module)})`);
      await line.evaluate(
        'global.t=setInterval(function(){require("neural").emit("observe",[1,2],1)},20);1',
      );
      await line.close();
      const argv = ["monitor", "--board", "puckjs", "--port", board.port];
      const flags = ["--network", "network.json", "--out", "seen.csv"];
      const run = await stopped([...argv, ...flags], async (_, texts) => {
        await waitUntil(() => !(texts.stdout.split("\n").length < 4));
      });
      assert.equal(run.code, 130, run.stderr);
      const rows = textOf("seen.csv").trimEnd().split("\n").length - 1;
      assert.match(
        run.stderr,
        new RegExp(`\n${rows} events, ${rows} labelled readings in seen.csv\n$`),
      );
    }),
  );

  test("while train reads standard input ends with 130", async () => {
    const run = await stopped(["train", "network.json", "-"], async (child) => {
      // More than a pipe holds: when it is gone, the command reads.
      child.stdin!.on("error", () => {}); // it ends before it has all
      await new Promise((resolve) => child.stdin!.write("x".repeat(500_000), resolve));
    });
    assert.deepEqual([run.code, run.stdout], [130, ""]);
  });

  for (const argv of [
    ["train", "pipe.json", "data.csv"],
    ["build", "pipe.json"],
    ["inspect", "pipe.json"],
  ]) {
    test(`while ${argv[0]} waits for a pipe in which nothing comes ends with 130`, async () => {
      const pipe = `pipe-${argv[0]}`;
      execFileSync("mkfifo", [at(pipe)]);
      const files = argv.map((one) => (one === "pipe.json" ? pipe : one));
      let writer: FileHandle | undefined;
      const run = await stopped(files, async () => {
        writer = await open(at(pipe), "w"); // is open as soon as the command reads it
      });
      await writer?.close();
      assert.deepEqual([run.code, run.stdout, run.left], [130, "", []], run.stderr);
    });
  }

  for (const [argv, moment] of [
    [["train", "network.json", "data.csv"], 1],
    [["simulate", "network.json", "data.csv", "--board", "puckjs"], 1],
    [["predict", "network.json", "weights.bin", "data.csv"], 2],
    [["evaluate", "network.json", "weights.bin", "data.csv"], 2],
    [["evaluate", "network.json", "weights.bin", "data.csv", "--report", "r.html"], 3],
  ] as const) {
    test(`while ${argv.join(" ")} computes for the ${["first", "second", "third"][moment - 1]} time ends it at once`, async () => {
      await weights();
      const run = await stoppedIn(argv, moment);
      assert.deepEqual([run.code, run.by, run.stdout], [130, "SIGINT", ""], run.stderr);
      assert.ok(!existsSync(at("r.html")));
    });
  }

  test("while train judges many held-out readings ends it with 130", async () => {
    const lines = rowsOf(64).trimEnd().split("\n");
    write("large.csv", `${lines[0]}\n${`${lines.slice(1).join("\n")}\n`.repeat(6000)}`);
    const argv = [
      "train",
      "network.json",
      "large.csv",
      "--validation",
      "0.9",
      "--epochs",
      "100000",
    ];
    const flags = ["--checkpoint", "judged.bin", "--trace", "judged.jsonl"];
    const run = await stopped([...argv, ...flags], () =>
      waitUntil(() => existsSync(at("judged.bin"))),
    );
    assert.equal(run.code, 130, run.stderr);
    assert.match(run.stdout, /^stopped by a signal; /);
  });

  test(
    "in an upload tells what the board loads then, and closes the port",
    { skip: noPackage },
    () =>
      withBoard(async (board) => {
        const argv = ["flash", "network.json", "--board", "esp32", "--port", board.port];
        const run = await stopped(argv, () =>
          board.ignoreFrom(() => Buffer.from(board.flash()).includes("neural")),
        );
        assert.equal(run.code, 130, run.stderr);
        assert.match(
          run.stderr,
          /stopped; the board loads the module that it had before, or the new one/,
        );
      }),
  );

  test("as soon as train has its network ends it with 130", async () => {
    execFileSync("mkfifo", [at("pipe.json")]);
    const argv = ["train", "pipe.json", "data.csv", "--epochs", "1000000"];
    const run = await stopped(argv, async () => {
      const file = await open(at("pipe.json"), "w"); // opened as soon as the command reads it
      await file.writeFile(JSON.stringify(NETWORK));
      await file.close();
    });
    assert.deepEqual([run.code, run.left], [130, []], run.stderr);
  });

  test("while a board's firmware is compiled and linked leaves nothing behind", {
    skip: missing("arm-none-eabi-gcc"),
  }, async () => {
    const argv = ["simulate", "network.json", "data.csv", "--board", "mps2-an386", "--engine", "c"];
    const run = await stopped(argv, (_, __, leftovers) => waitUntil(() => leftovers().length > 0));
    const left = run.left.filter((name) => name.startsWith("perceptino"));
    assert.deepEqual([run.code, run.stdout, left], [130, "", []], run.stderr);
  });

  test("while minimize computes ends with 130, and SIGTERM with 143", async () => {
    const argv = ["minimize", "(x - 3)^2", "--start", "x=0"];
    assert.equal((await stoppedIn(argv, 1)).code, 130);
    assert.equal((await stoppedIn(argv, 1, "SIGTERM")).code, 143);
  });
});

/** Milliseconds after which a test that hangs is given up. */
const PATIENCE = 120_000;

async function waitUntil(is: () => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE; !is(); await sleep(5)) {
    if (Date.now() > end) throw new Error(`waited in vain: ${is}`);
  }
}

/** A checkpoint. */
const weights = () => (made ??= train());
let made: Promise<void> | undefined;

async function train(): Promise<void> {
  const argv = ["train", "network.json", "data.csv", "--epochs", "1"];
  execFileSync(process.execPath, [BIN, ...argv, "--checkpoint", "weights.bin"], { cwd: folder });
}

const textOf = (name: string) => {
  try {
    return readFileSync(at(name), "utf8");
  } catch {
    return "";
  }
};

async function withBoard(act: (board: TestBoard) => Promise<void>): Promise<void> {
  const board = await BOARDS[0].start();
  try {
    await act(board);
  } finally {
    await board.stop();
  }
}
