/** A secret while its letters are typed: kept in memory, given to the environment at its end, written nowhere. */
import { secret } from '../../base/secret.ts';

export class SecretTyping {
  #name: string | undefined;
  #letters: readonly string[] = [];

  /** Name of the secret that typed characters belong to now. */
  get name(): string | undefined {
    return this.#name;
  }

  /** What is typed from now on is the value of the environment variable `name`. Throws `invalid-argument`. */
  begin(name: string): void {
    this.end();
    secret(name); // checks the name
    this.#name = name;
  }

  /** The secret's name if the character is one of its; undefined if it may be written. */
  add(character: string): string | undefined {
    if (this.#name !== undefined) this.#letters = [...this.#letters, character];
    return this.#name;
  }

  /** Takes back the last letter; false if there is none of a secret. */
  takeBack(): boolean {
    if (this.#name === undefined || this.#letters.length === 0) return false;
    this.#letters = this.#letters.slice(0, -1);
    return true;
  }

  /** It is complete: replays of this process type it, and whatever prints it back is masked. */
  end(): void {
    const name = this.#name;
    const value = this.#letters.join('');
    this.#name = undefined;
    this.#letters = [];
    if (name === undefined || value === '') return;
    process.env[name] = value;
    secret(name).reveal();
  }
}
