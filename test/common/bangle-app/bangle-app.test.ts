import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { bangleApp } from "../../../src/common/bangle-app/folder.js";
import { appId, screenNames } from "../../../src/common/bangle-app/names.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { commandLine } from "../../support/command-line.js";
import { type FakeBangle, install, metadataIn, startBangle } from "../../support/fake-bangle.js";

const BATCH = 8;
const CLASSES = {
  name: "Postures",
  inputs: ["x", "y", "z"],
  task: "classes",
  outputs: ["flat", "upright"],
  layers: [{ units: 6, activation: "tanh" }, { units: 2 }],
  optimizer: { type: "sgd", learningRate: 0.1 },
  normalizer: "none",
  batch: BATCH,
};
const ID = appId(CLASSES.name);
const { folder, at, write, perceptino } = commandLine();

/** Builds an app and gives its folder. */
async function appOf(network: object, out: string, ...flags: readonly string[]): Promise<string> {
  const file = write(`${out}.json`, JSON.stringify(network));
  const argv = ["build", file, "--target", "bangle-app", "--placement", "javascript", ...flags];
  const { code, stdout, stderr } = await perceptino(...argv, "--out", at(out), "--json");
  assert.equal(code, 0, stderr);
  const { artifacts } = JSON.parse(stdout);
  return join(folder, out, artifacts[0].file.split("/")[0]);
}

/** Holds a finger on the screen for so many readings. */
function lesson(watch: FakeBangle, name: string, [x, y, z]: readonly number[], times: number) {
  watch.tap();
  watch.choose(name);
  watch.finger(true);
  for (let i = 0; i < times; i++) watch.feel(x! + (i % 3) / 50, y!, z!);
  watch.finger(false);
  watch.button();
}
const FLAT = [0, 0, -1];
const UPRIGHT = [1, 0, 0];
const teachBoth = (watch: FakeBangle, rounds: number) => {
  for (let round = 0; round < rounds; round++) {
    lesson(watch, "flat", FLAT, BATCH / 2);
    lesson(watch, "upright", UPRIGHT, BATCH / 2);
  }
};
/** What the screen says of a reading that lasts. */
const guessOf = (watch: FakeBangle, [x, y, z]: readonly number[]) => {
  for (let i = 0; i < 10; i++) watch.feel(x!, y!, z!);
  return watch.screen;
};

test("the app guesses, is taught, saves and knows it after a restart and an update", async () => {
  const app = await appOf(CLASSES, "postures");
  const files = new Map<string, Uint8Array>();
  install(app, files);
  const watch = startBangle(`${ID}.app.js`, files);
  const before = guessOf(watch, FLAT);
  assert.match(before.join("\n"), /^Postures\n(\?|flat|upright)\n(perhaps \w+ )?\d+ %\ntap: menu$/);
  teachBoth(watch, 40);
  assert.equal(guessOf(watch, FLAT)[1], "flat");
  assert.match(guessOf(watch, FLAT)[2]!, /^(8|9)\d %$/);
  assert.equal(guessOf(watch, UPRIGHT)[1], "upright");

  install(app, files);
  const restarted = startBangle(`${ID}.app.js`, files);
  assert.deepEqual(guessOf(restarted, FLAT), guessOf(watch, FLAT));
  assert.deepEqual(guessOf(restarted, UPRIGHT), guessOf(watch, UPRIGHT));

  // The settings forget it.
  const settings = startBangle(`${ID}.settings.js`, files);
  const sure = settings.menu!["Sure from"] as { onchange: (value: number) => void };
  sure.onchange(0);
  const { storage, data } = metadataIn(app);
  const known = new Set([...storage, ...data].map(({ name }) => name));
  assert.deepEqual(
    [...files.keys()].filter((name) => !known.has(name)),
    [],
  );
  settings.choose("Forget");
  assert.ok(!files.has(`${ID}.0`) && !files.has(`${ID}.1`) && files.has(`${ID}.json`));
});

test("a full Storage is told on the screen, before a lesson and after it, and nothing is lost", async () => {
  const files = new Map<string, Uint8Array>();
  install(await appOf(CLASSES, "full"), files);
  const watch = startBangle(`${ID}.app.js`, files);
  teachBoth(watch, 2);
  const saves = () => [0, 1].map((n) => files.get(`${ID}.${n}`));
  const kept = saves();

  watch.free = 40;
  watch.tap();
  watch.choose("flat");
  assert.match(watch.alerts[0]!, /^Storage is full\. Nothing is lost: .*Compact/);
  assert.throws(() => watch.finger(true), "no lesson may begin");

  watch.free = 100_000;
  watch.tap();
  watch.choose("upright");
  watch.finger(true);
  for (let i = 0; i < 5 * BATCH; i++) watch.feel(1, 0, 0);
  watch.free = 40;
  watch.button();
  assert.equal(watch.alerts.length, 2);
  assert.match(watch.alerts[1]!, /Storage: got 40 bytes free, expected \d+; compact\(\) it$/);
  assert.deepEqual(saves(), kept);
  const knows = guessOf(watch, UPRIGHT);
  assert.ok(knows.includes("Storage full: not saved"));
  watch.leave();
  assert.deepEqual(saves(), kept);

  watch.free = 100_000;
  watch.tap();
  watch.choose("> Save again");
  const restarted = startBangle(`${ID}.app.js`, files);
  assert.deepEqual(
    guessOf(restarted, UPRIGHT),
    knows.filter((line) => !line.startsWith("Storage")),
  );
});

const WINDOW = { rows: 4, stride: 2, features: ["mean", "deviation"] };
for (const [what, network, item, said] of [
  ["classes of windows", { ...CLASSES, window: WINDOW }, "flat", /%/],
  [
    "yes or no",
    { ...CLASSES, task: "yes-no", outputs: ["up"], layers: [{ units: 1 }] },
    "up: yes",
    /up: (yes|no) \d+ %/,
  ],
  ["several times yes or no", { ...CLASSES, task: "yes-no" }, "> Teach these", /upright: (yes|no)/],
  ["numbers", { ...CLASSES, task: "numbers" }, "> Teach these", /flat -?\d+\.\d\d/],
] as const) {
  test(`the app takes a network of ${what}`, async () => {
    const files = new Map<string, Uint8Array>();
    install(await appOf(network, what.replaceAll(" ", "-")), files);
    const watch = startBangle(`${ID}.app.js`, files);
    lesson(watch, item, FLAT, 4 * BATCH);
    assert.match(guessOf(watch, FLAT).join("\n"), said);
    assert.ok(files.has(`${ID}.1`), "it has saved");
  });
}

const windowed = (rate?: number) =>
  checkNetwork({ ...CLASSES, window: { ...WINDOW, ...(rate !== undefined && { rate }) } });

test("the watch keeps its pace for windows, also when it lies still; single readings need none", async () => {
  for (const [network, interval] of [
    [CLASSES, undefined],
    [{ ...CLASSES, window: { ...WINDOW, rate: 12.5 } }, 80],
  ] as const) {
    const files = new Map<string, Uint8Array>();
    install(await appOf(network, `pace-${interval}`), files);
    assert.equal(startBangle(`${ID}.app.js`, files).interval, interval);
  }
});

test("windows of readings that the watch does not give are refused; a clock may be a little wrong", async () => {
  const app = async (rate?: number) =>
    bangleApp(await buildNetwork(windowed(rate)), { placement: "javascript" });
  for (const rate of [50, 25, 100, 13.8, 11.2, 1]) {
    await assert.rejects(
      app(rate),
      new RegExp(
        `^UserError: --target bangle-app: got windows of ${rate} readings a second, expected 12\\.5, as .*: train with data of that rate`,
      ),
    );
  }
  for (const rate of [undefined, 12.5, 12.4, 13.7, 11.3]) await app(rate);
});

test("with a checkpoint the app starts trained", async () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    i % 2 ? `1,${i / 1000},0,upright` : `0,${i / 1000},-1,flat`,
  );
  const data = write("rows.csv", `x,y,z,class\n${rows.join("\n")}\n`);
  const network = write("train.json", JSON.stringify(CLASSES));
  const checkpoint = at("trained.bin");
  const trained = await perceptino("train", network, data, "--checkpoint", checkpoint);
  assert.equal(trained.code, 0, trained.stderr);
  const files = new Map<string, Uint8Array>();
  install(await appOf(CLASSES, "trained", "--checkpoint", checkpoint), files);
  const watch = startBangle(`${ID}.app.js`, files);
  assert.equal(guessOf(watch, FLAT)[1], "flat");
  assert.equal(guessOf(watch, UPRIGHT)[1], "upright");
  assert.ok(files.delete(`${ID}.w`));
  const untrained = startBangle(`${ID}.app.js`, files);
  assert.notDeepEqual(guessOf(untrained, FLAT), guessOf(watch, FLAT));
});

test("the app's folder is as the app loader wants it, its icons are pictures", async () => {
  const app = await appOf(CLASSES, "folder");
  const metadata = metadataIn(app);
  assert.equal(app, join(folder, "folder", metadata.id));
  assert.deepEqual(metadata.supports, ["BANGLEJS", "BANGLEJS2"]);
  for (const { name, url } of metadata.storage) {
    assert.ok(existsSync(join(app, url)), url);
    assert.ok(name.length <= 28 && name.startsWith(ID), name);
  }
  assert.deepEqual(
    metadata.data.map(({ name }) => name),
    [`${ID}.0`, `${ID}.1`, `${ID}.json`],
  );
  const png = readFileSync(join(app, "app.png"));
  const image = inflateSync(png.subarray(png.indexOf("IDAT") + 4, -16));
  const files = new Map<string, Uint8Array>();
  install(app, files);
  const icon = files.get(`${ID}.img`)!;
  assert.deepEqual([...icon.subarray(0, 4)], [48, 48, 0x81, 0]);
  for (let y = 0; y < 48; y++) {
    assert.deepEqual(
      [...image.subarray(7 * y + 1, 7 * y + 7)],
      [...icon.subarray(4 + 6 * y, 10 + 6 * y)],
    );
  }
  assert.match(readFileSync(join(app, "settings.js"), "utf8"), /^\(function[\s\S]*\)\n$/);
});

test("ids are valid and tell names apart; names on the screen are Latin-1 and differ", () => {
  const ids = ["Gait", "gait", "Größe", "歩く", "走る", "a".repeat(64)].map(appId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z0-9]{1,9}_[0-9a-f]{6}$/);
  assert.deepEqual(screenNames(["Größe", "ő", "歩く", "走る"]), ["Größe", "o", "??", "?? 2"]);
});

test("a network that does not read an accelerometer is refused in words, and so is another board", async () => {
  const two = { ...CLASSES, inputs: ["x", "y"] };
  const refusal = /got 2 inputs \("x", "y"\), expected 3 inputs: the app reads the accelerometer/;
  await assert.rejects(
    bangleApp(await buildNetwork(checkNetwork(two)), { placement: "javascript" }),
    refusal,
  );
  const celsius = { ...CLASSES, inputs: [{ name: "x", unit: "°C" }, "y", "z"] };
  await assert.rejects(
    bangleApp(await buildNetwork(checkNetwork(celsius)), { placement: "javascript" }),
    /got the unit "°C" of "x", expected one of "g", /,
  );
  const network = write("puck.json", JSON.stringify(CLASSES));
  const argv = ["build", network, "--target", "bangle-app", "--board", "puckjs"];
  const { code, stderr } = await perceptino(...argv, "--out", at("never"));
  assert.equal(code, 2);
  assert.match(stderr, /got the board puckjs, expected banglejs, banglejs2 or no --board/);
  const stored = await perceptino(...argv.slice(0, 4), "--placement", "storage");
  assert.equal(stored.code, 2);
  assert.match(stored.stderr, /--placement: got storage, .* expected ram or javascript/);
});
