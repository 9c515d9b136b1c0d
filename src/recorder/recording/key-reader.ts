/** Reads key events as a person means them: characters by the guest's layout, or keys and chords by name. */
import { compose, type DeadKey, deadKey } from '../../input/dead-keys.ts';
import { baseKeysym, type KeyEvent, type PhysicalKey } from '../../input/keys.ts';
import { ALT_GRAPH_KEYSYM } from '../../input/keysyms.ts';
import type { Layout, Stroke } from '../../input/layout.ts';

/** What a key that went down (or a modifier that went up alone) meant. */
export type KeyMeaning =
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'press'; readonly chord: string };

/** How modifiers are named in chords, in this order. */
const MODIFIERS: ReadonlyMap<PhysicalKey, string> = new Map([
  ['ControlLeft', 'Control'],
  ['ControlRight', 'ControlRight'],
  ['AltLeft', 'Alt'],
  ['AltRight', 'AltGraph'],
  ['MetaLeft', 'Meta'],
  ['MetaRight', 'MetaRight'],
  ['ShiftLeft', 'Shift'],
  ['ShiftRight', 'ShiftRight'],
]);
const SHIFTS: readonly PhysicalKey[] = ['ShiftLeft', 'ShiftRight'];
/** Characters that are keys to people. */
const NAMED: readonly string[] = ['\n', '\r', '\t', '\b', '\u001b', '\u007f'];
/** The layout whose letters and digits name keys in chords: elsewhere 'Control+z' and the key of that name differ. */
const NAMING_LAYOUT = 'us';

export class KeyReader {
  readonly #layout: Layout;
  readonly #held = new Set<PhysicalKey>();
  #dead: { readonly key: DeadKey; readonly chord: string } | undefined;
  /** A modifier that was pressed and nothing since. */
  #alone: PhysicalKey | undefined;
  #capsLock = false;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Keys that are down. */
  get held(): readonly PhysicalKey[] {
    return [...this.#held];
  }

  /** What Caps Lock is, where the guest tells. Until it does, presses of the key are counted from "off". */
  set capsLock(on: boolean) {
    this.#capsLock = on;
  }

  /** The event with the keysym of what it means on the layout, for transports that send keysyms. Before `read`. */
  withKeysym({ key, down }: Pick<KeyEvent, 'key' | 'down'>): KeyEvent {
    if (key === 'AltRight' && this.#layout.hasAltGraph) return { key, down, keysym: ALT_GRAPH_KEYSYM };
    return { key, down, keysym: this.#strokeOf(key)?.keysym ?? baseKeysym(key) };
  }

  /** Notes one event; what it meant, in order. A second press of a held key is one of a keyboard that repeats. */
  read({ key, down }: Pick<KeyEvent, 'key' | 'down'>): readonly KeyMeaning[] {
    return down ? this.#down(key) : this.#up(key);
  }

  /** Nothing is held any more: the guest was reset or taken back. */
  forget(): void {
    this.#held.clear();
    this.#dead = undefined;
    this.#alone = undefined;
  }

  #down(key: PhysicalKey): readonly KeyMeaning[] {
    if (MODIFIERS.has(key)) {
      this.#alone = this.#held.size === 0 ? key : undefined;
      this.#held.add(key);
      return [];
    }
    this.#alone = undefined;
    this.#held.add(key);
    if (key === 'CapsLock') {
      this.#capsLock = !this.#capsLock;
      return []; // the letters that follow say what they are
    }
    const stroke = this.#commands.length > 0 ? undefined : this.#strokeOf(key);
    const dead = stroke && deadKey(stroke.types);
    if (stroke && dead) {
      const before = this.#takeDead();
      this.#dead = { key: dead, chord: this.#chordOf(key) };
      return before;
    }
    if (!stroke || NAMED.includes(stroke.types))
      return [...this.#takeDead(), { kind: 'press', chord: this.#chordOf(key) }];
    const composed = this.#dead && compose(this.#dead.key, stroke.types);
    if (composed === undefined) return [...this.#takeDead(), { kind: 'character', text: stroke.types }];
    this.#dead = undefined;
    return [{ kind: 'character', text: composed }];
  }

  #up(key: PhysicalKey): readonly KeyMeaning[] {
    this.#held.delete(key);
    const alone = this.#alone === key;
    this.#alone = undefined;
    // Shift alone does nothing anywhere; Alt and Meta open menus.
    if (!alone || SHIFTS.includes(key)) return [];
    return [...this.#takeDead(), { kind: 'press', chord: MODIFIERS.get(key) as string }];
  }

  /** A dead key that nothing came of is a key like others. */
  #takeDead(): readonly KeyMeaning[] {
    const dead = this.#dead;
    this.#dead = undefined;
    return dead ? [{ kind: 'press', chord: dead.chord }] : [];
  }

  /** Held modifiers that make a command of a key, where Shift and AltGr only choose a character. */
  get #commands(): readonly PhysicalKey[] {
    return [...this.#held].filter((key) => {
      if (!MODIFIERS.has(key) || SHIFTS.includes(key)) return false;
      return !(key === 'AltRight' && this.#layout.hasAltGraph);
    });
  }

  #strokeOf(key: PhysicalKey): Stroke | undefined {
    const shift = SHIFTS.some((each) => this.#held.has(each));
    const altGraph = this.#layout.hasAltGraph && this.#held.has('AltRight');
    const stroke = this.#layout.strokeOf(key, { shift, altGraph });
    if (!this.#capsLock || stroke?.underCapsLock !== 'swapped') return stroke;
    return this.#layout.strokeOf(key, { shift: !shift, altGraph });
  }

  #chordOf(key: PhysicalKey): string {
    const modifiers = [...MODIFIERS].filter(([each]) => this.#held.has(each)).map(([, name]) => name);
    return [...modifiers, this.#nameOf(key)].join('+');
  }

  #nameOf(key: PhysicalKey): string {
    const plain = this.#layout.strokeOf(key, { shift: false, altGraph: false })?.types ?? '';
    return this.#layout.name === NAMING_LAYOUT && /^[a-z0-9]$/.test(plain) && !key.startsWith('Numpad')
      ? plain
      : key;
  }
}
