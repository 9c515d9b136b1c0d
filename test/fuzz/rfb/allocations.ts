/** Counts the bytes of typed arrays and buffers as they are made: what a stream makes us set aside. */

const COUNTED = ['Uint8Array', 'Uint16Array', 'Uint32Array', 'Int32Array', 'ArrayBuffer'] as const;

export interface Allocations {
  /** The largest since `reset`, in bytes. */
  largest: number;
  total: number;
  reset(): void;
}

/** Replaces the constructors of this process; before anything that is to be watched is loaded. */
export function watchAllocations(): Allocations {
  const seen: Allocations = {
    largest: 0,
    total: 0,
    reset() {
      seen.largest = seen.total = 0;
    },
  };
  const count = (bytes: number) => {
    seen.total += bytes;
    if (bytes > seen.largest) seen.largest = bytes;
  };
  for (const name of COUNTED) {
    const Original = globalThis[name] as unknown as new (...args: unknown[]) => object;
    const width = (globalThis[name] as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
    const watched = new Proxy(Original, {
      construct(target, args, newTarget) {
        if (typeof args[0] === 'number') count(args[0] * width);
        return Reflect.construct(target, args, newTarget);
      },
    });
    Object.defineProperty(globalThis, name, { value: watched, writable: true, configurable: true });
  }
  for (const name of ['alloc', 'allocUnsafe'] as const) {
    const original = Buffer[name];
    Buffer[name] = ((size: number, ...rest: never[]) => {
      count(size);
      return original(size, ...rest);
    }) as typeof original;
  }
  return seen;
}
