/** Readers of text by name: glyphs, and whatever is registered later (OCR needs no edit elsewhere). */
import type { Picture } from '../frame/picture.ts';
import type { Region } from '../frame/region.ts';
import { readGlyphs } from './glyphs/read-glyphs.ts';
import { findInText, type ReadText, type TextMatch } from './text.ts';

/** One way to read. Pure but for what it caches. */
export interface TextReader {
  readonly name: string;
  /** The lines within `region`, or on the whole picture. */
  read(picture: Picture, region?: Region): ReadText | Promise<ReadText>;
}

const readers: TextReader[] = [{ name: 'glyphs', read: readGlyphs }];

/** Readers are asked in the order of registration, so cheap and exact ones come first; a known name is replaced. */
export function registerTextReader(reader: TextReader): void {
  const index = readers.findIndex(({ name }) => name === reader.name);
  if (index >= 0) readers[index] = reader;
  else readers.push(reader);
}

export function textReaderNames(): readonly string[] {
  return readers.map(({ name }) => name);
}

/** What the first reader that can read anything reads; no lines if none can. */
export async function readText(picture: Picture, region?: Region): Promise<ReadText> {
  for (const reader of readers) {
    const text = await reader.read(picture, region);
    if (text.lines.length > 0) return text;
  }
  return { lines: [], unknown: 0 };
}

/** Where `pattern` can be read, as found by the first reader that finds it; in reading order. */
export async function findText(
  picture: Picture,
  pattern: string | RegExp,
  region?: Region,
): Promise<TextMatch[]> {
  for (const reader of readers) {
    const found = findInText(await reader.read(picture, region), pattern);
    if (found.length > 0) return found;
  }
  return [];
}
