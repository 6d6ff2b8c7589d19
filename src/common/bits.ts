// float32 numbers and their bits.

const word = new DataView(new ArrayBuffer(4));

/** The bits of a number rounded to float32, as an integer with sign. */
export function bitsOfFloat(value: number): number {
  word.setFloat32(0, value);
  return word.getInt32(0);
}

/** The float32 number with these bits. */
export function floatOfBits(bits: number): number {
  word.setInt32(0, bits);
  return word.getFloat32(0);
}
