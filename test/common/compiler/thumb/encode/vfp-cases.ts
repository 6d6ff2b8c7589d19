import { bitsOfFloat } from "../../../../../src/common/bits.js";
import { vldrLiteral } from "../../../../../src/common/compiler/thumb/encode/branches.js";
import { type Case, CORE, FLOATS, type Form, one, pairs, r, triples } from "./cases.js";
import { vfp } from "./encoders.js";

/** By their names. */
const VFP = { ...vfp };
const form = (name: string, cases: readonly Case[]): Form => ({ name, cpu: "cortex-m4", cases });
const OFFSETS = [0, 4, 508, 1016, 1020];
const DISTANCES = [...OFFSETS, -4, -1016, -1020];

const TWO = {
  vsqrt: "vsqrt.f32",
  vneg: "vneg.f32",
  vabs: "vabs.f32",
  vmov: "vmov.f32",
  vcmp: "vcmp.f32",
  vcvtFromSigned: "vcvt.f32.s32",
  vcvtFromUnsigned: "vcvt.f32.u32",
} as const;

/** All 256 constants of VMOV.F32. */
const constants = (): readonly number[] =>
  pairs([1, -1], pairs([-3, -2, -1, 0, 1, 2, 3, 4], [...Array(16).keys()])).map(
    ([sign, [exponent, fraction]]) => sign * (1 + fraction / 16) * 2 ** exponent,
  );

const rows = pairs([0, 1, 15, 16, 31], [1, 2, 3, 15, 16, 31, 32]).filter(
  ([first, count]) => first + count <= 32,
);
const rowText = (first: number, count: number): string =>
  count === 1 ? `{s${first}}` : `{s${first}-s${first + count - 1}}`;

export const vfpForms = (): readonly Form[] => [
  ...(["vadd", "vsub", "vmul", "vdiv"] as const).map((name) =>
    form(
      name,
      triples(FLOATS, FLOATS, FLOATS).map(([d, n, m]) =>
        one(VFP[name](d, n, m), `${name}.f32 s${d}, s${n}, s${m}`),
      ),
    ),
  ),
  ...(Object.keys(TWO) as (keyof typeof TWO)[]).map((name) =>
    form(
      name,
      pairs(FLOATS, FLOATS).map(([d, m]) => one(VFP[name](d, m), `${TWO[name]} s${d}, s${m}`)),
    ),
  ),
  form("vcmp with 0, vmrs", [
    ...FLOATS.map((d) => one(vfp.vcmpZero(d), `vcmp.f32 s${d}, #0.0`)),
    one(vfp.vmrs(), "vmrs APSR_nzcv, fpscr"),
  ]),
  form(
    "vmov of constants",
    constants().flatMap((value, n) => {
      const d = FLOATS[n % FLOATS.length]!;
      return one(
        vfp.vmovConstant(d, bitsOfFloat(value)),
        `vmov.f32 s${d}, #${value.toExponential()}`,
      );
    }),
  ),
  form(
    "vmov between files",
    pairs(CORE, FLOATS).flatMap(([t, s]) => [
      one(vfp.vmovFromCore(s, t), `vmov s${s}, ${r(t)}`),
      one(vfp.vmovToCore(t, s), `vmov ${r(t)}, s${s}`),
    ]),
  ),
  ...(["vldr", "vstr"] as const).map((name) =>
    form(
      name,
      triples(FLOATS, [0, 7, 8, 13, 14], OFFSETS).map(([d, n, offset]) =>
        one(VFP[name](d, n, offset), `${name} s${d}, [${r(n)}, #${offset}]`),
      ),
    ),
  ),
  form(
    "vldr of literals",
    pairs(FLOATS, DISTANCES).map(([d, by]) => one(vldrLiteral(d, by), `vldr s${d}, [pc, #${by}]`)),
  ),
  ...(["vpush", "vpop"] as const).map((name) =>
    form(
      name,
      rows.map(([first, count]) =>
        one(VFP[name](first, count), `${name} ${rowText(first, count)}`),
      ),
    ),
  ),
];
