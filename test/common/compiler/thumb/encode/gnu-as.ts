// What GNU as makes of assembly.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HEADS = {
  "cortex-m0plus": ".cpu cortex-m0plus",
  "cortex-m4": ".cpu cortex-m4\n.fpu fpv4-sp-d16",
} as const;
export type Cpu = keyof typeof HEADS;

const within = <T>(use: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-as-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Sections of a source, as bytes. It throws with what as says. */
function assembleSections(cpu: Cpu, source: string, sections: readonly string[]): Uint8Array[] {
  return within((folder) => {
    const path = (name: string) => join(folder, name);
    const text = `.syntax unified\n.thumb\n${HEADS[cpu]}\n.text\n${source}\n`;
    writeFileSync(path("source.s"), text);
    const files = [path("source.s"), "-o", path("object.o")];
    // What it says is in the error, if there is one; it calls some uses of sp deprecated.
    execFileSync("arm-none-eabi-as", ["--no-warn", ...files], { stdio: "pipe" });
    return sections.map((section) => {
      const to = path("section");
      const only = ["-O", "binary", "-j", section, "--set-section-flags", `${section}=alloc`];
      execFileSync("arm-none-eabi-objcopy", [...only, path("object.o"), to]);
      return new Uint8Array(readFileSync(to));
    });
  });
}

/** A whole source, as bytes. */
export const assemble = (cpu: Cpu, source: string): Uint8Array =>
  assembleSections(cpu, source, [".text"])[0]!;

/** Instructions, each as half words. */
export function assembleEach(cpu: Cpu, texts: readonly string[]): readonly (readonly number[])[] {
  const source = texts
    .map((text, n) => {
      const size = `.pushsection .sizes\n.byte .Le${n} - .Ls${n}\n.popsection`;
      return `.Ls${n}: ${text}\n.Le${n}:\n${size}`;
    })
    .join("\n");
  const [code, sizes] = assembleSections(cpu, source, [".text", ".sizes"]);
  const view = new DataView(code!.buffer, code!.byteOffset, code!.byteLength);
  let at = 0;
  return [...sizes!].map((size) => {
    const halves = Array.from({ length: size / 2 }, (_, n) => view.getUint16(at + 2 * n, true));
    at += size;
    return halves;
  });
}
