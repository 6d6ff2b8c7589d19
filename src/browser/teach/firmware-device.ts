import { crcOfAll } from "../../common/crc-table.js";
import type { FirmwareLink } from "../links/link.js";
import type { Source } from "../sources/source.js";
import type { TeachDevice } from "./device.js";
import { type FedNetwork, fedDevice } from "./fed-device.js";

/** A board with perceptino's firmware, which is given the readings of one of the page's sources. */
export function firmwareDevice(
  { client, identity, title }: FirmwareLink,
  source: Source,
): TeachDevice {
  const network: FedNetwork = {
    find: () => client.connect(),
    hasWindow: identity.channels > 0,
    push: (reading) => client.push(reading),
    restart: () => client.restart(),
    predict: (features) => client.predict(features),
    observe: (features, target) => client.observe(features, Float32Array.from(target)),
    train: async () => (await client.train()).lossBits,
    async facts() {
      const { fingerprint, state, batch, steps, observed, parameters } = await client.identify();
      const words = await client.readState(0, parameters);
      const hash = crcOfAll(new Uint8Array(words.buffer));
      return { fingerprint, state, batch, steps, held: observed, hash };
    },
    readState: () => client.readState(),
    writeState: (words) => client.writeState(0, words),
    save: async () => void (await client.checkpoint()),
  };
  return fedDevice(title, network, source);
}
