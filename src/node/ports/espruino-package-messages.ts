/** What a line is made of, for the process in which the npm package `espruino` runs; its only argument, as JSON. */
export interface PortOptions {
  /** a serial path, `tcp://host:port`, or the name or address of a BLE device */
  readonly port: string;
  /** bits per second of a serial line */
  readonly baud: number;
  /** milliseconds to look for a BLE device */
  readonly scan: number;
}

/** To that process: one JSON line each. Text is bytes, one character each. */
export type Order =
  | { readonly do: "write"; readonly id: number; readonly text: string }
  | { readonly do: "close" };

/** From that process: one JSON line each. */
export type Report =
  | { readonly is: "loaded" }
  | { readonly is: "open" }
  | { readonly is: "failed"; readonly why: string; readonly ports: readonly string[] }
  | { readonly is: "data"; readonly text: string }
  | { readonly is: "written"; readonly id: number }
  | { readonly is: "ended"; readonly why: string };

export type PortKind = "tcp" | "serial" | "ble";

/** How a port is reached, by what its name looks like. */
export function portKind(port: string): PortKind {
  if (port.startsWith("tcp://")) return "tcp";
  return /^(\/|COM\d+$|\\\\\.\\)/i.test(port) ? "serial" : "ble";
}
