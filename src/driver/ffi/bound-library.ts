/** A loaded library whose functions are called by name, with the types of its table. */
import { GuestwrightError } from '../../base/errors.ts';
import { LANE } from './call-lane.ts';
import type {
  ArgumentsOf,
  CallbackOf,
  CallbackShape,
  FunctionShape,
  FunctionTable,
  ResultOf,
  VariadicArgument,
} from './function-table.ts';
import type { Koffi, KoffiFunction } from './koffi.ts';
import { fromNative, nativeName, toNative } from './types.ts';

/** A function of ours that a library may call from any of its threads. Dispose it when the library has forgotten it. */
export interface RegisteredCallback extends Disposable {
  /** What is handed to the library. */
  readonly pointer: bigint;
}

export class BoundLibrary<Table extends FunctionTable> {
  /** Of the file, or the name by which the system found it. */
  readonly path: string;
  readonly product: string;
  readonly #koffi: Koffi;
  readonly #table: Table;
  readonly #functions: ReadonlyMap<string, KoffiFunction>;

  constructor(
    facts: { readonly path: string; readonly product: string; readonly table: Table },
    koffi: Koffi,
    functions: ReadonlyMap<string, KoffiFunction>,
  ) {
    this.path = facts.path;
    this.product = facts.product;
    this.#table = facts.table;
    this.#koffi = koffi;
    this.#functions = functions;
  }

  /** Whether the library has this function: optional ones may be absent. */
  has(name: keyof Table & string): boolean {
    return this.#functions.has(name);
  }

  /** Calls a function on another thread: whatever may wait, for the network, for a lock or for one of our callbacks. */
  async call<Name extends keyof Table & string>(
    name: Name,
    ...values: ArgumentsOf<Table[Name]>
  ): Promise<ResultOf<Table[Name]>> {
    const native = this.#function(name);
    const result = await LANE.run(
      () =>
        new Promise<unknown>((resolve, reject) => {
          native.async(...values.map(toNative), (error: unknown, value: unknown) => {
            if (error) reject(error);
            else resolve(value);
          });
        }),
    );
    return this.#result(name, result);
  }

  /**
   * Calls a function on this thread, which stands still meanwhile: only what neither waits nor takes a lock that is held
   * while a callback of ours runs, which would never end.
   */
  callNow<Name extends keyof Table & string>(
    name: Name,
    ...values: ArgumentsOf<Table[Name]>
  ): ResultOf<Table[Name]> {
    return this.#result(name, this.#function(name)(...values.map(toNative)));
  }

  /** The same for a function that ends with an ellipsis in C. `values`: the named parameters. */
  callVariadic<Name extends keyof Table & string>(
    name: Name,
    values: ArgumentsOf<Table[Name]>,
    more: readonly VariadicArgument[],
  ): ResultOf<Table[Name]> {
    const tail = more.flatMap(([type, value]) => [nativeName(type), toNative(value)]);
    return this.#result(name, this.#function(name)(...values.map(toNative), ...tail));
  }

  /** `listener` runs on this thread, later; it must not throw, and the library's thread waits for what it returns. */
  callback<Shape extends CallbackShape>(shape: Shape, listener: CallbackOf<Shape>): RegisteredCallback {
    const { returns, takes } = shape;
    const type = this.#koffi.pointer(this.#koffi.proto(nativeName(returns), takes.map(nativeName)));
    const pointer = this.#koffi.register((...values: unknown[]) => {
      try {
        const converted = takes.map((each, index) => fromNative(each, values[index]));
        return toNative((listener as unknown as (...all: unknown[]) => unknown)(...converted));
      } catch (error) {
        process.emitWarning(`a callback of ${this.product} threw: ${String(error)}`, { type: 'FfiWarning' });
        return returns === 'void' ? undefined : 0;
      }
    }, type);
    let registered = true;
    return {
      pointer,
      [Symbol.dispose]: () => {
        if (registered) this.#koffi.unregister(pointer);
        registered = false;
      },
    };
  }

  /** NUL-terminated UTF-8 at an address of the library's; null there is ''. */
  readText(address: bigint): string {
    return address === 0n ? '' : ((this.#koffi.decode(address, 'char', -1) as string | null) ?? '');
  }

  /** A copy of memory of the library's. */
  readBytes(address: bigint, length: number): Uint8Array {
    if (address === 0n || length === 0) return new Uint8Array(0);
    return new Uint8Array(this.#koffi.view(address, length)).slice();
  }

  #result<Name extends keyof Table & string>(name: Name, value: unknown): ResultOf<Table[Name]> {
    return fromNative((this.#table[name] as FunctionShape).returns, value) as ResultOf<Table[Name]>;
  }

  #function(name: keyof Table & string): KoffiFunction {
    const native = this.#functions.get(name);
    if (native) return native;
    throw new GuestwrightError(`${this.product}: '${this.path}' has no function '${name}'`, {
      code: 'unsupported',
      remedy: 'Use a version of the product that has it.',
      details: { symbol: name, path: this.path },
    });
  }
}
