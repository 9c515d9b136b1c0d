/** A small typed event source; listeners are removed by disposing what `on` returned. */

export type Listener<T> = (value: T) => void;

/** Emits values of named events. */
export class Emitter<Events extends Record<string, unknown>> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): Disposable {
    const listeners = this.#listeners.get(name) ?? new Set();
    listeners.add(listener as Listener<never>);
    this.#listeners.set(name, listeners);
    return { [Symbol.dispose]: () => void listeners.delete(listener as Listener<never>) };
  }

  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])])
      (listener as Listener<Events[Name]>)(value);
  }
}
