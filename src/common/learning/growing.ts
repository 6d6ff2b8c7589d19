/** Numbers in a typed array that doubles when it is full. */
export function growing<T extends Float32Array | Float64Array | Uint32Array | Uint8Array>(
  list: new (length: number) => T,
): { push(value: number): void; readonly length: number; all(): T } {
  let numbers = new list(1024);
  let length = 0;
  return {
    push(value) {
      if (length === numbers.length) {
        const larger = new list(2 * length);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[length++] = value;
    },
    get length() {
      return length;
    },
    all: () => numbers.slice(0, length) as T,
  };
}
