/** A model of a guest's keyboard: scan codes in, text out, through a layout with dead keys and Caps Lock. */
import { compose, type DeadKey, deadKey } from '../../../src/input/dead-keys.ts';
import { type KeyEvent, type PhysicalKey, parseScancodes } from '../../../src/input/keys.ts';
import type { LayoutData } from '../../../src/input/layout.ts';

const EDITING: Partial<Record<PhysicalKey, string>> = { Enter: '\n', Tab: '\t' };
const MODIFIERS: readonly PhysicalKey[] = ['ShiftLeft', 'ShiftRight', 'AltRight'];

export class KeyboardModel {
  text = '';
  capsLock = false;
  readonly held = new Set<PhysicalKey>();
  readonly #data: LayoutData;
  #dead: DeadKey | undefined;

  constructor(data: LayoutData) {
    this.#data = data;
  }

  /** Throws on bytes that no key sends, on a second press of a held key and on a release of a key that is up. */
  feed(bytes: readonly number[]): void {
    const { events, unknown } = parseScancodes(bytes);
    if (unknown.length > 0) throw new Error(`unknown scan codes: ${unknown}`);
    for (const event of events) this.#take(event);
  }

  #take({ key, down }: KeyEvent): void {
    if (this.held.has(key) === down) throw new Error(`${key} went ${down ? 'down' : 'up'} twice`);
    if (!down) {
      this.held.delete(key);
      return;
    }
    this.held.add(key);
    if (key === 'CapsLock') this.capsLock = !this.capsLock;
    else if (EDITING[key] !== undefined) this.text += EDITING[key];
    else if (!MODIFIERS.includes(key)) this.#type(this.#symbol(key));
  }

  /** What the key means now: a character, a combining mark for a dead key, or nothing. */
  #symbol(key: PhysicalKey): string {
    const levels = this.#data.keys[key] ?? [];
    const offset = this.held.has('AltRight') ? 2 : 0;
    const shift = this.held.has('ShiftLeft') || this.held.has('ShiftRight');
    const [plain = '', shifted = ''] = levels.slice(offset, offset + 2);
    const isLetter = plain !== shifted && plain.toUpperCase() === shifted;
    if (this.capsLock && isLetter) return shift ? plain : shifted;
    const symbol = shift ? shifted : plain;
    return this.capsLock ? symbol.toUpperCase() : symbol; // as X11 does to letters that stand alone
  }

  #type(symbol: string): void {
    if (symbol === '') throw new Error('a key that types nothing was pressed');
    const dead = this.#dead;
    this.#dead = dead === undefined ? deadKey(symbol) : undefined;
    if (dead === undefined) {
      if (this.#dead === undefined) this.text += symbol;
      return;
    }
    const composed = compose(dead, symbol);
    if (composed === undefined) throw new Error(`dead ${dead.name} does not compose with ${symbol}`);
    this.text += composed;
  }
}
