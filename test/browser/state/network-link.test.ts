import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import {
  fragmentOf,
  holdsNetwork,
  LINK_LIMITS,
  networkOf,
} from "../../../src/browser/state/network-link.js";

const NETWORK = { name: "Größe", inputs: ["x"], outputs: ["y"], layers: [{ units: 1 }] };
const link = (packed: Uint8Array) => `#network=1.${Buffer.from(packed).toString("base64url")}`;

test("a link holds a network file, which comes out of it as it was, in letters that any address may have", async () => {
  const fragment = await fragmentOf(JSON.stringify(NETWORK, null, 4));
  assert.ok(holdsNetwork(fragment));
  assert.match(fragment, /^#network=1\.[\w-]+$/);
  assert.equal(await networkOf(fragment), `${JSON.stringify(NETWORK, null, 2)}\n`);
});

test("other fragments hold no network", () => {
  for (const fragment of ["", "#record", "#network", "#network1"]) {
    assert.equal(holdsNetwork(fragment), false);
  }
});

test("a network that is too long for a link is refused, with what to do instead", async () => {
  const noise = Array.from({ length: 60_000 }, (_, i) => ((i * 2654435761) >>> 7).toString(36));
  await assert.rejects(fragmentOf(JSON.stringify({ noise })), {
    name: "UserError",
    message: /^link: got \d+ characters, expected at most 32000; share the network file/,
  });
});

for (const [what, fragment, message] of [
  ["of another version", "#network=2.abc", /version "2", expected version 1; reload/],
  ["without data", "#network=1", /characters that no link has/],
  ["with other characters", "#network=1.a+b=", /characters that no link has/],
  ["that was cut off", "", /damaged/],
  ["that holds no JSON", link(deflateRawSync("{")), /no network file/],
  ["that holds no UTF-8", link(deflateRawSync(Buffer.of(34, 255, 34))), /no network file/],
  ["that is longer than any", `#network=1.${"a".repeat(LINK_LIMITS.characters)}`, /at most 32000/],
  [
    "that would become a thousand times as large",
    link(deflateRawSync("1".repeat(20 * LINK_LIMITS.bytes), { level: 9 })),
    /more than 1000000 bytes/,
  ],
] as const) {
  test(`a link ${what} is refused`, async () => {
    const given = fragment || (await fragmentOf(JSON.stringify(NETWORK))).slice(0, -6);
    await assert.rejects(networkOf(given), { name: "UserError", message });
  });
}
