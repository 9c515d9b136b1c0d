/** Dead keys: the accent that each puts on the next character, by Unicode's combining mark. */

export interface DeadKey {
  /** X11's name is `dead_` and this. */
  readonly name: string;
  /** Unicode's combining mark; layout data use it for the dead key itself. */
  readonly mark: string;
  /** What the dead key and then Space type; undefined where Unicode has no such character. */
  readonly spacing?: string;
  readonly keysym: number;
}

/**
 * `spacing` follows Windows where X11 differs: X11's Compose table gives `'` and `"` for acute and diaeresis.
 * Layouts type these two directly, so only the characters `´` and `¨` themselves depend on the guest.
 */
export const DEAD_KEYS: readonly DeadKey[] = [
  { name: 'grave', mark: '\u0300', spacing: '`', keysym: 0xfe50 },
  { name: 'acute', mark: '\u0301', spacing: '´', keysym: 0xfe51 },
  { name: 'circumflex', mark: '\u0302', spacing: '^', keysym: 0xfe52 },
  { name: 'tilde', mark: '\u0303', spacing: '~', keysym: 0xfe53 },
  { name: 'macron', mark: '\u0304', spacing: '¯', keysym: 0xfe54 },
  { name: 'breve', mark: '\u0306', spacing: '˘', keysym: 0xfe55 },
  { name: 'abovedot', mark: '\u0307', spacing: '˙', keysym: 0xfe56 },
  { name: 'diaeresis', mark: '\u0308', spacing: '¨', keysym: 0xfe57 },
  { name: 'abovering', mark: '\u030a', spacing: '°', keysym: 0xfe58 },
  { name: 'doubleacute', mark: '\u030b', spacing: '˝', keysym: 0xfe59 },
  { name: 'caron', mark: '\u030c', spacing: 'ˇ', keysym: 0xfe5a },
  { name: 'cedilla', mark: '\u0327', spacing: '¸', keysym: 0xfe5b },
  { name: 'ogonek', mark: '\u0328', spacing: '˛', keysym: 0xfe5c },
  { name: 'belowdot', mark: '\u0323', keysym: 0xfe60 },
  { name: 'hook', mark: '\u0309', keysym: 0xfe61 },
  { name: 'horn', mark: '\u031b', keysym: 0xfe62 },
];

const BY_MARK: ReadonlyMap<string, DeadKey> = new Map(DEAD_KEYS.map((dead) => [dead.mark, dead]));

/** The dead key that layout data write as `mark`. */
export function deadKey(mark: string): DeadKey | undefined {
  return BY_MARK.get(mark);
}

/** What `dead` and then `base` type: one character, or undefined where they do not compose. */
export function compose(dead: DeadKey, base: string): string | undefined {
  if (base === ' ') return dead.spacing;
  if (!/^\p{L}$/u.test(base)) return undefined;
  const composed = (base + dead.mark).normalize('NFC');
  return [...composed].length === 1 ? composed : undefined;
}
