/** What a Wasm binary holds, as far as the tests ask. */
export interface WasmFile {
  /** ids of the sections that are not custom, in order */
  readonly sections: readonly number[];
  /** numbers of entries of the sections that are vectors, by id */
  readonly entries: ReadonlyMap<number, number>;
  /** pages; `most` is undefined where the memory may grow for ever */
  readonly memories: readonly { readonly least: number; readonly most: number | undefined }[];
  readonly globals: readonly { readonly type: number; readonly mutable: boolean }[];
  readonly exports: readonly { readonly name: string; readonly kind: string }[];
}

/** Section ids, WebAssembly core specification 5.5.2. */
export const SECTION = {
  import: 2,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  data: 11,
} as const;

const KINDS = ["function", "table", "memory", "global"];

/** Reads a binary's sections; of a global's initial value only a single constant. */
export function readWasm(wasm: Uint8Array): WasmFile {
  const sections: number[] = [];
  const entries = new Map<number, number>();
  const memories: WasmFile["memories"][number][] = [];
  const globals: WasmFile["globals"][number][] = [];
  const exports: WasmFile["exports"][number][] = [];
  let at = 8; // after magic and version
  const byte = () => wasm[at++]!;
  const unsigned = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const b = byte();
      value += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) return value;
    }
  };
  const text = () => {
    const length = unsigned();
    at += length;
    return new TextDecoder().decode(wasm.subarray(at - length, at));
  };
  const memory = () => {
    const bounded = byte() === 1;
    const least = unsigned();
    memories.push({ least, most: bounded ? unsigned() : undefined });
  };
  const global = () => {
    globals.push({ type: byte(), mutable: byte() === 1 });
    if (byte() === 0x43)
      at += 4; // f32.const
    else unsigned(); // i32.const
    if (byte() !== 0x0b) throw new Error("a global's initial value is more than one constant");
  };
  const exported = () => {
    const name = text();
    exports.push({ name, kind: KINDS[byte()]! });
    unsigned();
  };
  const readers = new Map([
    [SECTION.memory as number, memory],
    [SECTION.global, global],
    [SECTION.export, exported],
  ]);
  while (at < wasm.length) {
    const id = byte();
    const size = unsigned();
    const end = at + size;
    if (id !== 0) sections.push(id);
    if (id !== 0 && id !== SECTION.start) entries.set(id, unsigned());
    const read = readers.get(id);
    for (let i = 0; read && i < entries.get(id)!; i++) read();
    at = end;
  }
  return { sections, entries, memories, globals, exports };
}
