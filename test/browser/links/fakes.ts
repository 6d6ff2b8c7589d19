import "./tools-package.js";
import type {
  BluetoothDeviceLike,
  CharacteristicLike,
  GattLike,
  SerialPortLike,
} from "../../../src/browser/links/web-devices.js";
import type { Machine } from "../../support/espruino.js";
import { fakeEspruino } from "../../support/espruino-fake.js";
import type { FakeButton } from "../../support/fake-button.js";

const bytesOf = (text: string) => Uint8Array.from(text, (byte) => byte.charCodeAt(0) & 255);

/** What is at the other end of a line. */
export interface FarEnd {
  /** takes what arrives, and gives what it says */
  connect(say: (text: string) => void): Promise<Machine>;
}

/** Espruino's console, of a board that may have a button. */
export const consoleEnd = (button?: FakeButton): FarEnd => ({
  connect: (say) => fakeEspruino(undefined, button).start(say),
});

/** Keeps what it hears. */
export function silentEnd(heard: string[] = []): FarEnd {
  return {
    connect: async () => ({ feed: (text) => void heard.push(text), async stop() {} }),
  };
}

/** A serial port, as navigator.serial gives it, and what a test can do to it. */
export interface FakePort extends SerialPortLike {
  /** as if the far end had sent it */
  say(text: string): void;
  /** a wrong bit: the stream ends with an error, and the port gives another */
  damage(): void;
  unplug(): void;
  readonly isOpen: boolean;
  /** whether closing never ends */
  stuck: boolean;
  /** from now on writing never ends */
  full: boolean;
}

export function fakePort(end: FarEnd): FakePort {
  let reading: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  let machine: Machine | undefined;
  let gone = false;
  const source = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        reading = controller;
      },
    });
  const port = {
    readable: null as ReadableStream<Uint8Array<ArrayBuffer>> | null,
    writable: null as WritableStream<Uint8Array<ArrayBuffer>> | null,
    isOpen: false,
    stuck: false,
    full: false,
    getInfo: () => ({ usbVendorId: 1, usbProductId: 2 }),
    async open() {
      if (gone) throw new DOMException("Failed to open serial port.", "NetworkError");
      if (port.isOpen) throw new DOMException("The port is already open.", "InvalidStateError");
      port.isOpen = true;
      port.readable = source();
      port.writable = new WritableStream({
        async write(bytes) {
          if (gone) throw new DOMException("The device has been lost.", "NetworkError");
          if (port.full) await new Promise(() => {});
          machine?.feed(Buffer.from(bytes).toString("latin1"));
        },
      });
      machine = await end.connect(port.say);
    },
    async close() {
      if (port.stuck) await new Promise(() => {});
      if (port.readable?.locked || port.writable?.locked) throw new TypeError("locked");
      port.isOpen = false;
      port.readable = null;
      port.writable = null;
      await machine?.stop();
    },
    say: (text: string) => {
      if (port.isOpen && !gone) reading?.enqueue(bytesOf(text));
    },
    damage() {
      const old = reading;
      port.readable = source();
      old?.error(new DOMException("framing", "FramingError"));
    },
    unplug() {
      gone = true;
      port.readable = null;
      reading?.error(new DOMException("The device has been lost.", "NetworkError"));
      void machine?.stop();
    },
  };
  return port;
}

/** A board by Bluetooth, as navigator.bluetooth gives it. */
export interface FakeDevice extends BluetoothDeviceLike {
  readonly gatt: GattLike;
  /** lengths of the packets that it got */
  readonly packets: number[];
  /** the most that were under way at once */
  readonly mostAtOnce: () => number;
  /** bytes of what it sends at once */
  packet: number;
  /** the connection breaks after so many packets more, in the midst of a write */
  dropAfter(packets: number): void;
  drop(): void;
  say(text: string): void;
  /** how connecting fails, where it does */
  refuses?: DOMException | "never";
}

export function fakeDevice(end: FarEnd, name = "Bangle.js 1a2b"): FakeDevice {
  const gone = new Set<() => void>();
  const heard = new Set<(event: Event) => void>();
  const packets: number[] = [];
  let machine: Machine | undefined;
  let connected = false;
  let left = Number.POSITIVE_INFINITY;
  let [under, most] = [0, 0];
  const lost = () => new DOMException("GATT Server is disconnected.", "NetworkError");
  const from = {
    value: undefined as DataView | undefined,
    async startNotifications() {},
    async writeValue() {},
    addEventListener: (_: string, listener: (event: Event) => void) => void heard.add(listener),
    removeEventListener: (_: string, listener: (event: Event) => void) =>
      void heard.delete(listener),
  };
  const to: CharacteristicLike = {
    async writeValue(value) {
      const bytes = Buffer.from(value as ArrayBuffer);
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
      if (!connected) throw lost();
      if (left-- <= 0) {
        device.drop();
        await new Promise(() => {}); // its answer never comes
      }
      packets.push(bytes.length);
      machine?.feed(bytes.toString("latin1"));
    },
    async startNotifications() {},
    addEventListener() {},
    removeEventListener() {},
  };
  const gatt: GattLike = {
    get connected() {
      return connected;
    },
    async connect() {
      if (device.refuses === "never") await new Promise(() => {});
      if (device.refuses) throw device.refuses;
      connected = true;
      machine = await end.connect(device.say);
      return gatt;
    },
    disconnect() {
      if (connected) device.drop();
    },
    async getPrimaryService() {
      return {
        getCharacteristic: async (uuid: string) => (uuid.startsWith("6e400002") ? to : from),
      };
    },
  };
  const device: FakeDevice = {
    name,
    gatt,
    packets,
    mostAtOnce: () => most,
    packet: 20,
    addEventListener: (_, listener) => void gone.add(listener),
    removeEventListener: (_, listener) => void gone.delete(listener),
    dropAfter(count) {
      left = count;
    },
    drop() {
      connected = false;
      left = Number.POSITIVE_INFINITY;
      void machine?.stop();
      for (const listener of gone) listener();
    },
    say(text) {
      for (let at = 0; connected && at < text.length; at += device.packet) {
        from.value = new DataView(bytesOf(text.slice(at, at + device.packet)).buffer);
        for (const listener of heard) listener({ target: from } as unknown as Event);
      }
    },
  };
  return device;
}
