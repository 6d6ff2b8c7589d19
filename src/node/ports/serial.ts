import { UserError } from "../../common/errors.js";
import type { Transport } from "../../common/protocol/transport.js";

/** What we use of the package serialport, which is optional: only boards on a real line need it. */
interface Port {
  open(done: (error: Error | null) => void): void;
  write(bytes: Uint8Array): void;
  close(done: () => void): void;
  on(event: "data", listener: (bytes: Uint8Array) => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "close", listener: () => void): void;
  readonly isOpen: boolean;
}
interface SerialPortPackage {
  readonly SerialPort: {
    new (options: { path: string; baudRate: number; autoOpen: false }): Port;
    list(): Promise<readonly { readonly path: string }[]>;
  };
}

/** Bits per second of a board that states no other. */
const BAUD = 115_200;

/**
 * Opens a serial port, such as /dev/ttyACM0 or COM3.
 * @throws UserError when the package is missing or the port cannot be opened; it names the ports that there are
 */
export async function openSerial(path: string, baudRate = BAUD): Promise<Transport> {
  const { SerialPort } = await loadPackage();
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  }).catch(async (error: Error) => {
    const ports = await SerialPort.list().catch(() => []);
    const known = ports.map((one) => one.path).join(", ") || "none";
    throw new UserError(
      `--port: got ${JSON.stringify(path)}, which cannot be opened (${error.message}); the ports here: ${known}`,
    );
  });
  let told: (reason: string) => void = () => {};
  port.on("error", (error) => told(`is gone: ${error.message}`));
  port.on("close", () => told("is gone: its port was closed; is it unplugged?"));
  return {
    write: (bytes) => port.write(bytes),
    onData: (listener) => port.on("data", (bytes) => listener(new Uint8Array(bytes))),
    onEnd(listener) {
      told = listener;
    },
    async close() {
      told = () => {};
      if (port.isOpen) await new Promise<void>((resolve) => port.close(resolve));
    },
  };
}

async function loadPackage(): Promise<SerialPortPackage> {
  const name: string = "serialport";
  try {
    return (await import(name)) as SerialPortPackage;
  } catch {
    throw new UserError(
      "serialport: the optional package is not installed; install it with: npm install serialport@13.0.0",
    );
  }
}
