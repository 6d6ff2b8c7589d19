/** A line to a device, both ways. */
export interface Transport {
  /** Sends bytes. */
  write(bytes: Uint8Array): void;
  /** Who gets what arrives, piece by piece; one listener. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Who learns that the line is gone, and why, in words that follow "it"; one listener. */
  onEnd(listener: (reason: string) => void): void;
  /** Ends the line and whatever runs behind it. May be called again. */
  close(): Promise<void>;
}
