import type { MotionEventLike, MotionHost } from "./motion.js";

interface MotionEvents {
  requestPermission?(): Promise<string>;
}

/** The motion sensors of this browser; or a sentence why there are none. */
export function pageMotion(): MotionHost | string {
  const events = (globalThis as { DeviceMotionEvent?: MotionEvents }).DeviceMotionEvent;
  if (!events) {
    return "This browser tells nothing of a motion sensor. Those of phones do: Chrome, Firefox and Safari.";
  }
  if (!globalThis.isSecureContext) {
    return "Motion sensors are for pages at an address with https, or on this machine. Open the page there.";
  }
  return {
    listen(take) {
      const listener = (event: Event) => take(event as unknown as MotionEventLike);
      addEventListener("devicemotion", listener);
      return () => removeEventListener("devicemotion", listener);
    },
    ...(events.requestPermission && {
      // A browser that asks at another time than a tap refuses by an error.
      askPermission: () => events.requestPermission!().catch(() => "denied"),
    }),
    hidden: () => document.visibilityState === "hidden",
  };
}
