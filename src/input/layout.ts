/** A keyboard layout: which strokes type a character, and what a key types. */
import { compose, deadKey } from './dead-keys.ts';
import { isPhysicalKey, type PhysicalKey } from './keys.ts';
import { keysymOf } from './keysyms.ts';

/** A layout as generated: what each key types plain, with Shift, with AltGr and with both; '' for nothing. */
export interface LayoutData {
  readonly title: string;
  /** A dead key is written as its combining mark. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/**
 * What Caps Lock does to a stroke: nothing; swaps it with Shift (a letter and its capital on one key); or what
 * depends on the guest (a letter beside another character, such as é above 2 on French keyboards).
 */
export type UnderCapsLock = 'same' | 'swapped' | 'unsure';

/** One key pressed and released with its modifiers. */
export interface Stroke {
  readonly key: PhysicalKey;
  readonly shift: boolean;
  readonly altGraph: boolean;
  /** What it types: a character, or a dead key's combining mark. */
  readonly types: string;
  readonly keysym: number;
  readonly underCapsLock: UnderCapsLock;
}

export class Layout {
  readonly name: string;
  readonly title: string;
  /** Whether AltRight chooses a third character. */
  readonly hasAltGraph: boolean;
  readonly #strokes = new Map<string, readonly Stroke[]>();
  readonly #typed = new Map<string, Stroke>();

  constructor(name: string, data: LayoutData) {
    this.name = name;
    this.title = data.title;
    const strokes = allStrokes(data);
    this.hasAltGraph = strokes.some(({ altGraph }) => altGraph);
    for (const stroke of strokes)
      this.#typed.set(levelName(stroke.key, stroke.shift, stroke.altGraph), stroke);
    const simplestFirst = strokes.toSorted((a, b) => modifierCost(a) - modifierCost(b)); // stable: key order decides
    for (const stroke of simplestFirst) {
      if (deadKey(stroke.types) === undefined) this.#offer(stroke.types, [stroke]);
    }
    this.#addComposed(simplestFirst);
  }

  /** The simplest strokes that type `character` (one code point); two with a dead key; undefined for none. */
  strokesFor(character: string): readonly Stroke[] | undefined {
    return this.#strokes.get(character);
  }

  /** Every character that the layout types. */
  characters(): string[] {
    return [...this.#strokes.keys()];
  }

  /** What `key` types with these modifiers; undefined for nothing. */
  strokeOf(key: PhysicalKey, modifiers: { shift: boolean; altGraph: boolean }): Stroke | undefined {
    return this.#typed.get(levelName(key, modifiers.shift, modifiers.altGraph));
  }

  /** Pairs of a dead key and a plain stroke; fewer modifiers over both first, never in place of a single stroke. */
  #addComposed(simplestFirst: readonly Stroke[]): void {
    const bases = [...this.#strokes].map(([, [stroke]]) => stroke as Stroke);
    const pairs = simplestFirst.flatMap((first) => {
      const dead = deadKey(first.types);
      if (dead === undefined) return [];
      return bases.flatMap((base) => {
        const character = compose(dead, base.types);
        return character === undefined ? [] : [{ character, strokes: [first, base] }];
      });
    });
    const cost = (strokes: readonly Stroke[]) =>
      strokes.reduce((sum, stroke) => sum + modifierCost(stroke), 0);
    pairs.sort((a, b) => cost(a.strokes) - cost(b.strokes));
    for (const { character, strokes } of pairs) this.#offer(character, strokes);
  }

  #offer(character: string, strokes: readonly Stroke[]): void {
    if (!this.#strokes.has(character)) this.#strokes.set(character, strokes);
  }
}

/** Every key and level of the data that types something, in the data's order. */
function allStrokes(data: LayoutData): Stroke[] {
  return Object.entries(data.keys).flatMap(([key, levels]) => {
    if (!isPhysicalKey(key)) return [];
    return levels.flatMap((types, level) => {
      if (types === '') return [];
      const [shift, altGraph] = [(level & 1) !== 0, (level & 2) !== 0];
      const keysym = deadKey(types)?.keysym ?? keysymOf(types);
      const underCapsLock = capsLockEffect(types, levels[level & 2], levels[level | 1]);
      return [{ key, shift, altGraph, types, keysym, underCapsLock }];
    });
  });
}

function capsLockEffect(
  types: string,
  plain: string | undefined,
  shifted: string | undefined,
): UnderCapsLock {
  if (plain !== shifted && plain?.toUpperCase() === shifted) return 'swapped';
  return /\p{L}/u.test(types) ? 'unsure' : 'same';
}

/** Orders ways to type one character: plain, Shift, AltGr, both. */
function modifierCost({ shift, altGraph }: Stroke): number {
  return (shift ? 1 : 0) + (altGraph ? 2 : 0);
}

function levelName(key: PhysicalKey, shift: boolean, altGraph: boolean): string {
  return `${key} ${shift} ${altGraph}`;
}
