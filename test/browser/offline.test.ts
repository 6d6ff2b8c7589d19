// The service worker: a start without a network, and versions that never mix.
import assert from "node:assert/strict";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { type BuiltPage, buildPage } from "../support/built-page.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { fileCalled, LAB } from "../support/lab-page.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";

const NEXT = `document.documentElement.dataset.version = "next";`;
const UNDER = "/some/where";

const heading = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector("h2")?.textContent ?? null);
const version = (page: Page): Promise<string> =>
  page.evaluate(() => document.documentElement.dataset.version ?? "first");
/** What registration says of its workers: "active", "waiting", "installing". */
const workers = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const one = await navigator.serviceWorker.getRegistration();
    const kinds = ["active", "waiting", "installing"] as const;
    return kinds.filter((kind) => one?.[kind]).join(" ");
  });
const caches = (page: Page): Promise<string[]> => page.evaluate(() => window.caches.keys());
const update = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const one = await navigator.serviceWorker.getRegistration();
    await one?.update().catch(() => {});
  });

describe("the page once it was opened, in Chromium,", { skip: missing("chromium") }, () => {
  let next: BuiltPage;
  let server: PageServer;
  let browser: Chromium;
  let page: Page;

  before(async () => {
    next = await buildPage(NEXT);
    server = await servePage(LAB, UNDER);
    browser = await startChromium();
    page = await browser.context.newPage();
    await page.goto(`${server.origin}${UNDER}/`);
    await until("a service worker", async () => (await workers(page)) === "active");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    next?.remove();
  });

  test("starts without a network, from any folder of a site, with all of its files", async () => {
    server.serve(undefined);
    await page.goto(`${server.origin}${UNDER}/?from=a-link#train`);
    assert.equal(await heading(page), "Train");
    const answers = await page.evaluate(
      (names) => Promise.all(names.map(async (name) => (await fetch(name)).status)),
      readdirSync(LAB).filter((name) => name !== "service-worker.js"),
    );
    assert.deepEqual(new Set(answers), new Set([200]));
    server.serve(LAB);
  });

  test("takes no version of which a file is not there yet, or is another than it was built with", async () => {
    const half = `${next.folder}-half`;
    cpSync(next.folder, half, { recursive: true });
    const main = (folder: string) => fileCalled("main", ".js", folder);
    assert.notEqual(main(LAB), main(next.folder));
    for (const spoil of [
      () => rmSync(join(half, main(next.folder))),
      () => cpSync(join(LAB, main(LAB)), join(half, main(next.folder))),
    ]) {
      spoil();
      server.serve(half);
      const before = await caches(page);
      await update(page);
      await until("the old version alone", async () => (await workers(page)) === "active");
      assert.deepEqual(await caches(page), before);
      await page.reload();
      assert.equal(await version(page), "first");
    }
    rmSync(half, { recursive: true });
  });

  test("shows the old version, whole, until a new one is there and whoever is there wants it", async () => {
    server.serve(next.folder);
    await update(page);
    await until("a version that waits", async () => (await workers(page)) === "active waiting");
    await page.reload();
    assert.equal(await version(page), "first");
    const other = await browser.context.newPage();
    await other.goto(`${server.origin}${UNDER}/#design`);
    assert.equal(await version(other), "first");

    await page.getByRole("button", { name: "Reload" }).click();
    await until("the new version", async () => (await version(page).catch(() => "")) === "next");
    // The other tab goes on with the files of the old one, which the server no longer has.
    const status = await other.evaluate(async () => {
      const own = document.querySelector<HTMLScriptElement>("script[src]")!.src;
      return (await fetch(own)).status;
    });
    assert.deepEqual([await version(other), status], ["first", 200]);
    assert.equal((await caches(page)).length, 2);
    await other.close();
  });

  test("shows a new version on the next start without being asked", async () => {
    server.serve(LAB);
    await update(page);
    await until("a version that waits", async () => (await workers(page)) === "active waiting");
    await page.goto("about:blank");
    const again = await browser.context.newPage();
    await page.close();
    await until("the version that came last", async () => {
      await again.goto(`${server.origin}${UNDER}/`);
      const shown = await version(again);
      if (shown !== "first") await again.goto("about:blank");
      return shown === "first";
    });
    await again.close();
  });
});
