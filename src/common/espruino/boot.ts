import { shown, UserError } from "../errors.js";
import { quote } from "./quote.js";
import { SIGNATURE, type StorageFile } from "./versions.js";

/** Bytes of boot code: one Storage.write, so that it is never half there for longer than that takes. */
export const BOOT_BYTES = 504;
/** Run at every start before a user's .bootcde, on boards without a bootloader; the last is the least used. */
const BOOT_FILES = [".boot3", ".boot2", ".boot1"] as const;

/** What a board has for code that runs at its start. */
export interface BootFacts {
  /** Bangle.js's bootloader, which runs NAME.boot.js */
  readonly loader: boolean;
  /** the beginning of such a file; null where there is none */
  readonly bangle: string | null;
  /** the beginnings of {@link BOOT_FILES}; null where there is no file */
  readonly files: readonly (string | null)[];
}

/** Code that gathers {@link BootFacts} on a board. */
export const bootFactsCode = (name: string): string =>
  `(function(s){
function h(f){var d=s.read(f);return d===undefined?null:d.substr(0,64)}
return{loader:h("bootupdate.js")!==null,bangle:h(${quote(bangleFile(name))}),files:${JSON.stringify(BOOT_FILES)}.map(function(f){return h(f)})}
})(require("Storage"))`;

const bangleFile = (name: string) => `${name}.boot.js`;
const signature = (name: string) => `${SIGNATURE} ${name}\n`;

/**
 * The file that makes a board run code at its start. A user's .bootcde is left alone, and so is what others have put into
 * .boot0 to .boot3.
 * @throws UserError when the code is too long or no place is left
 */
export function bootFile(name: string, code: string, facts: BootFacts): StorageFile {
  const data = new TextEncoder().encode(`${signature(name)}${code}`);
  if (data.length > BOOT_BYTES) {
    throw new UserError(
      `boot code: got ${data.length} bytes, expected at most ${BOOT_BYTES}; put it into a module and require that`,
    );
  }
  if (facts.loader) {
    if (facts.bangle === null || facts.bangle.startsWith(signature(name))) {
      return { name: bangleFile(name), data };
    }
    throw new UserError(
      `boot code: got a file ${bangleFile(name)} that perceptino did not write; choose another name for the module`,
    );
  }
  const ours = BOOT_FILES.find((_, i) => facts.files[i]?.startsWith(signature(name)));
  const free = BOOT_FILES.find((_, i) => facts.files[i] === null);
  const file = ours ?? free;
  if (file === undefined) {
    throw new UserError(
      `boot code: got files in all of ${BOOT_FILES.join(", ")}, expected a free one; erase one with require("Storage").erase(${shown(BOOT_FILES[0])})`,
    );
  }
  return { name: file, data };
}

/** Code that loads a network whenever the board starts, with what it has learned; an error is printed. */
export const startCode = (name: string): string =>
  `try{require(${quote(name)}).restore()}catch(e){print(${quote(name)},e)}`;
