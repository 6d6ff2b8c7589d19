import { execFile } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const NPM = process.platform === "win32" ? "npm.cmd" : "npm";

export interface Pack {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Packs the package at `root`, as built, into a folder. */
export async function pack(root: string, folder: string): Promise<Pack> {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await promisify(execFile)(NPM, args, { cwd: root, maxBuffer: 1e8 });
  return (JSON.parse(stdout) as Pack[])[0]!;
}

/**
 * Installs a packed package in an empty folder as a user without a serial port does; gives the bytes of each package that
 * came. Needs no registry: what a user needs is in the package.
 */
export async function installedBytes(
  tarball: string,
  folder: string,
): Promise<ReadonlyMap<string, number>> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const quiet = ["--ignore-scripts", "--offline", "--no-audit", "--no-fund"];
  await promisify(execFile)(NPM, ["install", ...quiet, "--omit=optional", tarball], {
    cwd: folder,
  });
  return new Map(packagesIn(join(folder, "node_modules")));
}

function packagesIn(modules: string): [name: string, bytes: number][] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name): [string, number][] =>
      name.startsWith("@")
        ? packagesIn(join(modules, name)).map(([inner, bytes]) => [`${name}/${inner}`, bytes])
        : [[name, bytesOf(join(modules, name))]],
    );
}

function bytesOf(path: string): number {
  const about = lstatSync(path);
  if (!about.isDirectory()) return about.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}
