import { columnName } from "../network/network-spec.js";
import { isMissing } from "./cells.js";
import { JSON_VALUES, shownJson } from "./data-values.js";
import type { FileTable } from "./file-table.js";
import { splitUnit } from "./names.js";
import type { Refuse } from "./refusal.js";
import { timeColumnOf } from "./times.js";

/** Edge Impulse's acquisition format: one recording, its sensors and how many milliseconds lie between two rows. */
interface Acquisition {
  readonly payload: {
    readonly interval_ms: number;
    readonly sensors: readonly { readonly name: string; readonly units?: string }[];
    /** of one sensor alone, numbers */
    readonly values: readonly unknown[];
  };
}

/** Whether a JSON value is an acquisition of Edge Impulse. */
export function isAcquisition(value: unknown): value is Acquisition {
  const payload = (value as Partial<Acquisition> | undefined)?.payload;
  return (
    typeof payload === "object" &&
    payload !== null &&
    Array.isArray(payload.values) &&
    Array.isArray(payload.sensors) &&
    payload.sensors.every((sensor) => typeof sensor?.name === "string") &&
    typeof payload.interval_ms === "number"
  );
}

/** What a sensor's column is called: its name, and its unit where it states one. */
function titleOf({ name, units }: Acquisition["payload"]["sensors"][number]): string {
  const stated = typeof units === "string" && !isMissing(units) && !splitUnit(name).unit;
  return columnName(stated ? `${name} [${units}]` : name);
}

/** The table of an acquisition: the time in milliseconds, then a column for each sensor. */
export function acquisition({ payload }: Acquisition, refuse: Refuse): FileTable {
  const { interval_ms: interval, sensors, values } = payload;
  const names = sensors.map(titleOf);
  const timed = timeColumnOf(names) === undefined;
  return {
    form: "json",
    columns: [...(timed ? ["time [ms]"] : []), ...names],
    named: true,
    firstLine: 1,
    said: [`an acquisition of Edge Impulse, every ${interval} ms`],
    values: JSON_VALUES,
    each(take) {
      for (const [i, value] of values.entries()) {
        const row = Array.isArray(value) ? value : [value];
        if (row.length !== names.length) {
          refuse(
            1,
            undefined,
            `got ${shownJson(value)} as row ${i + 1} of its values, expected ${names.length}, one for each sensor`,
          );
        }
        take(timed ? [i * interval, ...row] : row, () => 1, i === 0 ? "file" : undefined);
      }
      if (values.length === 0) refuse(1, undefined, "got no values, expected at least one row");
    },
    more() {},
  };
}
