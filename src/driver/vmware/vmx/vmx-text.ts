/** How a .vmx file writes text: bytes of the encoding that it names, with `|XX` for what must not stand in a value. */

/** The names of encodings that VMware writes, in small letters; each byte of the others stands for itself. */
const UTF_8 = 'utf-8';
const WINDOWS = 'windows-1252';

/** A character that would end the value, begin an escape, or break the line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
const UNSAFE = /[\u0000-\u001f"#|\u007f]/g;
/** Where windows-1252 differs from latin1: bytes 80 to 9F. (Node 20's TextDecoder reads them as latin1.) */
const FIRST_HIGH = 0x80;
const OF_HIGH = [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'];
const HIGH = /[\u0080-\u009f]/g;
const ESCAPE = /\|([0-9a-f]{2})/gi;

/** A value as it stands in the file, each byte a character (latin1), read as text. */
export function decodeValue(bytes: string, encoding: string): string {
  const plain = bytes.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const name = encoding.toLowerCase();
  if (name === UTF_8) return Buffer.from(plain, 'latin1').toString('utf8');
  if (name === WINDOWS)
    return plain.replace(HIGH, (byte) => OF_HIGH[byte.charCodeAt(0) - FIRST_HIGH] ?? byte);
  return plain;
}

/** Text as it is written into the file; undefined where its encoding lacks a character. */
export function encodeValue(text: string, encoding: string): string | undefined {
  const bytes = toBytes(text, encoding.toLowerCase());
  const written = bytes?.replace(
    UNSAFE,
    (character) => `|${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return written !== undefined && decodeValue(written, encoding) === text ? written : undefined;
}

function toBytes(text: string, encoding: string): string | undefined {
  if (encoding === UTF_8) return Buffer.from(text, 'utf8').toString('latin1');
  const characters = [...text].map((character) =>
    encoding === WINDOWS ? (windowsByte(character) ?? '') : character,
  );
  return characters.every((character) => character.length === 1 && character <= '\u00ff')
    ? characters.join('')
    : undefined;
}

function windowsByte(character: string): string | undefined {
  const high = OF_HIGH.indexOf(character);
  if (high >= 0) return String.fromCharCode(FIRST_HIGH + high);
  return character > '\u00ff' || character.search(HIGH) >= 0 ? undefined : character;
}
