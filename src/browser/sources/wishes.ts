/** What a person may choose of a source or a line before it is opened; what is left out is the usual. */
export interface Wishes {
  /** how a board is reached */
  readonly over?: "bluetooth" | "serial";
  /** of an Espruino board: see common/espruino/sensors.ts; "own" for an expression */
  readonly sensor?: string;
  /** JavaScript for the board that gives a number or a list of so many */
  readonly expression?: string;
  readonly values?: number;
  /** readings a second, where the sensor has none of its own */
  readonly rate?: number;
  /** of a phone: how fast it turns, too */
  readonly rotation?: boolean;
  /** of what is made up */
  readonly seed?: number;
  /** bits per second of a serial line */
  readonly baud?: number;
  /** a device that the browser's own chooser gave before: it is not asked again */
  readonly chosen?: unknown;
}
