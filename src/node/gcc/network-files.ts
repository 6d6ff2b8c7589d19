// What the firmware's own files include of a network: network.h, and the file with what executes it.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "../../common/compiler/module-constants.js";
import {
  ATTACHED,
  ATTACHED_CONSTANTS,
  ATTACHED_FORMAT,
  ATTACHED_MAGIC,
} from "../../common/firmware/attached.js";
import type { Layout } from "../../common/loader/index.js";
import { originOf, pieceWords } from "../../common/network/trained-state.js";
import type { CSource, FirmwareEngine, MachineCode, NetworkFiles } from "./firmware.js";

/** A number in C. */
export const hex = (value: number) => `0x${(value >>> 0).toString(16)}u`;

/** stateEnd as STATE_END */
const macroOf = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase();

/** The file that the build writes for each. */
export const GENERATED: Readonly<Record<FirmwareEngine, string>> = {
  wasm3: "network-wasm.c",
  c: "network-c.c",
  thumb: "network-code.c",
};

/** The module's functions that the firmware calls, in the order of engine.h's. */
const routinesOf = (layout: Layout): readonly Entry[] => [
  ...(["init", "observe", "predict", "train"] as const),
  ...(layout.channels === undefined ? [] : (["push", "restart"] as const)),
];

/** Writes into a folder what the firmware's own files include: network.h, the module's constants, and the module itself. */
export async function writeNetwork(
  { engine, wasm, cSource, machineCode, trained, options }: NetworkFiles,
  layout: Layout,
  work: string,
): Promise<void> {
  const lines = Object.entries(layout).map(
    ([name, value]) => `#define NETWORK_${macroOf(name)} ${hex(value)}`,
  );
  const limit = options?.memoryLimit ?? layout.end;
  lines.push(`#define MEMORY_LIMIT ${hex(limit)} /* bytes of linear memory */`);
  if (trained) {
    const words = pieceWords(trained);
    lines.push(`#define TRAINED_STATE ${words.map(hex).join(",")}`);
    lines.push(`#define TRAINED_ORIGIN ${hex(originOf(words))}`);
  }
  if (engine === "c") lines.push(...(await writeC(cSource, layout, work)));
  else if (engine === "thumb") lines.push(...(await writeCode(machineCode, layout, work)));
  else await writeFile(join(work, GENERATED.wasm3), wasmArray(wasm));
  await writeFile(join(work, "network.h"), `#pragma once\n${lines.join("\n")}\n`);
}

async function writeC(
  cSource: CSource | undefined,
  layout: Layout,
  work: string,
): Promise<string[]> {
  if (cSource === undefined) throw new Error("firmware: the engine c needs the network's C source");
  const { prefix, headerName, header, source } = cSource;
  await writeFile(join(work, headerName), header);
  await writeFile(join(work, GENERATED.c), source);
  const names = ["memory", ...routinesOf(layout)];
  return [
    `#include "${headerName}"`,
    ...names.map((name) => `#define NETWORK_${name.toUpperCase()} ${prefix}_${name}`),
  ];
}

/** Writes machine code behind a word that puts it at an address that is a multiple of no more than 4. */
async function writeCode(
  code: MachineCode | undefined,
  layout: Layout,
  work: string,
): Promise<string[]> {
  if (code === undefined) throw new Error("firmware: the engine thumb needs machine code");
  const { bytes, entries, place } = code;
  const words = new Uint32Array(Uint8Array.from(bytes).buffer);
  const array = `__attribute__((aligned(8))) const uint32_t network_code[] = {0,${Array.from(words, hex).join(",")}};`;
  await writeFile(join(work, GENERATED.thumb), `#include <stdint.h>\n${array}\n`);
  const firsts = routinesOf(layout).map((name) => hex(entries.get(name)!));
  return [
    `#define CODE_WORDS ${hex(words.length)}`,
    `#define CODE_ENTRIES ${firsts.join(", ")}`,
    ...(place === "ram" ? ["#define CODE_IN_RAM"] : []),
  ];
}

function wasmArray(wasm: Uint8Array): string {
  return [
    "#include <stdint.h>",
    `const uint32_t network_wasm_bytes = ${wasm.length};`,
    `const uint8_t network_wasm[] = {${wasm.join(",")}};`,
    "",
  ].join("\n");
}

/** network.h of firmware for any network: its constants are words that a host puts behind the image. */
export function attachedHeader(): string {
  const word = (index: number) => `network[${index}]`;
  const numbers = {
    MAGIC: ATTACHED_MAGIC,
    FORMAT: ATTACHED_FORMAT,
    BYTES: ATTACHED.bytes,
    CRC: ATTACHED.crc,
    SUMMED: ATTACHED.summed,
    ENTRIES: ATTACHED.entries,
    HEADER: ATTACHED.header,
  };
  return [
    "#pragma once",
    "#include <stdint.h>",
    "#define NETWORK_ATTACHED",
    "extern const uint32_t *network;",
    ...Object.entries(numbers).map(([name, value]) => `#define ATTACHED_${name} ${hex(value)}`),
    ...ATTACHED_CONSTANTS.map(
      (name, i) => `#define NETWORK_${macroOf(name)} ${word(ATTACHED.constants + i)}`,
    ),
    `#define TRAINED (network + ${word(ATTACHED.trained)} / 4)`,
    `#define TRAINED_WORDS ${word(ATTACHED.trainedWords)}`,
    `#define TRAINED_ORIGIN ${word(ATTACHED.origin)}`,
    "",
  ].join("\n");
}
