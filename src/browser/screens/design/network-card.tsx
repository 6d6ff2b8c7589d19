import { count } from "../../../common/text.js";
import { Card } from "../../parts/card.js";
import { Figures } from "../../parts/figures.js";
import type { DescribedNetwork } from "../../worker/describe.js";
import { MemoryMap } from "./memory-map.js";

/** What the network comes to: its sizes and its memory. */
export function NetworkCard({ described }: { readonly described: DescribedNetwork }) {
  const { shape, parameters, plan, moduleBytes } = described;
  return (
    <Card title="Memory">
      <Figures
        figures={[
          { name: "Shape", value: shape },
          { name: "Weights", value: count(parameters) },
          { name: "Bytes of memory", value: count(plan.end) },
          { name: "Bytes of Wasm", value: count(moduleBytes) },
        ]}
      />
      <MemoryMap plan={plan} />
    </Card>
  );
}
