import type { EspruinoOwnFlash } from "../../boards/index.js";
import { layoutText } from "../../src/common/compiler/js/js-module.js";
import { espruinoModule } from "../../src/common/espruino/module.js";
import { SCOPE } from "../../src/common/espruino/scope.js";
import { partName, type StorageFile } from "../../src/common/espruino/versions.js";
import { type Network, webAssemblyEngine } from "../../src/common/loader/index.js";
import { RESOURCES } from "../../src/node/resources.js";
import { type FakeCode, type FakeDevice, fakeDevice } from "./device-module-fake.js";
import { boardNamed, builtOf, NAME, rowsOf, type Subject, type Twin } from "./espruino-networks.js";

export const CODE = Uint8Array.from({ length: 64 }, (_, i) => 7 * i + 1);
export const FILE = partName(NAME, CODE);
export type Native = "ram" | "storage";

/** A device whose machine code is an engine in Node, and the text of its module. */
export async function nativeDevice(subject: Subject, placement: Native) {
  const built = await builtOf(subject, "small");
  const code: FakeCode = {
    bytes: CODE,
    entry: 40,
    engine: await webAssemblyEngine(built.wasm),
  };
  const about = `name:"${NAME}",code:"${placement}",version:"0",`;
  const text = `var ${SCOPE.about}=${layoutText(built.program, about)},
${SCOPE.codeFile}="${FILE}",${SCOPE.codeEntry}=${code.entry},
${SCOPE.saving}=function(){return ${RESOURCES.loader("espruino-saving")}};
${RESOURCES.loader(`espruino-${placement}`)}`;
  const device = fakeDevice(code);
  device.files.set(FILE, code.bytes);
  return { device, text };
}

/** A device with JavaScript kernels. It has no flash of its own unless that is asked for. */
export async function jsDevice(
  subject: Subject,
  own?: EspruinoOwnFlash,
): Promise<{ device: FakeDevice; text: string }> {
  const board = { ...boardNamed("esp8266"), ...(own && { own }) };
  const built = await builtOf(subject, "small");
  const { files } = espruinoModule(built, board, NAME, "javascript");
  return { device: deviceWith(files), text: new TextDecoder().decode(files.at(-1)!.data) };
}

export function deviceWith(files: readonly StorageFile[]): FakeDevice {
  const device = fakeDevice();
  for (const { name, data } of files.slice(0, -1)) device.files.set(name, data);
  return device;
}

/** The names of the files in Storage that are not a module's own. */
export const kept = (device: FakeDevice) =>
  [...device.files.keys()].filter((name) => !name.includes("~")).sort();

/** Rows of a subject in turn, for a network of a device. */
export function feeder(subject: Subject) {
  const { inputs, outputs, count, readings, labels } = rowsOf(subject);
  let row = 0;
  return (net: Pick<Network, "observe">, n: number) => {
    for (let i = 0; i < n; i++) {
      const label = labels.subarray(row * outputs, (row + 1) * outputs);
      net.observe(readings.subarray(row * inputs, (row + 1) * inputs), label);
      row = (row + 1) % count;
    }
  };
}

export const lossOf = (twin: Twin, rows: number) => {
  twin.observe(rows);
  return twin.train()[0];
};
