import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { ESPRUINO_BOARDS, type EspruinoBoard } from "../../boards/index.js";
import { hex } from "../../src/common/hex.js";
import { crc32 } from "../../src/common/loader/crc32.js";
import { checkNetwork, parseNetwork } from "../../src/common/network/network-file.js";
import { planMemory } from "../../src/common/network/plan.js";
import { type Artifact, artifactsOf } from "../../src/common/targets.js";
import { count } from "../../src/common/text.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { packageRoot } from "../../src/node/package.js";
import { MOST_BYTES as BACK_END_BYTES } from "../support/back-end-size.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { startWorkload } from "../support/networks.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { missing } from "../support/tools.js";
import { HANGING, until } from "../support/waiting.js";
import { workload, workloadNetwork } from "../support/workloads.js";

const ROOT = packageRoot();
/** gzipped, of all that the page loads: what it may take of the back end for machine code is a part of its own */
const MOST_BYTES = 90_000 + BACK_END_BYTES;

const S3 = workload("S3");
const FROZEN = JSON.parse(readFileSync(join(ROOT, "test/fixtures/frozen.json"), "utf8")) as {
  readonly S3: Readonly<Record<"0" | "100" | "400", string>>;
};
const NETWORK = workloadNetwork(S3);

/** A file as a person would choose it. */
const chosen = (name: string, content: string | Uint8Array) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content as Uint8Array),
});
const networkFile = (network: object, name = "s3.json") => chosen(name, JSON.stringify(network));

/** Runs a program of the packages in the root. */
async function run(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, timeout: HANGING });
}

interface Tab {
  readonly page: Page;
  /** what the browser complains of: errors, and what the policy forbids */
  readonly complaints: readonly string[];
  /** whatever the page asked for, wherever */
  readonly requests: readonly string[];
}

async function openTab({ context }: Chromium, url: string): Promise<Tab> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  // The console is silent about an eval that was forbidden and caught.
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`forbidden by ${violatedDirective}: ${blockedURI}`),
    ),
  );
  await page.goto(url);
  return { page, complaints, requests };
}

/** Text of a part of the page. */
const textOf = (page: Page, id: string): Promise<string> =>
  page.evaluate((name) => document.getElementById(name)?.textContent ?? "", id);

/** Waits for what the page is to show, unless it shows an error instead. */
async function untilShown(page: Page, what: string, isSo: () => Promise<boolean>): Promise<void> {
  await until(what, async () => {
    assert.equal(await textOf(page, "error"), "");
    return isSo();
  });
}

/** The files that the page shows: what it says of each, and its text, as it stands there. */
const filesOf = (page: Page): Promise<{ about: string; text: string | null }[]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll("#files details"), (view) => ({
      about: view.querySelector("summary")?.textContent ?? "",
      text: view.querySelector("pre")?.textContent ?? null,
    })),
  );

/** What Node makes of a network: for each board what is the same for all, and then its own. */
async function madeByNode(
  network: unknown,
  name: string,
): Promise<(board: EspruinoBoard) => Promise<Artifact[]>> {
  const built = await buildNetwork(checkNetwork(network));
  const made = [
    await artifactsOf(built, "wasm", name),
    await artifactsOf(built, "c", name),
    await artifactsOf(built, "js", name),
  ];
  return async (board) => {
    const espruino = { board, module: "neural" };
    return [...made.flat(), ...(await artifactsOf(built, "espruino", name, { espruino }))];
  };
}

/** Compares the files that the page shows with Node's. */
async function compareFiles(page: Page, expected: readonly Artifact[]): Promise<void> {
  await untilShown(page, "files", async () => (await filesOf(page)).length > 0);
  const shown = await filesOf(page);
  assert.equal(shown.length, expected.length);
  for (const [i, { file, data, optimize }] of expected.entries()) {
    const bytes = Buffer.from(data as Uint8Array);
    const sum = hex(crc32(bytes, 0, bytes.length));
    assert.equal(shown[i]!.about, `${file}, ${count(bytes.length)} bytes, CRC-32 ${sum}`);
    const isText = !file.endsWith(".wasm") && optimize === undefined;
    if (isText) assert.ok(bytes.equals(Buffer.from(shown[i]!.text!)), file);
  }
}

describe("the page in Chromium, under its policy,", { skip: missing("chromium") }, () => {
  let server: PageServer;
  let browser: Chromium;
  let tab: Tab;

  before(async () => {
    if (!existsSync(join(ROOT, "dist/kernels.txt"))) {
      throw new Error("dist/: got no kernels.txt, expected what `npm run build` makes");
    }
    await run("node_modules/rollup/dist/bin/rollup", "-c", "rollup.browser.mjs", "--silent");
    server = await servePage(join(ROOT, "build/browser"));
    browser = await startChromium();
    tab = await openTab(browser, server.origin);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  test("trains S3 as Node does, to the frozen bits", async () => {
    const { page } = tab;
    const node = await startWorkload(S3, "fast");
    await page.setInputFiles("#checkpoint-file", chosen("s3.bin", node.save()));
    await page.setInputFiles("#network-file", networkFile(NETWORK));
    const states = [FROZEN.S3["0"]];
    const expectState = async () => {
      const steps = `${count(node.steps)} steps, `;
      await untilShown(page, steps, async () => (await textOf(page, "state")).startsWith(steps));
      assert.equal(await textOf(page, "state"), `${steps}hash ${hex(node.hash())}`);
      states.push(hex(node.hash()));
    };
    await expectState();
    for (const steps of [100, 100, 200]) {
      await page.fill("#steps", String(steps));
      await page.click("#train");
      for (let n = 0; n < steps; n++) node.step();
      await expectState();
    }
    const { "0": start, "100": hundred, "400": end } = FROZEN.S3;
    assert.deepEqual(states, [start, start, hundred, states[3], end]);
    const { end: bytes } = planMemory(checkNetwork(NETWORK));
    const shape = `6-16-8-1, fast plan, ${count(bytes)} bytes of memory`;
    assert.equal(await textOf(page, "shape"), shape);
  });

  for (const plan of ["fast", "small"] as const) {
    test(`makes the files that Node makes, byte for byte, with the ${plan} plan`, async () => {
      const { page } = tab;
      const inputs = NETWORK.inputs.map((input) => ({ ...input, mean: 0.1, deviation: 3 }));
      const network = { ...NETWORK, name: "Größe", normalizer: "standard", inputs, plan };
      await page.setInputFiles("#checkpoint-file", []);
      await page.setInputFiles("#network-file", networkFile(network, "größe.json"));
      const made = await madeByNode(network, "größe");
      for (const board of ESPRUINO_BOARDS) {
        await page.selectOption("#board", board.name);
        await compareFiles(page, await made(board));
      }
      assert.equal(await textOf(page, "error"), "");
    });
  }

  test("says of a wrong file what Node says", async () => {
    const { page } = tab;
    const text = JSON.stringify({ ...NETWORK, batch: 0 });
    await page.setInputFiles("#network-file", chosen("wrong.json", text));
    await until("an error", async () => (await textOf(page, "error")) !== "");
    const said = await textOf(page, "error");
    assert.throws(() => parseNetwork(text, "wrong.json"), { message: said });
    assert.equal(await textOf(page, "state"), "");
    assert.deepEqual(await filesOf(page), []);
  });

  test("has loaded its own files alone, at most 123 KB of them, and nothing was complained of", () => {
    const { complaints, requests } = tab;
    assert.deepEqual(complaints, []);
    const own = [`${server.origin}/`, "data:"];
    assert.deepEqual(
      requests.filter((url) => !own.some((start) => url.startsWith(start))),
      [],
    );
    const paths = server.served.map(({ path, status }) => `${status} ${path}`).sort();
    assert.deepEqual(paths, ["200 /index.html", "200 /main.js", "200 /style.css"]);
    const bytes = server.served.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes, expected at most ${MOST_BYTES}`);
  });

  test("may run no text as code, which its policy forbids", async () => {
    const { page, complaints } = await openTab(browser, server.origin);
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'run'";
      document.head.append(script);
      return document.title === "run";
    });
    assert.equal(ran, false);
    await until("a complaint", () =>
      complaints.some((text) => /forbidden by script-src/.test(text)),
    );
  });
});
