// What we use of Web Serial and Web Bluetooth, which TypeScript's DOM does not know.

export interface SerialPortLike {
  open(options: { readonly baudRate: number }): Promise<void>;
  close(): Promise<void>;
  /** null when the port is closed, and when the device is gone */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>> | null;
  getInfo(): { readonly usbVendorId?: number; readonly usbProductId?: number };
}

export interface SerialLike {
  requestPort(): Promise<SerialPortLike>;
  /** those that the person has allowed before */
  getPorts(): Promise<readonly SerialPortLike[]>;
}

export interface CharacteristicLike {
  writeValue(value: BufferSource): Promise<void>;
  startNotifications(): Promise<unknown>;
  addEventListener(name: "characteristicvaluechanged", listener: (event: Event) => void): void;
  removeEventListener(name: "characteristicvaluechanged", listener: (event: Event) => void): void;
  readonly value?: DataView | undefined;
}
export interface GattLike {
  readonly connected: boolean;
  connect(): Promise<GattLike>;
  disconnect(): void;
  getPrimaryService(uuid: string): Promise<{
    getCharacteristic(uuid: string): Promise<CharacteristicLike>;
  }>;
}
export interface BluetoothDeviceLike {
  readonly name?: string | undefined;
  readonly gatt?: GattLike | undefined;
  addEventListener(name: "gattserverdisconnected", listener: () => void): void;
  removeEventListener(name: "gattserverdisconnected", listener: () => void): void;
}
interface BluetoothFilter {
  readonly namePrefix?: string;
  readonly services?: readonly string[];
}
export interface BluetoothLike {
  requestDevice(options: {
    readonly filters: readonly BluetoothFilter[];
    readonly optionalServices: readonly string[];
  }): Promise<BluetoothDeviceLike>;
}

/** What there is of both in a browser. */
export interface Devices {
  readonly serial?: SerialLike;
  readonly bluetooth?: BluetoothLike;
}

export const pageDevices = (): Devices => navigator as Devices;
