import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { rp2040Pico } from "../../../boards/rp2040-pico.js";
import { projectData } from "../../../src/browser/state/project-data.js";
import type { TrainingNews, TrainingOrder } from "../../../src/browser/worker/training.js";
import { workWith } from "../../../src/browser/worker/work.js";
import { type BaseFirmware, printBase } from "../../../src/common/firmware/base.js";
import { describedCheckpoint } from "../../../src/common/network/checkpoint-file.js";
import { parseNetwork } from "../../../src/common/network/network-file.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { commandLine } from "../../support/command-line.js";
import { assertFrozenSteps } from "../../support/frozen-steps.js";
import { dataFile, movingProject, roomsText } from "../../support/page-data.js";
import { noSharedData, SHARED_DATA } from "../../support/shared-data.js";
import { workload, workloadNetwork } from "../../support/workloads.js";

const { at, write, perceptino } = commandLine();
const GESTURES = join(SHARED_DATA, "gestures/train.csv");
const silent = () => {};

/** A worker with some readings. */
function workOn(data: ReturnType<typeof dataFile>) {
  const work = workWith(RESOURCES);
  work.takeData(data);
  return work;
}

/** What the command line designs for a file, and trains by that. */
async function commandLineOn(folder: string, path: string, ...options: readonly string[]) {
  const designed = await perceptino("init", at(folder), "--data", path);
  assert.equal(designed.code, 0, designed.stderr);
  const network = at(`${folder}/network.json`);
  const checkpoint = at(`${folder}.bin`);
  const ran = await perceptino("train", network, path, "--checkpoint", checkpoint, ...options);
  assert.equal(ran.code, 0, ran.stderr);
  return { text: readFileSync(network, "utf8"), file: readFileSync(checkpoint) };
}

/** A training's checkpoint as a file, as `train` writes it. */
async function trainedFile(work: ReturnType<typeof workOn>, order: TrainingOrder) {
  const { checkpoint } = await work.train(order, silent);
  return Buffer.from(describedCheckpoint(checkpoint, parseNetwork(order.text)));
}

async function expectAsCommandLine(name: string, bytes: Uint8Array, path: string, epochs: number) {
  const options = ["--epochs", String(epochs), "--validation", "0.2"];
  const { text, file } = await commandLineOn(name, path, ...options);
  const work = workOn(dataFile(path.split("/").at(-1)!, bytes));
  const designed = await work.design({});
  assert.equal(designed.text, text);
  const order = { text, epochs, validation: 0.2 };
  assert.ok((await trainedFile(work, order)).equals(file), "the checkpoint's bytes");
  return { work, order, file };
}

describe("what the page's worker does", () => {
  test("is what the command line does: the same network file, the same checkpoint", async () => {
    const text = roomsText();
    const path = write("rooms.csv", text);
    const { work, order } = await expectAsCommandLine("rooms", Buffer.from(text), path, 5);
    const outcome = await work.train(order, silent);
    assert.equal(outcome.boundary?.xName, "warm");
    assert.equal(outcome.importances[0]?.groups.length, 2);
    const [score] = outcome.scores;
    assert.equal(score?.task, "yes-no");
  });

  test("is what it does with recorded gestures too", { skip: noSharedData }, async () => {
    await expectAsCommandLine("gestures", readFileSync(GESTURES), GESTURES, 10);
  });

  test("goes on from a checkpoint as `train --resume` does", async () => {
    const text = roomsText();
    const path = write("more.csv", text);
    const { work, order, file } = await expectAsCommandLine("more", Buffer.from(text), path, 3);
    const resumed = await perceptino(
      ...["train", at("more/network.json"), path, "--checkpoint", at("more.bin")],
      ...["--resume", "--epochs", "3", "--validation", "0.2"],
    );
    assert.equal(resumed.code, 0, resumed.stderr);
    const again = await trainedFile(work, { ...order, from: new Uint8Array(file) });
    assert.ok(again.equals(readFileSync(at("more.bin"))), "the checkpoint's bytes");
  });

  test("tells of each epoch, and which was the best", async () => {
    const work = workOn(projectData(movingProject())!);
    const { text } = await work.design({});
    const told: TrainingNews[] = [];
    const order = { text, epochs: 8, validation: 0.3 };
    const outcome = await work.train(order, (news) => told.push(news));
    assert.match(told[0]?.began?.observed ?? "", /^600 readings, \d+ windows in 6 recordings$/);
    const epochs = told.flatMap(({ records }) => records.map(({ epoch }) => epoch));
    assert.deepEqual(epochs, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(told.at(-1)?.best, outcome.bestEpoch);
  });

  test("judges what was trained before as it did after the training", async () => {
    const work = workOn(dataFile("rooms.csv", roomsText()));
    const { text } = await work.design({});
    const order = { text, epochs: 5, validation: 0.2 };
    const { checkpoint, scores, importances } = await work.train(order, silent);
    const judged = await work.evaluate({ ...order, from: checkpoint });
    assert.deepEqual([judged.scores, judged.importances], [scores, importances]);
  });

  test("stops, with the best weights so far; a pause holds it until then", async () => {
    const work = workOn(projectData(movingProject())!);
    const { text } = await work.design({});
    let last = 0;
    const training = work.train({ text, epochs: 100_000, validation: 0 }, ({ records, began }) => {
      last = records.at(-1)?.epoch ?? last;
      if (began) work.pauseTraining();
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const paused = last;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(last, paused);
    work.goOnTraining();
    while (last <= paused + 1) await new Promise((resolve) => setTimeout(resolve, 20));
    work.stopTraining();
    const outcome = await training;
    assert.equal(outcome.end, "stopped");
    assert.ok(outcome.bestEpoch > paused && outcome.bestEpoch < 100_000);
  });

  test("a second training ends the first", async () => {
    const work = workOn(projectData(movingProject())!);
    const { text } = await work.design({});
    const first = work.train({ text, epochs: 100_000, validation: 0 }, silent);
    const second = work.train({ text, epochs: 2, validation: 0 }, silent);
    assert.equal((await first).end, "stopped");
    assert.equal((await second).epochs, 2);
  });

  test("guesses while it trains and after, and never changes what is trained by that", async () => {
    const project = movingProject();
    const work = workOn(projectData(project)!);
    const { text } = await work.design({});
    const order = { text, epochs: 40, validation: 0 };
    const alone = await work.train(order, silent);
    await work.beginGuessing(text);
    const wave = project.recordings.at(-1)!.values;
    const guesses: (Float32Array | undefined)[] = [];
    const beside = await work.train(order, () => guesses.push(work.guess(wave)));
    assert.deepEqual(beside.checkpoint, alone.checkpoint);
    work.restartGuessing();
    const said = work.guess(wave)!;
    assert.equal(said.indexOf(Math.max(...said)), 1, "a wave");
    await work.beginGuessing(text.replace('"Moves"', '"Other"'), alone.checkpoint);
    assert.deepEqual(work.guess(wave), said);
  });

  test("without a training and a checkpoint it guesses nothing", async () => {
    const work = workOn(projectData(movingProject())!);
    const { text } = await work.design({});
    await work.beginGuessing(text);
    assert.equal(work.guess(movingProject().recordings[0]!.values), undefined);
  });

  test("describes a network: its memory, and how it fits and how fast it is on a board", async () => {
    const work = workOn(projectData(movingProject())!);
    const { text } = await work.design({});
    const own = await work.describeNetwork(text, "puckjs", false);
    assert.equal(own.exact, true, "the first module is made");
    assert.equal(own.place.fits, true);
    assert.equal(own.place.how, "machine code");
    assert.ok(own.time!.stepCycles > 1000 && own.time!.clock === 64e6);
    const wider = text.replace(/"units": \d+, "act/, '"units": 10, "act');
    const quick = await work.describeNetwork(wider, "puckjs", false);
    const exact = await work.describeNetwork(wider, "puckjs", true);
    assert.deepEqual([quick.exact, exact.exact], [false, true]);
    const off = quick.place.flash.used / exact.place.flash.used;
    assert.ok(off > 0.8 && off < 1.2, `${off} of the bytes`);
  });

  test("makes firmware for boards that take a file, or says in a sentence why not", async () => {
    const text = JSON.stringify(workloadNetwork(workload("S3")));
    const base: BaseFirmware = {
      board: rp2040Pico,
      image: new Uint8Array(512),
      room: 200_000,
      checkpoints: rp2040Pico.firmware.checkpoints,
      compiler: "a compiler",
    };
    const having = (file: string | undefined) => workWith(RESOURCES, async () => file);
    const work = having(printBase(base));
    const order = { text, board: "rp2040-pico" };
    const made = await work.makeFirmware(order);
    assert.equal(made.kind, "uf2");
    assert.ok(made.bytes.length > 2 * (512 + made.codeBytes) && made.codeBytes > 4000);
    const { place, exact } = await work.describeNetwork(text, "rp2040-pico", false);
    assert.deepEqual([place.how, place.ram.used, exact], ["machine code", made.fit.ram.used, true]);
    const wider = text.replace(/"units": ?16/, '"units":17');
    const quick = await work.describeNetwork(wider, "rp2040-pico", false);
    const real = await work.describeNetwork(wider, "rp2040-pico", true);
    assert.deepEqual([quick.exact, real.exact], [false, true]);
    assert.equal(quick.place.ram.used, real.place.ram.used);
    const off = quick.place.flash.used / real.place.flash.used;
    assert.ok(off > 0.8 && off < 1.2, `${off} of the bytes`);

    const small = having(printBase({ ...base, room: 1000 }));
    await assert.rejects(small.makeFirmware(order), {
      message:
        /^rp2040-pico with machine code: the network needs .* bytes of RAM, [\d,]+ too many;/,
    });
    await assert.rejects(having("{").makeFirmware(order), { message: /got a damaged firmware/ });
    await assert.rejects(having(undefined).makeFirmware(order), {
      message: /this perceptino was built without the firmware for this board/,
    });
    await assert.rejects(work.makeFirmware({ ...order, board: "microbit" }), {
      message: "board: got microbit, expected one of netduinoplus2, rp2040-pico",
    });
  });

  test("says of a wrong file what the command line says", async () => {
    const work = workWith(RESOURCES);
    const wrong = JSON.stringify({ ...workloadNetwork(workload("S3")), batch: 0 });
    await assert.rejects(work.describeNetwork(wrong, "puckjs", false), (error: Error) => {
      assert.throws(() => parseNetwork(wrong, "network.json"), { message: error.message });
      return true;
    });
  });

  test("asks for the label where no column is called so", async () => {
    const work = workOn(dataFile("r.csv", roomsText().replace("label", "stuffy")));
    assert.deepEqual((await work.describeData()).candidates[0], "stuffy");
    await assert.rejects(
      work.design({}),
      /^UserError: label: got nothing, expected one of the columns/,
    );
  });

  test("makes the frozen bits of S3", () => assertFrozenSteps(workWith(RESOURCES).runSteps));
});
