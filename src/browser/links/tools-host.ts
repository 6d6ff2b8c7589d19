/*
What @espruino-tools/uart takes of a page, as stand-ins of ours that rollup.browser.mjs binds it to. Its chooser is drawn of
objects that are no elements, since its inline styles are against our policy; its log tells why connecting failed, which it
tells nobody else, and is not printed, as it prints each packet; it is given the device that the person has chosen, and keeps
no text of what it has sent, as it never forgets it.
*/
import type { BluetoothDeviceLike } from "./web-devices.js";

interface Drawn {
  onclick?: (event: { preventDefault(): void }) => void;
}

let drawn: Drawn[] = [];
let chosen: BluetoothDeviceLike | undefined;
let lastError = "";

const element = (): Drawn & object => {
  const one: Drawn & object = Object.assign({} as Drawn, {
    classList: { add() {} },
    setAttribute() {},
    appendChild() {},
    removeChild() {},
  });
  drawn.push(one);
  return one;
};

/** By the names that the package knows. */
export const TOOLS_HOST = {
  document: { createElement: element, body: element() },
  navigator: {
    platform: "",
    userAgent: "",
    bluetooth: { requestDevice: async () => chosen },
  },
  window: { location: { protocol: "https:", hostname: "" } },
  console: {
    log(line: string) {
      const [, error] = /^<UART> (?:SEND )?ERROR: (?:\w+: )?(.*)$/s.exec(line) ?? [];
      if (error !== undefined) lastError = error.replace(/\.$/, "");
    },
  },
  JSON: { stringify: () => "" },
};

/** What the chooser, drawn by `draw`, has to click: its first entry is Bluetooth, and it connects to this device. */
export function chooseHere(device: BluetoothDeviceLike, draw: () => void): void {
  drawn = [];
  lastError = "";
  chosen = device;
  draw();
  // The first two that can be clicked are the cross that closes it, and Bluetooth.
  const [, bluetooth] = drawn.filter(({ onclick }) => onclick);
  drawn = [];
  bluetooth?.onclick?.({ preventDefault() {} });
}

/** What the package logged last as an error; "" for nothing since the last choice. */
export const errorOfTools = (): string => lastError;
