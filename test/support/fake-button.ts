/** The button of a stand-in for a board, which a test presses. */
export interface FakeButton {
  press(down: boolean): void;
  /** how often the board watches it just now */
  watches(): number;
  /** as if the board had restarted */
  forget(): void;
  /** what programs on the board see */
  readonly globals: object;
}

type Watch = (event: { state: boolean; time: number; lastTime: number }) => void;

/** @param refuses whether the board cannot watch it: there are no interrupts left */
export function fakeButton(refuses = false): FakeButton {
  const watches = new Map<number, Watch>();
  let last = 0;
  let lastTime = 0;
  return {
    press(down) {
      const time = Date.now() / 1000;
      for (const watch of watches.values()) watch({ state: down, time, lastTime });
      lastTime = time;
    },
    watches: () => watches.size,
    forget: () => watches.clear(),
    globals: {
      BTN1: "D17",
      setWatch(watch: Watch, pin: string, options: { edge?: string; repeat?: boolean }) {
        if (refuses || pin !== "D17" || !options.repeat) throw new Error("no such interrupt");
        watches.set(++last, watch);
        return last;
      },
      clearWatch(id: number) {
        if (!watches.delete(id)) throw new Error(`Unknown Watch ${id}`);
      },
    },
  };
}
