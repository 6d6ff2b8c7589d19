import { partName, type StorageFile } from "../../src/common/espruino/versions.js";

/** The name of the modules that tests upload. */
export const NAME = "gait";

/** A module in two files, as the device's module will be: it says its fingerprint only if its part is whole. */
export function testModule(fingerprint: string, name = NAME): StorageFile[] {
  const part = Uint8Array.from(
    { length: 1200 },
    (_, i) => (i * 7 + fingerprint.charCodeAt(0)) & 255,
  );
  const code = partName(name, part);
  const text = `// ${"x".repeat(700)}
exports.info = function () {
  var part = require("Storage").read("${code}");
  var whole = part !== undefined && ("${code}").substr(-8) == ("0000000" + E.CRC32(part).toString(16)).substr(-8);
  return { fingerprint: whole ? "${fingerprint}" : "torn" };
};
exports.restore = function () { global.started = "${fingerprint}"; };
`;
  return [
    { name: code, data: part },
    { name, data: new TextEncoder().encode(text) },
  ];
}

/** What a module answers when it is asked who it is. */
export const WHO = `require("${NAME}").info().fingerprint`;
