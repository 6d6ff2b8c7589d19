import { count } from "../../../common/text.js";
import { Icon } from "../../parts/icon.js";
import type { DescribedNetwork } from "../../worker/describe.js";
import { duration } from "./time-words.js";

/** Where the cards are one below the other: what the network comes to, in a line that stays in sight. */
export function FitLine({ described: { place, plan, time } }: { described: DescribedNetwork }) {
  const words = [
    `${place.description}: ${place.fits ? "fits" : "does not fit"}`,
    `${count(plan.end)} bytes`,
    ...(time ? [`${duration(time.stepCycles / time.clock)} a step`] : []),
  ];
  return (
    <p class={place.fits ? "fit-line small" : "fit-line small bad"} aria-hidden="true">
      <Icon name={place.fits ? "tick" : "cross"} />
      {words.join(" · ")}
    </p>
  );
}
