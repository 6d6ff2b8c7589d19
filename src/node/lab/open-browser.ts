import { spawn } from "node:child_process";

/** What opens an address in the browser that a person has chosen: a program and what stands before the address. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  // "start" takes a first text in quotes for a title.
  win32: ["cmd", "/c", "start", '""'],
};

/**
 * Opens an address in the browser.
 * @returns why it could not, in words; undefined when it did, as far as anyone can tell
 */
export function openBrowser(
  address: string,
  platform = process.platform,
): Promise<string | undefined> {
  const [program, ...args] = OPENERS[platform] ?? ["xdg-open"];
  return new Promise((resolve) => {
    const child = spawn(program!, [...args, address], { stdio: "ignore", detached: true });
    child.once("error", ({ message }) => resolve(message));
    child.once("exit", (code) => resolve(code === 0 ? undefined : `${program} ended with ${code}`));
    child.unref();
  });
}
