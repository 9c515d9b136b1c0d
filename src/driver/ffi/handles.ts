/** Handles that a library gave us: each has one owner, who frees it once; those that are still held are counted. */
import { GuestwrightError, messageOf } from '../../base/errors.ts';

/** A handle and who frees it: `using job = handles.own(value, 'job')`. */
export interface OwnedHandle<Value extends number | bigint = bigint> extends Disposable {
  readonly kind: string;
  /** Throws once it was disposed. */
  readonly value: Value;
  /** Gives it up without freeing it: the library takes it back by another call. */
  disown(): Value;
}

export class HandleTable<Value extends number | bigint = bigint> {
  readonly #free: (value: Value, kind: string) => Promise<void>;
  readonly #live = new Set<OwnedHandle<Value>>();
  readonly #freeing = new Set<Promise<void>>();

  /** `free` gives a handle back to the library, on another thread: it may have to wait for a callback of ours. */
  constructor(free: (value: Value, kind: string) => Promise<void>) {
    this.#free = free;
  }

  /** The kinds of those that are held: empty when nothing has leaked. */
  get live(): readonly string[] {
    return [...this.#live].map(({ kind }) => kind);
  }

  /** Takes hold of a handle. Error `hypervisor` for none (0), which libraries give when they are not ready. */
  own(value: Value, kind: string): OwnedHandle<Value> {
    if (BigInt(value) === 0n) {
      throw new GuestwrightError(`expected a handle of a ${kind}, got none`, { code: 'hypervisor' });
    }
    let current: Value | undefined = value;
    const leave = () => {
      current = undefined;
      this.#live.delete(handle);
    };
    const handle: OwnedHandle<Value> = {
      kind,
      get value() {
        if (current !== undefined) return current;
        throw new Error(`ffi: the handle of a ${kind} was used after it was freed`);
      },
      disown() {
        const { value: given } = handle;
        leave();
        return given;
      },
      [Symbol.dispose]: () => {
        if (current === undefined) return;
        leave();
        this.#give(value, kind);
      },
    };
    this.#live.add(handle);
    return handle;
  }

  /** Resolves when all that was disposed has been given back. */
  async settled(): Promise<void> {
    while (this.#freeing.size > 0) await Promise.all(this.#freeing);
  }

  #give(value: Value, kind: string): void {
    const freeing = this.#free(value, kind)
      .catch((error: unknown) => {
        process.emitWarning(`a handle of a ${kind} could not be freed: ${messageOf(error)}`, {
          type: 'FfiWarning',
        });
      })
      .finally(() => this.#freeing.delete(freeing));
    this.#freeing.add(freeing);
  }
}
