/** Nordic's UART service, which Espruino has its console on. */
export const NORDIC = {
  service: "6e400001-b5a3-f393-e0a9-e50e24dcca9e",
  toBoard: "6e400002-b5a3-f393-e0a9-e50e24dcca9e",
  fromBoard: "6e400003-b5a3-f393-e0a9-e50e24dcca9e",
} as const;
