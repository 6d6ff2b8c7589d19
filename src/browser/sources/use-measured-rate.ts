import { useEffect, useState } from "preact/hooks";
import type { App } from "../state/app-state.js";
import { streamOf } from "./stream.js";

/** Milliseconds between two looks. */
const LOOK = 500;

/** Readings a second as they come, for people; undefined while there are too few to say. */
export function useMeasuredRate(app: App): number | undefined {
  const [rate, setRate] = useState<number | undefined>(undefined);
  useEffect(() => {
    const timer = setInterval(() => {
      const measured = streamOf(app).rate();
      // One decimal: a component is drawn anew only when that is another.
      setRate(measured && Math.round(measured * 10) / 10);
    }, LOOK);
    return () => clearInterval(timer);
  }, [app]);
  return rate;
}
