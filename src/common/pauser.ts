import { inLaterTurn } from "./turn.js";

/** Lets signals and timers in every 50 ms, whoever computes. */
export function pauser(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 50) return;
    await new Promise<void>((resolve) => inLaterTurn(resolve));
    last = performance.now();
  };
}
