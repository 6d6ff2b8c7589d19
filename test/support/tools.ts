import { spawnSync } from "node:child_process";

const PACKAGES = {
  gcc: "gcc",
  "g++": "g++",
  clang: "clang",
  chromium: "chromium",
  gjs: "gjs",
  jsc: "libjavascriptcoregtk-4.0-bin",
  nm: "binutils",
  objdump: "binutils",
  "qemu-system-arm": "qemu-system-arm",
  "arm-none-eabi-gcc": "gcc-arm-none-eabi libnewlib-arm-none-eabi",
} as const;

/**
 * Why a test that needs some programs is skipped; false when they are all here. In CI none may be missing: the test then
 * runs, and fails.
 */
export function missing(...programs: readonly (keyof typeof PACKAGES)[]): string | false {
  if (process.env.CI) return false;
  const lacking = programs.filter((name) => spawnSync(name, ["--version"]).error !== undefined);
  if (lacking.length === 0) return false;
  const packages = lacking.map((name) => PACKAGES[name]).join(" ");
  return `needs ${lacking.join(" and ")}: sudo apt-get install ${packages}`;
}
