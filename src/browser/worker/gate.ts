/** What somebody else may hold: who comes through waits until it is open. */
export interface Gate {
  shut(): void;
  open(): void;
  pass(): Promise<void>;
}

export function gate(): Gate {
  let waiting: Promise<void> | undefined;
  let release = (): void => {};
  return {
    shut() {
      waiting ??= new Promise((resolve) => {
        release = resolve;
      });
    },
    open() {
      release();
      waiting = undefined;
    },
    pass: async () => waiting,
  };
}
