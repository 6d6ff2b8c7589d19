import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import vm from "node:vm";
import { loadNetwork } from "../src/common/loader/index.js";
import { checkNetwork } from "../src/common/network/network-file.js";
import { buildNetwork } from "../src/node/build-network.js";
import { packageRoot } from "../src/node/package.js";
import { NETWORK } from "./support/command-line.js";
import { installedBytes, pack } from "./support/installed.js";
import { missing } from "./support/tools.js";

const ROOT = packageRoot();
const NPM = process.platform === "win32" ? "npm.cmd" : "npm";
/** of all that is installed, and of one package */
const MOST_BYTES = 12_000_000;
const MOST_PACKAGE_BYTES = 5_000_000;
/** of the page, charts of reports and the compiler and all */
const MOST_LAB_BYTES = 2_000_000;
const MOST_LOADER_BYTES = 5760;
/** of scripts that each start of the command line reads */
const MOST_START_BYTES = 150_000;

const folder = mkdtempSync(join(tmpdir(), "perceptino-package-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the empty folder and gives its standard output; an error shows what it said. */
async function run(program: string, args: readonly string[], cwd = folder): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd, maxBuffer: 1e8 });
    return stdout;
  } catch (error) {
    const { message, stdout } = error as Error & { stdout?: string };
    throw new Error(`${message}\n${stdout ?? ""}`);
  }
}

if (!existsSync(join(ROOT, "dist/bin.js"))) await run(NPM, ["run", "--silent", "build"], ROOT);
const packing = pack(ROOT, folder);

test("the package holds what runs, and no tests, sources of the host, maps or private files", async () => {
  const { files } = await packing;
  const odd = files
    .map(({ path }) => path)
    .filter(
      (path) =>
        !/^(package\.json|asconfig\.json|[A-Z]+(\.md)?|assembly\/((float32|lanes)\/)?[\w-]+\.(ts|json)|src\/device\/firmware\/[\w-]+\.[chS]|src\/device\/firmware\/link\.ld|docs\/[\w-]+\.(md|png)|examples\/[\w/-]+\.(md|png|json|js|ts)|dist\/[\w.-]+\.(js|d\.ts|json|txt)|dist\/firmware\/[\w-]+\.json|dist\/lab\/[\w.-]+\.(html|js|css|txt|png|svg|webmanifest))$/.test(
          path,
        ) || /\.(test|spec)\./.test(path),
    );
  assert.deepEqual(odd, []);
  for (const { path } of files.filter((file) => file.path.startsWith("dist/"))) {
    const text = readFileSync(join(ROOT, path), "utf8");
    assert.ok(!text.includes(ROOT), `${path} names a folder of the machine that built it`);
    assert.doesNotMatch(text, /sourceMappingURL/, path);
  }
});

test("links and pictures of the package's documents lead to what is in it", async () => {
  const { files } = await packing;
  const paths = new Set(files.map(({ path }) => path));
  const documents = [...paths].filter((path) => path.endsWith(".md"));
  assert.ok(documents.includes("README.md") && documents.includes("docs/data.md"));
  for (const document of documents) {
    for (const [, target] of readFileSync(join(ROOT, document), "utf8").matchAll(
      /\]\(([^)#]+)[^)]*\)/g,
    )) {
      if (/^https:/.test(target!)) continue;
      const path = posix.join(posix.dirname(document), target!);
      const inside = paths.has(path) || [...paths].some((one) => one.startsWith(`${path}/`));
      assert.ok(inside, `${document} links to ${target}, which the package does not have`);
    }
  }
});

test("what a user without a serial port installs is small, and no registry is needed for it", async () => {
  const { filename } = await packing;
  const installed = await installedBytes(join(folder, filename), join(folder, "small"));
  assert.ok(installed.has("perceptino"));
  const all = [...installed.values()].reduce((sum, bytes) => sum + bytes, 0);
  assert.ok(all <= MOST_BYTES, `${all} bytes, expected at most ${MOST_BYTES}`);
  for (const [name, bytes] of installed) {
    assert.ok(
      bytes <= MOST_PACKAGE_BYTES,
      `${name}: ${bytes}, expected at most ${MOST_PACKAGE_BYTES}`,
    );
  }
});

test("a clone that is built, installed from its folder as the README says, gives npx the command line", async () => {
  const own = join(folder, "own");
  mkdirSync(own);
  assert.ok(readFileSync(join(ROOT, "README.md"), "utf8").includes("`npm install ../perceptino`"));
  await run(NPM, ["install", "--offline", "--no-audit", "--no-fund", ROOT], own);
  const version = await run("npx", ["--offline", "perceptino", "--version"], own);
  const { version: expected } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  assert.equal(version.trim(), expected);
});

test("to show a version, neither a command nor a large library is loaded", () => {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const source = readFileSync(join(ROOT, "dist", file), "utf8");
    // What bin.js does once it knows the Node is a part of every start; what others import() is not.
    const given = file === "bin.js" ? /[^;"']*/ : /[^;"'()]*/;
    const imports = new RegExp(`\\bimport\\b${given.source}["']\\./([^"']+)["']`, "g");
    for (const [, next] of source.matchAll(imports)) load(next!);
  };
  load("bin.js");
  assert.ok(loaded.size > 1, "what bin.js imports was found");
  const bytes = [...loaded].reduce((sum, file) => sum + statSync(join(ROOT, "dist", file)).size, 0);
  assert.ok(
    bytes <= MOST_START_BYTES,
    `${[...loaded]}: ${bytes} bytes, expected at most ${MOST_START_BYTES}`,
  );
});

for (const { bundle, rooms, others } of [
  { bundle: "dist", rooms: ["src/common", "src/node"], others: ["zrender"] },
  { bundle: "dist/lab", rooms: ["src/browser"], others: ["csv-parse", "echarts", "zrender"] },
]) {
  test(`${bundle}/third-party.txt has the licence of each package that is bundled there`, () => {
    const text = readFileSync(join(ROOT, bundle, "third-party.txt"), "utf8");
    const notices = new Map(
      text.split(/^-{80}$/m).map((notice) => {
        const [head = "", ...rest] = notice.trim().split("\n");
        return [head, rest.join("\n")];
      }),
    );
    const { devDependencies, dependencies } = JSON.parse(
      readFileSync(join(ROOT, "package.json"), "utf8"),
    ) as Record<string, Record<string, string> | undefined>;
    assert.equal(dependencies, undefined, "what runs is bundled");
    // What is imported of packages, beside types and what the user installs, and what comes with it.
    const imported = new Set(rooms.flatMap((room) => importedPackages(join(ROOT, room))));
    assert.ok(imported.size > 3);
    for (const name of [...imported, ...others]) {
      const head = [...notices.keys()].find((line) => line.startsWith(`${name} `));
      assert.ok(head, `${name} is bundled, and third-party.txt does not name it`);
      assert.match(head, /^\S+ \d+\.\d+\.\d+\S*, [\w.-]+/);
      if (devDependencies?.[name]) assert.ok(head.startsWith(`${name} ${devDependencies[name]},`));
      assert.match(notices.get(head)!, /copyright|licen[cs]e/i, head);
    }
  });
}

test("the package holds the whole page, which is small", async () => {
  const { files } = await packing;
  const page = files.filter(({ path }) => path.startsWith("dist/lab/"));
  const there = readdirSync(join(ROOT, "dist/lab")).map((name) => `dist/lab/${name}`);
  assert.deepEqual(page.map(({ path }) => path).sort(), there.sort());
  assert.ok(there.includes("dist/lab/index.html") && there.includes("dist/lab/service-worker.js"));
  const bytes = page.reduce((sum, { path }) => sum + statSync(join(ROOT, path)).size, 0);
  assert.ok(bytes <= MOST_LAB_BYTES, `${bytes} bytes, expected at most ${MOST_LAB_BYTES}`);
});

/** The packages whose code a folder's sources import. */
function importedPackages(under: string): string[] {
  return readdirSync(under, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => {
      const source = readFileSync(join(under, path), "utf8");
      return [
        ...source.matchAll(
          /^(?:import|export) (?!type\b)[^;]*? from "([^"./][^"]*)"|import\("([^"./][^"]*)"\)/gm,
        ),
      ]
        .map(([, fixed, later]) => (fixed ?? later)!)
        .filter((id) => !/^(node|perceptino):/.test(id))
        .map((id) => (id.startsWith("@") ? id.split("/").slice(0, 2).join("/") : id.split("/")[0]!))
        .filter((name) => !NOT_BUNDLED.has(name));
    });
}

/** itself, what the user installs, and what only builds the package */
const NOT_BUNDLED = new Set(["perceptino", "serialport", "espruino", "assemblyscript", "binaryen"]);

test("the package, installed in an empty folder, makes a project, builds and trains it", async () => {
  const { filename } = await packing;
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const quiet = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  await run(NPM, ["install", ...quiet, join(folder, filename)]);
  await run(NPM, ["exec", "--offline", "--", "perceptino", "init", "demo"]);
  const bin = join(folder, "node_modules/perceptino/dist/bin.js"); // without the start of npm each time
  const perceptino = (...args: string[]) => run(process.execPath, [bin, ...args]);
  await perceptino("build", "demo/network.json");
  await perceptino("build", "demo/network.json", "--target", "c");
  if (!missing("arm-none-eabi-gcc", "qemu-system-arm")) {
    const data = ["demo/network.json", "demo/readings.csv"];
    await perceptino("simulate", ...data, "--board", "mps2-an386", "--engine", "c", "--steps", "3");
  }
  const flags = ["--epochs", "2", "--report", "report.html", "--json"];
  const trained = await perceptino("train", "demo/network.json", "demo/readings.csv", ...flags);
  assert.equal(JSON.parse(trained).epochs, 2);
  assert.match(readFileSync(join(folder, "report.html"), "utf8"), /<\/html>\s*$/);

  writeFileSync(
    join(folder, "use.js"),
    `import { readFileSync } from "node:fs";
     import { buildNetwork, checkNetwork, minimize } from "perceptino";
     import { loadNetwork } from "perceptino/loader";
     const network = await loadNetwork(readFileSync("out/network.wasm"));
     network.restore(readFileSync("checkpoint.bin"));
     const { estimate } = minimize({ initial: 1, derivative: (w) => 2 * w, learningRate: 0.5, iterations: 1 });
     const built = await buildNetwork(checkNetwork(${JSON.stringify(NETWORK)}));
     console.log(JSON.stringify([network.steps, network.hash(), estimate, built.wasm.length > 1000]));`,
  );
  const { steps, hash } = JSON.parse(trained);
  const used = JSON.parse(await run(process.execPath, ["use.js"]));
  assert.deepEqual(used, [steps, Number.parseInt(hash, 16), 0, true]);

  writeFileSync(
    join(folder, "use.ts"),
    `import { checkNetwork, planMemory, train, type NetworkSpec, type TrainResult } from "perceptino";
     import { loadNetwork, type Network } from "perceptino/loader";
     export const spec: NetworkSpec = checkNetwork({});
     export const end: number = planMemory(spec).end;
     export const network: Promise<Network> = loadNetwork(new Uint8Array(8));
     export const learn = async (): Promise<TrainResult> =>
       train(await network, spec, {} as never, { epochs: 1, validation: 0, shuffle: true });
     // @ts-expect-error a plan is no number: the types are not any
     export const wrong: number = planMemory(spec);`,
  );
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const compiler = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"];
  // our own .d.ts files are checked as well; the libraries' are not ours to mend
  const declared = [
    "use.ts",
    ...["index", "loader"].map((n) => `node_modules/perceptino/dist/${n}.d.ts`),
  ];
  const lib = ["--lib", "es2023,dom"];
  await run(process.execPath, [tsc, ...compiler, ...lib, "--skipLibCheck", "false", ...declared]);
});

test("the loader is one small file that needs nothing but WebAssembly and typed arrays", async () => {
  const source = readFileSync(join(ROOT, "dist/loader.js"), "utf8");
  const bytes = Buffer.byteLength(source);
  assert.ok(bytes < MOST_LOADER_BYTES, `${bytes} bytes, expected less than ${MOST_LOADER_BYTES}`);
  assert.doesNotMatch(source, /\b(import|require|process|Buffer|globalThis)\b|\bwindow[.[]|node:/);

  const { wasm } = await buildNetwork(checkNetwork(NETWORK));
  const exported = /export\s*\{([^}]*)\}/.exec(source)?.[1] ?? "";
  const name = /(\w+) as loadNetwork\b/.exec(exported)?.[1] ?? "loadNetwork";
  // a context without modules: only what the language and WebAssembly give
  const script = `${source.replace(/export\s*\{[^}]*\};?/, "")};
    ${name}(Uint8Array.from(wasm)).then((network) => {
      for (let i = 0; i < 8; i++) network.observe([i, 3.5], i > 3 ? 1 : 0);
      const loss = network.train();
      return JSON.stringify([loss, network.hash(), network.save().length]);
    })`;
  const text = await (vm.runInNewContext(script, { wasm: Array.from(wasm) }) as Promise<string>);
  const here = await loadNetwork(new Uint8Array(wasm));
  for (let i = 0; i < 8; i++) here.observe([i, 3.5], i > 3 ? 1 : 0);
  assert.deepEqual(JSON.parse(text), [here.train(), here.hash(), here.save().length]);
});
