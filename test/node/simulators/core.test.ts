// The monitor on each core that machine code for Espruino is simulated on. It is made by our own encoder, so nothing here
// needs a compiler.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { ESPRUINO_BOARDS, type EspruinoBoard } from "../../../boards/index.js";
import type { ThumbCode } from "../../../src/common/compiler/thumb/code.js";
import { encoded } from "../../../src/common/compiler/thumb/encode/encode.js";
import { type Item, layOut } from "../../../src/common/compiler/thumb/encode/layout.js";
import { pop, push } from "../../../src/common/compiler/thumb/encode/memory.js";
import { FIRST_FLOAT } from "../../../src/common/compiler/thumb/instruction.js";
import { branchAfter, code } from "../../../src/common/compiler/thumb/routine.js";
import { crcOfAll } from "../../../src/common/crc-table.js";
import { espruinoModule } from "../../../src/common/espruino/module.js";
import { MODULE_NAME } from "../../../src/common/espruino/module-name.js";
import { describeDifference } from "../../../src/common/learning/parity.js";
import type { Transport } from "../../../src/common/protocol/transport.js";
import { elfOf } from "../../../src/node/flash/elf.js";
import { type CoreImage, coreImage } from "../../../src/node/simulators/core/image.js";
import {
  add,
  addConstant,
  bx,
  ldr,
  lsl,
  mov,
  str,
} from "../../../src/node/simulators/core/instructions.js";
import {
  type CoreBoard,
  type CoreMachine,
  coreMachine,
  ticksBetween,
} from "../../../src/node/simulators/core/machines.js";
import { WORD } from "../../../src/node/simulators/core/monitor.js";
import { type MonitorLine, monitorLine } from "../../../src/node/simulators/core/monitor-line.js";
import { coreOf, simulateOnCore } from "../../../src/node/simulators/espruino.js";
import { simulatedClock, startSimulator } from "../../../src/node/simulators/simulator.js";
import { boardNamed, builtOf, rowsOf } from "../../support/espruino-networks.js";
import { missing } from "../../support/tools.js";
import { HANGING } from "../../support/waiting.js";

/** Each core once, with an Espruino board that has it. */
const CORES = new Map<CoreBoard, EspruinoBoard>();
for (const board of ESPRUINO_BOARDS) {
  const core = coreOf(board);
  if (core && !CORES.has(core)) CORES.set(core, board);
}
const needs = ({ simulator }: CoreBoard) =>
  simulator.kind === "qemu" ? missing("qemu-system-arm") : false;

const label = (name: string): Item => ({ kind: "label", name });
const RETURN: readonly Item[] = [code(bx(14)), { kind: "no-fall-through" }];
const UNDEFINED = 0xde00;
const [S0, S1] = [FIRST_FLOAT, FIRST_FLOAT + 1];

/** Routines that are called here, one behind the other. */
const PROGRAM = layOut(
  [
    label("mix"), // r0 + 2 r1 + 4 r2 + 8 r3, by way of the stack and r4
    code(push([4, 5, 14]), lsl(1, 1, 1), lsl(2, 2, 2), lsl(3, 3, 3), mov(4, 0)),
    code(add(4, 4, 1), add(4, 4, 2), add(4, 4, 3), mov(0, 4), pop([4, 5, 15])),
    { kind: "no-fall-through" },
    label("loop"), // r0 times around: three instructions each, but for the last
    ...branchAfter(code(addConstant(0, 0, -1)), "loop", "ne"),
    ...RETURN,
    label("append"), // puts the word in front of r0 behind those at r0, of which that at r0 is the number
    code(ldr(1, 0), addConstant(1, 1, 1), str(1, 0), lsl(1, 1, 2), add(1, 1, 0)),
    code(mov(2, 0), addConstant(2, 2, -4), ldr(2, 2), str(2, 1)),
    ...RETURN,
    label("undefined"),
    code([UNDEFINED]),
    ...RETURN,
  ],
  "thumb-1",
);
/** r0 + r1 as floats. */
const FLOATS = layOut(
  [
    label("add"),
    code(encoded("tof", { d: S0, a: 0 }), encoded("tof", { d: S1, a: 1 })),
    code(encoded("fadd", { d: S0, a: S0, b: S1 }), encoded("tor", { d: 0, a: S0 })),
    ...RETURN,
  ],
  "thumb-2",
);

interface Started {
  readonly image: CoreImage;
  readonly transport: Transport;
}

async function started(
  t: TestContext,
  board: CoreBoard,
  { bytes }: { readonly bytes: Uint8Array },
) {
  const image = coreImage(board, { code: bytes, place: "storage", memory: 4096 });
  const transport = await startSimulator(board, elfOf(image.segments));
  t.after(() => transport.close());
  return { image, transport } satisfies Started;
}

async function monitored(
  t: TestContext,
  board: CoreBoard,
  program: { readonly bytes: Uint8Array },
) {
  const { image, transport } = await started(t, board, program);
  const line = await monitorLine("it", transport, image.machine.rounds ? 2 : 1, HANGING);
  return { image, line };
}

/** Words of all kinds, the same in each run. */
const WORDS = Uint32Array.from({ length: 300 }, (_, i) => Math.imul(i - 7, 0x9e3779b1) ^ (i << 9));

for (const [board] of CORES) {
  describe(`the monitor on ${board.name}, ${board.core}`, { skip: needs(board) }, () => {
    test("reads what it wrote, sums it up, fills memory and finds where it is another", async (t) => {
      const { image, line } = await monitored(t, board, PROGRAM);
      const { memory, routines, table } = image;
      const end = memory + 4 * WORDS.length;
      await line.write(memory, WORDS);
      assert.deepEqual(await line.read(memory, WORDS.length), WORDS);
      assert.deepEqual(await line.read(memory, 0), new Uint32Array());
      const sum = await line.call(routines.sum, memory, end, table);
      assert.equal(sum.result, crcOfAll(new Uint8Array(WORDS.buffer)));
      await line.call(routines.fill, memory + 8, end - 4, 0xc0ffee);
      const filled = Uint32Array.from(WORDS).fill(0xc0ffee, 2, WORDS.length - 1);
      assert.deepEqual(await line.read(memory, WORDS.length), filled);
      const firstOther = (from: number, to: number) =>
        line.call(routines.alike, from, to, 0xc0ffee).then(({ result }) => result);
      assert.equal(await firstOther(memory + 8, end), end - 4);
      assert.equal(await firstOther(memory, end), memory);
      assert.equal(await firstOther(memory + 8, end - 4), end - 4);
    });

    test("calls a routine with four arguments, and its counters tell what one takes", async (t) => {
      const { image, line } = await monitored(t, board, PROGRAM);
      const at = (name: string) => (image.code + PROGRAM.labels.get(name)!) | 1;
      assert.equal((await line.call(at("mix"), 1, 10, 100, -1)).result, 1 + 20 + 400 - 8);
      const { unit, perTick } = simulatedClock(board);
      const cost = async (...call: Parameters<MonitorLine["call"]>) => {
        const { before, after } = await line.call(...call);
        return Math.round(ticksBetween(image.machine, before, after) * perTick);
      };
      const around = await cost(image.routines.nothing);
      const times = 2 ** 23 + 5; // more cycles than SysTick's 24 bits hold
      const loop = (await cost(at("loop"), times)) - around;
      // In cycles of a Cortex-M0+ a branch that is taken takes 2.
      assert.equal(loop, unit === "instructions" ? 2 * times : 3 * times - 1);
    });

    test("feeds a routine with one row after the other", async (t) => {
      const { image, line } = await monitored(t, board, PROGRAM);
      const append = (image.code + PROGRAM.labels.get("append")!) | 1;
      const list = image.memory + 8;
      // The routine takes the last word of a row.
      const rows = [5, 0xffffffff, 7].map((word) => Uint32Array.of(word + 1, word));
      await line.feed(append, list, list - 8, rows);
      await line.feed(append, list, list, []);
      assert.deepEqual(await line.read(list, 5), Uint32Array.of(3, 5, 0xffffffff, 7, 0));
    });

    test("refuses what is no command, and goes on", async (t) => {
      const { image, transport } = await started(t, board, PROGRAM);
      const words = wordsFrom(transport);
      const send = (...all: readonly number[]) =>
        transport.write(new Uint8Array(Uint32Array.from(all).buffer));
      assert.equal(await words(), WORD.ready);
      send(0xdeadbeef, WORD.read + 256, WORD.read, image.memory, 1);
      const answers = [WORD.refused, 0xdeadbeef, WORD.refused, WORD.read + 256, WORD.read, 0];
      for (const expected of answers) assert.equal(await words(), expected);
    });

    test("tells that the code failed, and where, and rejects all that is asked afterwards", async (t) => {
      const { image, line } = await monitored(t, board, PROGRAM);
      const address = image.code + PROGRAM.labels.get("undefined")!;
      const place = address.toString(16).padStart(8, "0");
      const failed =
        board.simulator.kind === "qemu"
          ? `it: the code failed: the core refused what it did at 0x${place}`
          : "it: it stopped: core: a breakpoint (0): the firmware has failed";
      const error = { name: "UserError", message: failed };
      const read = () => line.read(image.memory, 1);
      // The second waits behind the first, and a third comes too late.
      await Promise.all([
        assert.rejects(line.call(address | 1), error),
        assert.rejects(read(), error),
      ]);
      await assert.rejects(read(), error);
    });

    if (board.core !== "Cortex-M0+") {
      test(`has an FPU exactly if ${board.core} has one`, async (t) => {
        const { image, line } = await monitored(t, board, FLOATS);
        const [a, b, sum] = [0x3dcccccd, 0x3e4ccccd, 0x3e99999a]; // 0.1 + 0.2 in float32
        const added = line.call((image.code + FLOATS.labels.get("add")!) | 1, a, b);
        if (board.core.endsWith("F")) assert.equal((await added).result, sum);
        else await assert.rejects(added, /the code failed/);
      });
    }
  });
}

/** Gives the words that arrive, one for each call. */
function wordsFrom(transport: Transport): () => Promise<number> {
  const bytes: number[] = [];
  let wake = () => {};
  transport.onData((some) => {
    bytes.push(...some);
    wake();
  });
  return async () => {
    while (bytes.length < 4) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return new DataView(Uint8Array.from(bytes.splice(0, 4)).buffer).getUint32(0, true);
  };
}

/** Milliseconds after which a test says that what comes at once has not come. */
const LATE = 10_000;

/** A line whose other end is a test. */
function fakeLine() {
  let hear: (bytes: Uint8Array) => void = () => {};
  let end: (reason: string) => void = () => {};
  const transport: Transport = {
    write: () => {},
    onData: (listener) => {
      hear = listener;
    },
    onEnd: (listener) => {
      end = listener;
    },
    close: async () => {},
  };
  const say = (...words: readonly number[]) => hear(new Uint8Array(Uint32Array.from(words).buffer));
  return {
    transport,
    say,
    hear: (bytes: Uint8Array) => hear(bytes),
    end: (why: string) => end(why),
  };
}

test("answers may come in any pieces, and together", async () => {
  const { transport, hear } = fakeLine();
  const opening = monitorLine("it", transport, 1, LATE);
  const bytes = new Uint8Array(
    Uint32Array.from([WORD.ready, WORD.read, 7, 8, WORD.write, WORD.call, 9, 20, 30]).buffer,
  );
  hear(bytes.subarray(0, 3));
  hear(bytes.subarray(3, 4));
  const line = await opening;
  const answers = Promise.all([line.read(0, 2), line.write(0, new Uint32Array(1)), line.call(1)]);
  for (const byte of bytes.subarray(4, 9)) hear(Uint8Array.of(byte));
  hear(bytes.subarray(9));
  const called = { result: 9, after: [20], before: [30] };
  assert.deepEqual(await answers, [Uint32Array.of(7, 8), undefined, called]);
});

test("what is no answer is refused in words, and so is all that waits", async () => {
  const cases = [
    [[0x12345678], "it: got 0x12345678 from the monitor, expected an answer"],
    [[WORD.call], "it: got 0x00000053 from the monitor, expected an answer"],
    [[WORD.refused, 5], "it: the monitor refused the command 0x00000005"],
    [[WORD.fault, 0x1234], "it: the code failed: the core refused what it did at 0x00001234"],
  ] as const;
  for (const [words, message] of cases) {
    const { transport, say } = fakeLine();
    const opening = monitorLine("it", transport, 1, LATE);
    say(WORD.ready);
    const line = await opening;
    const reading = line.read(0, 4);
    const next = assert.rejects(line.write(0, new Uint32Array(1)), { message });
    say(...words);
    await assert.rejects(reading, { name: "UserError", message });
    await next;
  }
  const { transport, say } = fakeLine();
  const opening = monitorLine("it", transport, 1, LATE);
  say(WORD.ready, 3); // something that nobody has asked for
  await assert.rejects((await opening).read(0, 1), /got 0x00000003 from the monitor/);
});

test("a core that answers nothing is given up after the timeout", async () => {
  const { transport, say } = fakeLine();
  const opening = monitorLine("it", transport, 1, 20);
  say(WORD.ready);
  const line = await opening;
  const message = "it: it answered nothing for 0.02 s and was ended; give it more with --timeout";
  await assert.rejects(Promise.all([line.call(1), line.read(0, 1)]), {
    name: "UserError",
    message,
  });
  say(WORD.call, 1, 2, 3); // too late
  await assert.rejects(line.read(0, 1), { message });
});

test("a simulator that ends says why", async () => {
  const { transport, end } = fakeLine();
  const opening = monitorLine("it", transport, 1, LATE);
  end("stopped: QEMU ended with code 1");
  await assert.rejects(opening, { message: "it: it stopped: QEMU ended with code 1" });
});

test("a clock that goes around is counted by a slower one, whatever both began with", () => {
  const machine: CoreMachine = coreMachine(
    [...CORES.keys()].find(({ name }) => name === "rp2040-pico")!,
  );
  assert.equal(machine.rounds?.ticks, 125);
  const round = machine.clock.period;
  for (const ticks of [0, 1, 124, round - 1, round, round + 1, 5 * round - 1, 700 * round + 3]) {
    for (const start of [0, 1, 77, round - 1]) {
      const clock = (((start - ticks) % round) + round) % round;
      for (const since of [0, 0xfffffff0]) {
        const late = Math.floor(since + ticks / 125) % 2 ** 32;
        const counted = ticksBetween(machine, [start, since], [clock, late]);
        assert.equal(counted, ticks, `${ticks} from ${start}, ${since}`);
      }
    }
  }
});

test("code and memory that a board has no room for are refused in words", () => {
  const [board] = CORES.keys();
  const memory = 4 * 1024 * 1024;
  assert.throws(() => coreImage(board!, { code: new Uint8Array(4), place: "ram", memory }), {
    name: "UserError",
    message: `${board!.name}: got 4,202,512 bytes for its ram, expected at most 4,194,304; try a smaller network or batch`,
  });
});

test("code and memory lie where Espruino may put them at worst: at no multiple of 8", () => {
  for (const board of CORES.keys()) {
    for (const place of ["storage", "ram"] as const) {
      const image = coreImage(board, { code: PROGRAM.bytes, place, memory: 4092 });
      assert.deepEqual([image.code % 8, image.memory % 8], [4, 4]);
      const { flash, ram } = board.firmware;
      const where = place === "ram" ? ram : flash;
      assert.ok(image.code >= where.origin && image.code < where.origin + where.length);
      const programmed = image.segments.some(({ bytes }) => bytes === PROGRAM.bytes);
      assert.equal(programmed, place === "storage");
    }
  }
});

/** The code with the lowest bit of a constant changed: of exp()'s largest coefficient, 0.49999991. */
function altered(source: ThumbCode): ThumbCode {
  const bytes = source.bytes.slice();
  const words = new Uint32Array(bytes.buffer);
  const at = words.indexOf(0x3efffffd);
  assert.ok(at >= 0, "no such constant in the code");
  words[at] = words[at]! ^ 1;
  return { ...source, bytes };
}

for (const [core, { name }] of CORES) {
  test(`machine code for ${name} has Node's bits on ${core.name}; one bit of a constant that is another is found`, {
    skip: needs(core),
  }, async () => {
    const built = await builtOf("odd", "small");
    const { readings: values, labels: targets, outputs: targetCount, ...rest } = rowsOf("odd");
    const readings = { ...rest, values, targets, targetCount };
    const { code } = espruinoModule(built, boardNamed(name), MODULE_NAME);
    const run = (code: ThumbCode, place: "storage" | "ram") =>
      simulateOnCore(core, built, { code, place }, readings, { steps: 6, timeout: HANGING });
    for (const place of ["storage", "ram"] as const) {
      const { steps, difference, saved, stack, cost } = await run(code!, place);
      assert.deepEqual([steps, difference, saved], [6, undefined, true]);
      assert.ok(stack > 0 && stack < 1024 && cost!.least > 1000);
    }
    const { steps, difference, saved } = await run(altered(code!), "storage");
    assert.deepEqual([steps, saved, difference?.step], [3, false, 4]);
    assert.match(
      describeDifference(difference!),
      /^in step 4 the device's (loss|parameter \d+) is \S+ \([\da-f]{8}\), Node's is \S+ \([\da-f]{8}\)$/,
    );
  });
}
