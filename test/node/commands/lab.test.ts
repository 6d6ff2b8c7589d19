import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openBrowser } from "../../../src/node/lab/open-browser.js";
import { pageFile } from "../../../src/node/lab/page-files.js";
import { servePage } from "../../../src/node/lab/page-server.js";
import { commandLine } from "../../support/command-line.js";
import { until } from "../../support/waiting.js";

const { write, perceptino, start, at } = commandLine();
mkdirSync(at("page"));
write("page/index.html", "<p>hello");
write("page/main-1.js", "1");
write("secret.txt", "secret");
write("page/notes.md", "no file of a page");
const PAGE = at("page");

const answerTo = async (url: string, method = "GET") => {
  const { status, headers, body } = await pageFile(PAGE, method, url);
  return { status, type: headers["content-type"], text: new TextDecoder().decode(body), headers };
};

describe("the page's files", () => {
  it("are served with their types and under the policy", async () => {
    for (const url of ["/", "/index.html", "/?from=here"]) {
      const { status, type, text, headers } = await answerTo(url);
      assert.deepEqual([status, type, text], [200, "text/html; charset=utf-8", "<p>hello"]);
      assert.match(headers["content-security-policy"]!, /^default-src 'none'; /);
      assert.equal(headers["x-content-type-options"], "nosniff");
    }
    assert.equal((await answerTo("/main-1.js")).type, "text/javascript; charset=utf-8");
  });

  it("are all that is served", async () => {
    for (const url of [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "//secret.txt",
      "/notes.md",
      "/x.js",
    ]) {
      assert.equal((await answerTo(url)).status, 404, url);
    }
    assert.equal((await answerTo("/", "POST")).status, 405);
  });

  it("come over HTTP from this machine's own address, also to who asks for what is above them", async () => {
    const server = await servePage(PAGE, 0);
    const status = (path: string, method = "GET") =>
      new Promise<number>((resolve, reject) => {
        request(`${server.origin}`, { path, method }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        })
          .on("error", reject)
          .end();
      });
    assert.match(server.origin, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(await status("/"), 200);
    assert.equal(await status("/", "HEAD"), 200);
    assert.equal(await status("/../secret.txt"), 404);
    await server.close();
  });
});

describe("a browser", () => {
  it("is opened with the address, or it is said why not", async () => {
    const bin = at("bin");
    mkdirSync(bin);
    const script = (name: string, text: string) => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    };
    script("xdg-open", `echo "$1" > ${at("opened")}`);
    script("open", "exit 3");
    const before = process.env.PATH;
    process.env.PATH = bin;
    // Who opens a browser waits for nothing else: the command's server keeps it going.
    const going = setInterval(() => {}, 1000);
    try {
      assert.equal(await openBrowser("http://127.0.0.1:1/", "linux"), undefined);
      assert.equal(readFileSync(at("opened"), "utf8"), "http://127.0.0.1:1/\n");
      assert.equal(await openBrowser("http://127.0.0.1:1/", "darwin"), "open ended with 3");
      assert.match((await openBrowser("http://127.0.0.1:1/", "win32"))!, /ENOENT/);
    } finally {
      process.env.PATH = before;
      clearInterval(going);
    }
  });
});

describe("perceptino lab", () => {
  it("says its address, serves the page, and ends with Ctrl-C as 130", async () => {
    const { child, ended } = start(["ignore", "pipe", "pipe"], "lab", "--port", "0", "--no-open");
    let said = "";
    child.stdout!.on("data", (text: string) => {
      said += text;
    });
    await until("an address", () => said.endsWith("\n"), child);
    const response = await fetch(said.trim());
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<title>perceptino<\/title>/);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [130, "Ctrl-C ends it.\nstopped\n"]);
  });

  it("refuses a port that is taken, with what to do", async () => {
    const server = await servePage(PAGE, 0);
    const port = new URL(server.origin).port;
    const { code, stderr } = await perceptino("lab", "--port", port, "--no-open");
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `error: --port: got ${port}, which is taken, perhaps by a page that you have started before: open ${server.origin}/, stop it, or choose another port, 0 for any that is free\n`,
    );
    await server.close();
  });

  it("refuses ports that there are not", async () => {
    const { code, stderr } = await perceptino("lab", "--port", "65536");
    assert.equal(code, 2);
    assert.match(stderr, /Expected a whole number from 0 to 65,535/);
  });
});
