import { lineEnd } from "../../common/protocol/line-end.js";
import type { Transport } from "../../common/protocol/transport.js";
import { endChild, findProgram, startChild } from "../children.js";

/** What QEMU is told to run. */
export interface QemuOptions {
  /** QEMU's name of the board */
  readonly machine: string;
  /** the firmware's ELF file */
  readonly elf: string;
  /** which serial line of the machine the firmware speaks on, from 0 */
  readonly uart?: number;
  /** one instruction takes 2^shift ns of the machine's time; without it the time is the host's */
  readonly icount?: number;
  /** milliseconds after which QEMU is ended whatever it does */
  readonly lifetime?: number;
  readonly program?: string;
}

const QEMU_HINT =
  "install it with: sudo apt-get install qemu-system-arm (or set QEMU_SYSTEM_ARM to its path)";

/** The QEMU to run. */
const qemuProgram = (): string => process.env.QEMU_SYSTEM_ARM || "qemu-system-arm";

/** Throws a UserError when there is no QEMU. */
export const expectQemu = (): Promise<void> => findProgram(qemuProgram(), QEMU_HINT);

/**
 * Starts a board in QEMU; the line is the board's UART. QEMU ends with close(), with this process or after its lifetime.
 * @throws UserError when there is no QEMU
 */
export async function startQemu(options: QemuOptions): Promise<Transport> {
  const child = await startChild(options.program ?? qemuProgram(), qemuArgs(options), QEMU_HINT);
  const { hear, end, shut, onData, onEnd } = lineEnd();
  let words = "";
  const { lifetime } = options;
  const timer =
    lifetime === undefined
      ? undefined
      : setTimeout(() => {
          end(`was still running in QEMU after ${lifetime / 1000} s and was ended`);
          void endChild(child);
        }, lifetime);
  child.stdout!.on("data", (bytes: Buffer) => hear(new Uint8Array(bytes)));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    words = `${words}${text}`.slice(-500);
  });
  child.stdin!.on("error", () => {}); // QEMU is gone: "close" tells
  child.on("error", (error) => end(`could not be started in QEMU: ${error.message}`));
  child.on("close", (code, signal) => {
    clearTimeout(timer);
    const said = words.trim().replace(/\s+/g, " ");
    end(`stopped: QEMU ended with ${signal ?? `code ${code}`}${said ? ` (${said})` : ""}`);
  });
  return {
    write: (bytes) => void child.stdin!.write(bytes),
    onData,
    onEnd,
    async close() {
      clearTimeout(timer);
      shut();
      await endChild(child);
    },
  };
}

/** QEMU's flags: no window, no monitor, the UART on standard input and output. */
function qemuArgs({ machine, elf, uart = 0, icount }: QemuOptions): string[] {
  const before = Array.from({ length: uart }, () => ["-serial", "null"]).flat();
  return [
    ...["-machine", machine, "-nographic", "-monitor", "none", "-nodefaults"],
    ...["-chardev", "stdio,id=line,signal=off", ...before, "-serial", "chardev:line"],
    ...(icount === undefined ? [] : ["-icount", `shift=${icount}`]),
    ...["-kernel", elf],
  ];
}
