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

  /**
   * Tells every listener, in the order in which they came. One that throws keeps no other from being told and does
   * not end what emits, such as a connection: its error becomes a warning of the process.
   */
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as Listener<Events[Name]>)(value);
      } catch (error) {
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.emitWarning(`a listener of '${String(name)}' threw`, { type: 'ListenerWarning', detail });
      }
    }
  }
}
