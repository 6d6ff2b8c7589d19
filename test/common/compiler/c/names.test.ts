import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { cNetwork } from "../../../../src/common/compiler/c/c-network.js";
import { cPrefix, MACRO_ENDINGS, PUBLIC_ENDINGS } from "../../../../src/common/compiler/c/names.js";
import { startNetwork } from "../../../../src/common/learning/start-network.js";
import type { Feature } from "../../../../src/common/network/features.js";
import type { NetworkSpec } from "../../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../../src/node/build-network.js";
import { PLANS, specOf } from "../../../support/networks.js";
import { missing } from "../../../support/tools.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-c-names-"));
after(() => rmSync(folder, { recursive: true }));

const SHAPE = { widths: [5, 6, 2], batch: 3, hidden: ["sigmoid"] } as const;
/** How a network's own names end, and nothing else's may. */
const OWN = new RegExp(`_(${[...PUBLIC_ENDINGS, ...MACRO_ENDINGS].join("|")})$`);
/** Headers that a program may include beside a network's: of C, and of POSIX as far as GCC has them. */
const STANDARD =
  `assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg
  stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype dirent fcntl
  poll pthread sched search semaphore spawn sys/inotify sys/mman sys/socket netinet/in resolv obstack unistd`.split(
    /\s+/,
  );

const identifiers = (c: string) =>
  new Set(c.replace(/\/\*[\s\S]*?\*\//g, "").match(/\b[A-Za-z_]\w*/g) ?? []);

test("a network's name becomes a C identifier", () => {
  const names = ["Net", "my network-2", "3d", "…", "Été", "kernel", "float"];
  const prefixes = ["net", "my_network_2", "net_3d", "net", "ete", "kernel", "net_float"];
  assert.deepEqual(names.map(cPrefix), prefixes);
});

test("any file name gives a prefix that is valid and short, and stays apart where it is not all ASCII", () => {
  const any = fc.oneof(fc.string(), fc.string({ unit: "grapheme", maxLength: 300 }));
  fc.assert(
    fc.property(any, any, (name, other) => {
      const prefix = cPrefix(name);
      assert.match(prefix, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      assert.ok(prefix.length <= 44, prefix);
      assert.equal(cPrefix(prefix), prefix, "a prefix is its own");
      const plain = (text: string) =>
        /^[ -~]*$/.test(text.normalize("NFKD").replace(/\p{M}/gu, ""));
      if (name !== other && !plain(name) && !plain(other)) assert.notEqual(cPrefix(other), prefix);
    }),
    { numRuns: 2000 },
  );
});

test("of all names in the C only a network's own end as they do, so no prefix meets another name", async () => {
  for (const plan of PLANS) {
    const window = { rows: 4, stride: 2, features: ["mean", "deviation"] as Feature[] };
    const spec: NetworkSpec = { ...specOf(SHAPE, plan), window, inputs: [{ name: "x" }] };
    const built = await buildNetwork(spec);
    const checkpoint = (await startNetwork(built)).save();
    const { header, source } = cNetwork(built, "qqq", { checkpoint });
    const names = [...identifiers(header + source)].filter((name) => name !== "qqq");
    const own = names.filter((name) => /^(qqq|QQQ)_/.test(name));
    assert.deepEqual(
      own.map((name) => name.slice("qqq_".length)).sort(),
      [...PUBLIC_ENDINGS, ...MACRO_ENDINGS].sort(),
    );
    assert.deepEqual(
      names.filter((name) => !own.includes(name) && OWN.test(name)),
      [],
    );
  }
});

test("a name that a standard header declares is no network's", { skip: missing("gcc") }, () => {
  const includes = STANDARD.map((name) => `#include <${name}.h>\n`).join("");
  // What they declare, and their macros.
  const args = ["-std=gnu17", "-E", "-dD", "-xc", "-"];
  const expanded = spawnSync("gcc", args, { input: includes, encoding: "utf8" });
  assert.equal(expanded.status, 0, expanded.stderr);
  const taken = [...identifiers(expanded.stdout)].filter((name) => OWN.test(name));
  assert.ok(taken.includes("pthread_mutex_init"));
  const met = taken.filter((name) => {
    const stem = name.replace(OWN, "");
    return cPrefix(stem) === stem || cPrefix(stem).toUpperCase() === stem;
  });
  assert.deepEqual(met, []);
});

const NAMES = [
  ..."kernel int class float math stdint memory time pthread_mutex sem atomic word float_check".split(
    " ",
  ),
  ..."I F RARE v0 step net net_net f32_in __proto__ 3d 日本 中国 Été 🎉".split(" "),
  ...["u32 in", "net step", "*/ int x; /*", 'a"b', "%s\\n", "y??/", "x".repeat(250)],
];

test("networks of any names compile as C and C++, beside standard headers and each other, and link to one program", {
  skip: missing("gcc", "g++"),
}, async () => {
  const built = await buildNetwork(specOf({ widths: [2, 1], batch: 2 }, "small"));
  const prefixes = NAMES.map((name) => {
    const { prefix, header, source } = cNetwork(built, name);
    writeFileSync(join(folder, `${prefix}.h`), header);
    writeFileSync(join(folder, `${prefix}.c`), source);
    return prefix;
  });
  assert.equal(new Set(prefixes.map((prefix) => prefix.toLowerCase())).size, NAMES.length);
  const main = [
    ...STANDARD.filter((name) => !/atomic|threads|complex|tgmath|alias|noreturn/.test(name)).map(
      (name) => `#include <${name}.h>`,
    ),
    ...prefixes.map((prefix) => `#include "${prefix}.h"`),
    "int main(void) { int wrong = 0;",
    ...prefixes.map((prefix) => `wrong += ${prefix}_init(${prefix.toUpperCase()}_SEED);`),
    "return wrong; }",
  ];
  writeFileSync(join(folder, "main.c"), main.join("\n"));
  const sources = ["main.c", ...prefixes.map((prefix) => `${prefix}.c`)];
  const warnings = ["-Wall", "-Wextra", "-Werror", "-I.", "-o", "program"];
  for (const compile of [
    ["gcc", "-std=gnu99", "-pedantic"],
    ["g++", "-std=gnu++17", "-xc++"],
  ]) {
    const [compiler, ...flags] = compile;
    const { stderr } = spawnSync(compiler!, [...flags, ...warnings, ...sources], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(stderr, "");
    assert.equal(spawnSync("./program", { cwd: folder }).status, 0);
  }
});
