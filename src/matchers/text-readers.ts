/** Readers of text by name: glyphs, and whatever is registered later (OCR needs no edit elsewhere). */
import type { Picture } from '../frame/picture.ts';
import type { Region } from '../frame/region.ts';
import { findInText, type TextMatch } from './find-text.ts';
import type { GlyphFont } from './glyphs/font.ts';
import { readGlyphs } from './glyphs/read-glyphs.ts';
import { NOTHING_READ, type ReadText } from './text.ts';

/** One way to read. Pure but for what it caches. */
export interface TextReader {
  readonly name: string;
  /** It may get characters wrong, and takes long: not asked where only an exact text will do. */
  readonly misreads?: boolean;
  /** The lines within `region`, or on the whole picture. */
  read(picture: Picture, region?: Region, options?: ReaderOptions): ReadText | Promise<ReadText>;
}

export interface ReaderOptions {
  /** Bitmap fonts besides the package's. */
  readonly fonts?: readonly GlyphFont[] | undefined;
}

/** What is read of a picture, and how. */
export interface ReadOptions extends ReaderOptions {
  readonly region?: Region | undefined;
  /** Asks only readers that do not misread: for comparing character by character, such as an echo. Default false. */
  readonly exact?: boolean | undefined;
}

/** Finds a pattern in what was read; readers that may misread can be given another way to find. */
export type FindIn = (read: ReadText, pattern: string | RegExp) => readonly TextMatch[];

/** Where a pattern was found, and in what. */
export interface FoundText {
  readonly matches: readonly TextMatch[];
  /** What the reader read that found it; of the last one asked if none did. */
  readonly read: ReadText;
}

const readers: TextReader[] = [
  { name: 'glyphs', read: (picture, region, options) => readGlyphs(picture, region, options?.fonts) },
  { name: 'ocr', misreads: true, read: readOcr },
];

/** English; another language is a reader of one's own: `registerTextReader(ocrReader({ languages: ['deu'] }))`. */
async function readOcr(picture: Picture, region?: Region): Promise<ReadText> {
  const { defaultOcrReader } = await import('./ocr/ocr-reader.ts'); // who reads glyphs only needs none of it
  return await defaultOcrReader().read(picture, region);
}

/** Readers are asked in the order of registration, so cheap and exact ones come first; a known name is replaced. */
export function registerTextReader(reader: TextReader): void {
  const index = readers.findIndex(({ name }) => name === reader.name);
  if (index >= 0) readers[index] = reader;
  else readers.push(reader);
}

export function textReaderNames(): readonly string[] {
  return readers.map(({ name }) => name);
}

type Readings = Map<string, ReadText | Promise<ReadText>>;
/** Several texts are looked for on one frame, whose pixels never change. */
const readings = new WeakMap<Picture, WeakMap<TextReader, Readings>>();

function readOnce(
  reader: TextReader,
  picture: Picture,
  region: Region | undefined,
  options: ReaderOptions,
): ReadText | Promise<ReadText> {
  const byReader = readings.get(picture) ?? new WeakMap<TextReader, Readings>();
  readings.set(picture, byReader);
  const known: Readings = byReader.get(reader) ?? new Map();
  byReader.set(reader, known);
  const key = JSON.stringify([region, options.fonts?.map(({ name }) => name)]);
  const read = known.get(key) ?? reader.read(picture, region, options);
  known.set(key, read);
  return read;
}

/** What the first reader that can read anything reads; no lines if none can. */
export async function readText(
  picture: Picture,
  { region, exact = false, ...options }: ReadOptions = {},
): Promise<ReadText> {
  for (const reader of readers) {
    if (exact && reader.misreads) continue;
    const text = await readOnce(reader, picture, region, options);
    if (text.lines.length > 0) return text;
  }
  return NOTHING_READ;
}

/**
 * Where `pattern` can be read, as found by the first reader that finds it; in reading order. A reader that has read
 * everything there is ends the search: no slower one is asked.
 */
export async function findText(
  picture: Picture,
  pattern: string | RegExp,
  { region, exact = false, ...options }: ReadOptions = {},
  findIn: FindIn = findInText,
): Promise<FoundText> {
  let read = NOTHING_READ;
  for (const reader of readers) {
    if (exact && reader.misreads) continue;
    const each = await readOnce(reader, picture, region, options);
    const matches = findIn(each, pattern);
    if (matches.length > 0) return { matches, read: each };
    if (each.lines.length > 0 || each.complete) read = each;
    if (each.complete) break;
  }
  return { matches: [], read };
}
