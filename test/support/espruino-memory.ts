import { NAME } from "./espruino-networks.js";
import type { EspruinoBinary, RealEspruino } from "./real-espruino.js";

/** What a module takes of Espruino's memory, in its blocks; each beside an Espruino that has not loaded it. */
export interface MemoryUse {
  /** bytes of a block */
  readonly block: number;
  readonly loaded: number;
  /** and after three full batches and a prediction */
  readonly trained: number;
  /** and after a checkpoint */
  readonly saved: number;
  /** and after it was unloaded: what Espruino makes of its own objects when they are first used */
  readonly unloaded: number;
}

/** Measures in a timer that stays the same, so that nothing but the module comes and goes. */
export async function memoryUse(
  espruino: RealEspruino,
  { inputs, outputs, batch }: { inputs: number; outputs: number; batch: number },
  binary?: EspruinoBinary,
): Promise<MemoryUse> {
  const shown = await espruino.run(
    `var used=new Int32Array(8),k=0,i=0,q=0,net=0,zeros=new Float32Array(${inputs + outputs});
var jobs=[function(){},
function(){net=require("${NAME}")},
function(){for(q=0;q<3;q++){for(i=0;i<${batch};i++)net.observe(zeros.subarray(${outputs}),zeros.subarray(${inputs}));net.train()}net.predict(zeros.subarray(${outputs}))},
function(){net.save()},
function(){net=0;Modules.removeAllCached()},
function(){clearInterval();for(i=1;i<6;i++)show(used[i]-used[1]);show(process.memory().blocksize)}];
setInterval(function(){used[k]=process.memory().usage;jobs[k++]()},20);`,
    binary && { binary },
  );
  const [, loaded, trained, saved, unloaded, block] = shown.map(Number);
  return {
    loaded: loaded!,
    trained: trained!,
    saved: saved!,
    unloaded: unloaded!,
    block: block!,
  };
}
