/** Which keys or buttons are down, so that all of them are released at the end. */

/** Remembers what is held, in the order of pressing. */
export class Held<Name> {
  readonly #names = new Set<Name>();

  get names(): Name[] {
    return [...this.#names];
  }

  has(name: Name): boolean {
    return this.#names.has(name);
  }

  /** Notes that `name` went down or up. */
  note(name: Name, down: boolean): void {
    if (!down) this.#names.delete(name);
    else if (!this.#names.has(name)) this.#names.add(name);
  }

  /** What to release, the last pressed first; nothing is held afterwards. */
  drain(): Name[] {
    const names = this.names.reverse();
    this.#names.clear();
    return names;
  }
}
