// The page as it is served: what it asks for, what its policy lets it do, how large it is, and that it makes Node's bits.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { ESPRUINO_BOARDS, type EspruinoBoard } from "../../boards/index.js";
import type { SharedFile } from "../../src/browser/worker/share.js";
import { hex } from "../../src/common/hex.js";
import { crc32 } from "../../src/common/loader/crc32.js";
import { checkNetwork, parseNetwork } from "../../src/common/network/network-file.js";
import { TARGETS } from "../../src/common/target-names.js";
import { type Artifact, artifactsOf } from "../../src/common/targets.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { packageRoot } from "../../src/node/package.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { fileCalled, LAB, openTab, type Tab } from "../support/lab-page.js";
import { startWorkload } from "../support/networks.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { bytesOut, type PageWorker, startPageWorker } from "../support/page-worker.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";
import { workload, workloadNetwork } from "../support/workloads.js";

const ROOT = packageRoot();
/** gzipped, of all that the page loads until it can be used, and of the scripts of that */
const MOST_BYTES = 150_000;
const MOST_SCRIPT_BYTES = 110_000;

const S3 = workload("S3");
const FROZEN = JSON.parse(readFileSync(join(ROOT, "test/fixtures/frozen.json"), "utf8")) as {
  readonly S3: Readonly<Record<"0" | "100" | "400", string>>;
};
const NETWORK = workloadNetwork(S3);

const SCREENS = [
  ["record", "Record"],
  ["design", "Design"],
  ["train", "Train"],
  ["board", "Put on a board"],
  ["teach", "Watch and teach"],
  ["share", "Share"],
] as const;

const titleOf = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector("h2")?.textContent ?? null);

/** A file and all that it imports at once, which its browser waits for. */
function withImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const source = readFileSync(join(LAB, file), "utf8");
  for (const [, next] of source.matchAll(/\b(?:import|from)\s*"\.\/([^"]+)"/g)) {
    withImports(next!, found);
  }
  return found;
}
const gzipped = (file: string): number =>
  gzipSync(readFileSync(join(LAB, file)), { level: 9 }).length;
const sum = (sizes: readonly number[]): number => sizes.reduce((all, one) => all + one, 0);

/** A file as the page's worker makes it, on its way out of the page. */
type MadeFile = Omit<SharedFile, "bytes"> & { readonly bytes: { readonly base64: string } };

describe("the page in Chromium, under its policy,", { skip: missing("chromium") }, () => {
  let server: PageServer;
  let browser: Chromium;
  let tab: Tab;
  let worker: PageWorker | undefined;

  before(async () => {
    server = await servePage(LAB);
    browser = await startChromium();
    tab = await openTab(browser, `${server.origin}/`);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const makeFiles = async (order: object): Promise<readonly MadeFile[]> => {
    worker ??= await startPageWorker(tab.page, LAB);
    return (await worker.call("makeFiles", order)) as readonly MadeFile[];
  };

  test("loads at most 150 KB until it can be used, of which 110 KB are scripts", async () => {
    const scripts = [...withImports(fileCalled("main", ".js"))];
    const all = ["index.html", fileCalled("style", ".css"), ...scripts];
    const scriptBytes = sum(scripts.map(gzipped));
    assert.ok(scriptBytes <= MOST_SCRIPT_BYTES, `${scriptBytes} bytes of scripts`);
    const bytes = sum(all.map(gzipped));
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
    assert.equal(await titleOf(tab.page), "Record");
  });

  test("shows each screen by its address, with its title, and the way back", async () => {
    const { page } = tab;
    for (const [name, title] of SCREENS) {
      await page
        .getByRole("navigation", { name: "Steps" })
        .getByRole("link", { name: title })
        .click();
      await until(title, async () => (await titleOf(page)) === title);
      assert.equal(new URL(page.url()).hash, `#${name}`);
      await until("the title", async () => (await page.title()) === `${title} · perceptino`);
      if (name === "record") continue;
      const focused = await page.evaluate(() => document.activeElement?.textContent);
      assert.equal(focused, title);
    }
    await page.goBack();
    await until("the screen before", async () => (await titleOf(page)) === "Watch and teach");
    await page.reload();
    assert.equal(await titleOf(page), "Watch and teach");
  });

  test("trains S3 as Node does, to the frozen bits", async () => {
    const { page } = tab;
    const node = await startWorkload(S3, "fast");
    const [made] = await makeFiles({
      text: JSON.stringify(NETWORK),
      target: "wasm",
      name: "s3",
    });
    const loader = readFileSync(join(ROOT, "dist/loader.js"), "utf8");
    const exported = /export\s*\{([^}]*)\}/.exec(loader)?.[1] ?? "";
    const load = /(\w+) as loadNetwork\b/.exec(exported)?.[1] ?? "loadNetwork";
    const hashes = (await page.evaluate(`(async () => {
      ${loader.replace(/export\s*\{[^}]*\};?/, "")}
      const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const network = await ${load}(bytes(${JSON.stringify(made!.bytes.base64)}));
      network.restore(bytes(${JSON.stringify(Buffer.from(node.save()).toString("base64"))}));
      const hashes = [network.hash()];
      for (const steps of [100, 300]) {
        for (let n = 0; n < steps; n++) network.step();
        hashes.push(network.hash());
      }
      return hashes;
    })()`)) as number[];
    const { "0": start, "100": hundred, "400": end } = FROZEN.S3;
    assert.deepEqual(hashes.map(hex), [start, hundred, end]);
  });

  for (const plan of ["fast", "small"] as const) {
    test(`makes the files that Node makes, byte for byte, with the ${plan} plan`, async () => {
      const inputs = ["x", "y", "z"].map((name) => ({ name, mean: 0.1, deviation: 3 }));
      const network = {
        ...NETWORK,
        name: "Größe",
        normalizer: "standard",
        inputs,
        plan,
        outputs: ["said"],
      };
      const built = await buildNetwork(checkNetwork(network));
      const text = JSON.stringify(network);
      const compare = async (target: Artifact[], order: object) => {
        const made = await makeFiles({ text, ...order });
        assert.deepEqual(
          made.map(({ file, sum: crc }) => [file, crc]),
          target.map(({ file, data }) => {
            const bytes = Buffer.from(data as Uint8Array);
            return [file, hex(crc32(bytes, 0, bytes.length))];
          }),
        );
        for (const [i, { data, file }] of target.entries()) {
          const bytes = bytesOut(made[i]!.bytes);
          assert.ok(bytes.equals(Buffer.from(data as Uint8Array)), file);
        }
      };
      const espruino = (board: EspruinoBoard) => ({ espruino: { board, module: "neural" } });
      for (const target of TARGETS.filter((one) => one !== "espruino")) {
        const expected = await artifactsOf(built, target, "größe");
        await compare([...expected], { target, name: "größe" });
      }
      for (const board of ESPRUINO_BOARDS) {
        const expected = await artifactsOf(built, "espruino", "größe", espruino(board));
        await compare([...expected], { target: "espruino", name: "größe", board: board.name });
      }
    });
  }

  test("says of a wrong file what Node says", async () => {
    const text = JSON.stringify({ ...NETWORK, batch: 0 });
    const said = await makeFiles({ text, target: "c", name: "wrong" }).then(
      () => "nothing",
      (error: Error) => error.message,
    );
    assert.throws(
      () => parseNetwork(text, "network.json"),
      ({ message }: Error) => said.includes(message),
    );
  });

  test("has asked for its own files alone, and nothing was complained of", () => {
    const { complaints, requests } = tab;
    assert.deepEqual(complaints, []);
    const own = [`${server.origin}/`, "data:", "blob:"];
    assert.deepEqual(
      requests.filter((url) => !own.some((start) => url.startsWith(start))),
      [],
    );
    const missed = server.served.filter(({ status }) => status !== 200);
    assert.deepEqual(missed, []);
  });

  test("may run no text as code, which its policy forbids, also where a host sends none", async () => {
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
    const policy = await page.evaluate(
      () => document.querySelector<HTMLMetaElement>("meta[http-equiv]")?.content,
    );
    const sent = await page.evaluate(async () =>
      (await fetch("index.html")).headers.get("content-security-policy"),
    );
    assert.equal(policy, sent);
    await page.close();
  });
});
