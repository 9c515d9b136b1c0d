/** The key events of a boot command's parts, one group for each stroke, with the keys that it holds in mind. */
import type { BootPart } from '../input/boot-command/parts.ts';
import { chordToEvents, parseChord } from '../input/chord.ts';
import { Held } from '../input/held.ts';
import type { KeyEvent, PhysicalKey } from '../input/keys.ts';
import type { Layout } from '../input/layout.ts';
import { planText, strokesToEvents } from '../input/typing.ts';

export interface PlannedPart {
  /** Milliseconds before the keys. */
  readonly wait: number;
  /** What is sent at once: a stroke with its modifiers. */
  readonly groups: ReadonlyArray<readonly KeyEvent[]>;
}

/** Plans parts in their order. Throws `untypable-character`. */
export class BootKeys {
  readonly #layout: Layout;
  readonly #capsLock: boolean;
  readonly #held = new Held<PhysicalKey>();
  /** What a held character holds: its key and the modifiers that it needs. */
  readonly #characters = new Map<string, readonly KeyEvent[]>();

  /** `capsLock`: whether it is on. */
  constructor(layout: Layout, capsLock: boolean) {
    this.#layout = layout;
    this.#capsLock = capsLock;
  }

  plan(part: BootPart): PlannedPart {
    switch (part.kind) {
      case 'wait':
        return { wait: part.milliseconds, groups: [] };
      case 'text':
        return { wait: 0, groups: this.#text(part.text, part.secret) };
      case 'key':
        return { wait: 0, groups: [this.#key(part.key, part.action)] };
      case 'character':
        return { wait: 0, groups: [this.#character(part.character, part.action)] };
    }
  }

  /** While keys are held, each character is what it types beside them: a held Shift is not pressed and let go again. */
  #text(text: string, secret: boolean): ReadonlyArray<readonly KeyEvent[]> {
    const strokes = planText(text, this.#layout, { secret });
    if (this.#held.names.length === 0)
      return strokes.map((stroke) => strokesToEvents([stroke], { capsLock: this.#capsLock }));
    return [...text].map((character) => this.#press(character));
  }

  #key(key: PhysicalKey, action: 'press' | 'down' | 'up'): readonly KeyEvent[] {
    if (action === 'press') return this.#press(key);
    const [event] = parseChord(key, this.#layout, this.#held.names).keys;
    this.#held.note(key, action === 'down');
    return event ? [{ ...event, down: action === 'down' }] : [];
  }

  #character(character: string, action: 'down' | 'up'): readonly KeyEvent[] {
    const before = this.#characters.get(character);
    const presses = before ?? this.#press(character).filter(({ down }) => down);
    for (const { key } of presses) this.#held.note(key, action === 'down');
    if (action === 'down') this.#characters.set(character, presses);
    else this.#characters.delete(character);
    return action === 'down' ? presses : presses.toReversed().map((event) => ({ ...event, down: false }));
  }

  /** Keys that are held already stay as they are. */
  #press(name: string): readonly KeyEvent[] {
    const chord = parseChord(name, this.#layout, this.#held.names);
    return chordToEvents(chord).filter(({ key }) => !this.#held.has(key));
  }
}
