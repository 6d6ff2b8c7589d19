import { useEffect, useState } from "preact/hooks";

interface Playback {
  /** in readings from the beginning */
  readonly position: number;
  readonly playing: boolean;
  /** Plays a part from where it is, or from its beginning where it is outside or at the end. */
  play(from: number, to: number): void;
  stop(): void;
  goTo(position: number): void;
}

/** Milliseconds between two steps for who wants little motion. */
const CALM = 250;

/** Moves through a recording as fast as it was made. */
export function usePlayback(count: number, rate: number): Playback {
  const [position, setPosition] = useState(0);
  const [part, setPart] = useState<{ from: number; to: number; at: number } | undefined>();
  useEffect(() => {
    if (!part) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let [frame, began, shown] = [0, 0, 0];
    const step = (now: number): void => {
      began ||= now;
      const at = part.at + ((now - began) / 1000) * (rate || 50);
      if (at >= part.to) {
        setPosition(part.to);
        setPart(undefined);
        return;
      }
      if (!calm || now - shown >= CALM) {
        shown = now;
        setPosition(Math.floor(at));
      }
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [part, rate]);
  return {
    position: Math.min(position, count),
    playing: part !== undefined,
    play: (from, to) =>
      setPart({ from, to, at: position < from || position >= to ? from : position }),
    stop: () => setPart(undefined),
    goTo(to) {
      setPart(undefined);
      setPosition(to);
    },
  };
}
