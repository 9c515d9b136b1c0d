/** X11 keysyms: the names of characters that transports such as RFB send. */
import { NAMED_KEYSYMS } from './keysyms.generated.ts';

/** Keysyms of Unicode characters beyond Latin-1 are this plus the code point (X11 protocol, appendix A). */
const UNICODE_KEYSYM = 0x0100_0000;

/** Control characters that a key types. */
const CONTROL_KEYSYMS: Readonly<Record<string, number>> = {
  '\b': 0xff08,
  '\t': 0xff09,
  '\n': 0xff0d,
  '\x1b': 0xff1b,
  '\x7f': 0xffff,
};

/** ISO_Level3_Shift, what AltRight is where it chooses a third character. */
export const ALT_GRAPH_KEYSYM = 0xfe03;

/**
 * The keysym of one character (a string of one code point). Of two that mean it, that of keyboards' maps: a server
 * looks its keys up by it.
 */
export function keysymOf(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  const latin1 = (codePoint >= 0x20 && codePoint <= 0x7e) || (codePoint >= 0xa0 && codePoint <= 0xff);
  const named = CONTROL_KEYSYMS[character] ?? NAMED_KEYSYMS.get(character);
  return named ?? (latin1 ? codePoint : UNICODE_KEYSYM + codePoint);
}
