import { quote } from "../../common/espruino/quote.js";
import type { StorageFile } from "../../common/espruino/versions.js";

/** Bytes that a file takes in Storage before its content. */
const FILE_HEADER = 32;

/**
 * Espruino's globals as far as a module with JavaScript kernels uses them, in ECMAScript 5 with typed arrays. Strings in
 * one piece hold bytes; Storage never compacts, so that what is written over or erased keeps its room.
 * @param storageBytes of the board's Storage
 */
export const shimText = (storageBytes: number): string => `
function Flat(bytes) { this.bytes = bytes; this.length = bytes.length; }
function copyOf(bytes) { var copy = new Uint8Array(bytes.length); copy.set(bytes); return copy; }
function define(object, name, value) {
  if (!object[name]) Object.defineProperty(object, name, { value: value, writable: true, configurable: true });
}
var E = (function () {
  var table = new Int32Array(256);
  for (var i = 0; i < 256; i++) {
    for (var bit = 0, crc = i; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    table[i] = crc;
  }
  return {
    toFlatString: function (data) {
      return data instanceof Flat ? data : new Flat(new Uint8Array(data.count));
    },
    toArrayBuffer: function (flat) { return flat.bytes.buffer; },
    getAddressOf: function () { return 0; },
    CRC32: function (data) {
      var bytes = data.bytes || data, crc = -1;
      for (var i = 0; i < bytes.length; i++) {
        var byte = typeof data == "string" ? data.charCodeAt(i) : bytes[i];
        crc = (crc >>> 8) ^ table[(crc ^ byte) & 255];
      }
      return ~crc >>> 0;
    },
    sum: function (numbers) {
      for (var i = 0, sum = 0; i < numbers.length; i++) sum += numbers[i];
      return sum;
    }
  };
})();
var storage = (function () {
  var files = {}, used = 0;
  function found(name) { return Object.prototype.hasOwnProperty.call(files, name) ? files[name] : undefined; }
  return {
    read: function (name) { var bytes = found(name); return bytes && new Flat(copyOf(bytes)); },
    readArrayBuffer: function (name) { var bytes = found(name); return bytes && copyOf(bytes).buffer; },
    write: function (name, data) {
      var bytes = copyOf(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
      var room = ${FILE_HEADER} + Math.ceil(bytes.length / 4) * 4;
      if (room > ${storageBytes} - used) throw new Error("Storage: full, and it must not be compacted");
      used += room;
      files[name] = bytes;
      return true;
    },
    erase: function (name) { delete files[name]; },
    getFree: function () { return Math.max(0, ${storageBytes} - used); },
    compact: function () { throw new Error("Storage: it must not be compacted"); }
  };
})();
var modules = { Storage: { exports: storage }, Flash: { exports: { getFree: function () { return []; } } } };
function require(name) {
  var module = modules[name], load = module.load;
  if (load) { module.load = null; load(module); }
  return module.exports;
}
define(Object.prototype, "emit", function (event, first, second) {
  var ears = this.ears && this.ears[event] || [];
  for (var i = 0; i < ears.length; i++) ears[i](first, second);
});
define(Object.prototype, "on", function (event, listener) {
  if (!this.ears) Object.defineProperty(this, "ears", { value: {} });
  (this.ears[event] = this.ears[event] || []).push(listener);
});
`;

/** A module's text for require(), which runs it the first time. */
export const requiredText = ({ name, data }: StorageFile): string => `
modules[${quote(name)}] = { exports: {}, load: function (module) {
var exports = module.exports;
${new TextDecoder().decode(data)}
} };
`;
