import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { program } from "../../src/node/cli.js";
import { commandLine } from "../support/command-line.js";

const { folder, write, perceptino } = commandLine();
write("network.json", "{}");
write("my readings.csv", "a");

const script = async (shell: string) => {
  const { code, stdout, stderr } = await perceptino("completion", shell);
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout;
};
const installed = (shell: string) => spawnSync(shell, ["-c", "exit 0"]).status === 0;

/** What bash offers behind these words, of which the last is being written. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const given = words.map((word) => `'${word}'`).join(" ");
  const source = `${await script("bash")}
COMP_WORDS=(perceptino ${given}); COMP_CWORD=${words.length}
_perceptino
[ "\${#COMPREPLY[@]}" = 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", source], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout.split("\n").filter((line) => line !== "");
}

describe("completion in bash", { skip: !installed("bash") && "without bash" }, () => {
  it("offers all commands", async () => {
    const names = program(() => {}).commands.map((command) => command.name());
    assert.deepEqual(await offered(""), names);
    assert.deepEqual(await offered("--debug", "pre"), ["predict"]);
  });

  it("offers the flags of every command", async () => {
    for (const command of program(() => {}).commands) {
      const flags = await offered(command.name(), "-");
      for (const { long } of command.options) assert.ok(flags.includes(long!), long!);
      assert.ok(flags.includes("--help") && flags.includes("--quiet"));
    }
    assert.deepEqual(await offered("train", "network.json", "--ep"), ["--epochs"]);
  });

  it("offers the choices of a flag, also of boards and behind =", async () => {
    assert.deepEqual(await offered("build", "--format", ""), ["script", "esm", "cjs"]);
    assert.deepEqual(await offered("simulate", "--board", "puck"), ["puckjs"]);
    assert.deepEqual(await offered("init", "--task", "=", "cl"), ["classes"]);
    assert.deepEqual(await offered("init", "--decimal", "="), [".", ","]);
    assert.deepEqual(await offered("completion", ""), ["bash", "zsh", "fish"]);
  });

  it("offers files otherwise, also with spaces in their names, and none where none may stand", async () => {
    assert.deepEqual(await offered("train", "net"), ["network.json"]);
    assert.deepEqual(await offered("train", "network.json", "my"), ["my readings.csv"]);
    assert.deepEqual(await offered("train", "--report", "net"), ["network.json"]);
    assert.deepEqual(await offered("boards", ""), []);
  });
});

describe("the scripts for other shells", () => {
  for (const shell of ["zsh", "fish"]) {
    it(`is read by ${shell}`, { skip: !installed(shell) && `without ${shell}` }, async () => {
      const { status, stderr } = spawnSync(shell, ["-n"], {
        input: await script(shell),
        encoding: "utf8",
      });
      assert.deepEqual([status, stderr], [0, ""]);
    });
  }

  it("tell zsh what to offer, sourced or found in its fpath", async () => {
    const text = await script("zsh");
    assert.match(text, /^#compdef perceptino\n/);
    assert.match(text, /build:--format\) values='script esm cjs' flags='' files= ;;/);
    assert.match(text, /_perceptino "\$@"\nelse\n {2}compdef _perceptino perceptino\nfi\n$/);
  });

  it("tell fish each command, flag and choice in a line", async () => {
    const lines = (await script("fish")).split("\n");
    const train = "complete -c perceptino -n '__fish_seen_subcommand_from train'";
    assert.ok(lines.some((line) => line.startsWith(`${train} -l missing -xa 'refuse drop `)));
    assert.ok(lines.some((line) => line.startsWith(`${train} -l report -rF -d '`)));
    assert.ok(lines.some((line) => line.startsWith(`${train} -l online -d '`)));
    assert.ok(lines.every((line) => line.replaceAll("'\\''", "").split("'").length % 2 === 1));
  });

  it("are refused for a shell that is not known", async () => {
    const { code, stderr } = await perceptino("completion", "tcsh");
    assert.equal(code, 2);
    assert.match(stderr, /Allowed choices are bash, zsh, fish/);
  });
});

describe("the help of completion", () => {
  it("shows for each shell in one line how to install it", async () => {
    const { stdout } = await perceptino("completion", "--help");
    for (const shell of ["bash", "zsh", "fish"]) {
      assert.match(stdout, new RegExp(`perceptino completion ${shell} >`));
    }
  });
});
