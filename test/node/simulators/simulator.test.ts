import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { deviceClient } from "../../../src/common/protocol/client.js";
import { printElf } from "../../../src/node/flash/elf.js";
import { startQemu } from "../../../src/node/simulators/qemu.js";
import { loopForEver } from "../../support/tiny-elf.js";
import { missing } from "../../support/tools.js";
import { HANGING, until } from "../../support/waiting.js";

const skip = missing("qemu-system-arm");
const folder = mkdtempSync(join(tmpdir(), "perceptino-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const elf = join(folder, "loop.elf");
writeFileSync(elf, printElf([loopForEver(0, 0x20001000)]));

/** QEMUs that run the file, by their process number. */
function running(): string[] {
  const named = (pid: string) => {
    try {
      return execFileSync("cat", [`/proc/${pid}/cmdline`], { stdio: ["ignore", "pipe", "ignore"] })
        .toString()
        .includes(elf);
    } catch {
      return false; // it has just ended
    }
  };
  if (!existsSync("/proc/self/cmdline")) return [];
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && named(name));
}

/** Waits until no QEMU runs the file. */
const allGone = () => until("the end of every QEMU", () => running().length === 0);

test("a firmware that hangs is told after the timeout, and QEMU is gone", { skip }, async () => {
  const line = await startQemu({ machine: "mps2-an386", elf, icount: 0 });
  const device = deviceClient(line, { timeout: 1000 });
  await assert.rejects(device.connect(), /got no answer to identify within 1000 ms/);
  assert.equal(running().length, 1);
  await device.close();
  assert.deepEqual(running(), []);
});

test("QEMU is ended after its lifetime, whatever the firmware does", { skip }, async () => {
  const line = await startQemu({ machine: "mps2-an386", elf, lifetime: 300 });
  const device = deviceClient(line, { timeout: HANGING });
  await assert.rejects(device.identify(), /was still running in QEMU after 0.3 s and was ended/);
  await device.close();
  await allGone();
});

test("what QEMU says when it ends by itself is told", { skip }, async () => {
  const line = await startQemu({ machine: "no-such-board", elf });
  const device = deviceClient(line, { timeout: HANGING });
  await assert.rejects(device.identify(), /QEMU ended with code 1 \(.*unsupported machine/);
  await device.close();
});

test("a missing QEMU gives the command that installs it", async () => {
  const program = join(folder, "no-such-qemu");
  await assert.rejects(
    startQemu({ machine: "mps2-an386", elf, program }),
    /no such program; install it with: sudo apt-get install qemu-system-arm/,
  );
});

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  const guarded = signal !== "SIGKILL" || existsSync("/usr/bin/setpriv");
  const why = guarded ? skip : "needs setpriv of util-linux";
  test(`a process that ends by ${signal} leaves no QEMU behind`, { skip: why }, async () => {
    const qemu = new URL("../../../src/node/simulators/qemu.js", import.meta.url).href;
    const code = `const { startQemu } = await import(${JSON.stringify(qemu)});
      await startQemu({ machine: "mps2-an386", elf: ${JSON.stringify(elf)} });
      console.log("started");`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill(signal);
    await once(child, "close");
    await allGone();
  });
}
