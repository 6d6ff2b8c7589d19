/** Where a page's state lives: one value, changed only by {@link Store.update}. */
export interface Store<State> {
  get(): State;
  /** Replaces the state by what `change` makes of it; who listens is told when it is another. */
  update(change: (state: State) => State): void;
  /** @returns what ends the listening */
  subscribe(listener: (state: State, before: State) => void): () => void;
}

export function createStore<State>(first: State): Store<State> {
  let state = first;
  const listeners = new Set<(state: State, before: State) => void>();
  return {
    get: () => state,
    update(change) {
      const before = state;
      state = change(before);
      if (state === before) return;
      for (const listener of listeners) listener(state, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
