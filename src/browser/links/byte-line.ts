/** Bytes to and from something outside: a serial port, or Bluetooth's stand-in for one. */
export interface ByteLine {
  /** bytes that it takes at once; may grow while it runs */
  most(): number;
  /** Resolves when they are on their way; rejects with a UserError when the line is gone. One after the other. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** One listener. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once when it ends by itself, with a sentence without its subject; one listener. */
  onEnd(listener: (why: string) => void): void;
  /** Ends it, within seconds whatever it does. May be called again. */
  close(): Promise<void>;
}
