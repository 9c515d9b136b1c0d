/** Reads any text on any screen with tesseract.js: line by line, each line's picture once. */
import { createHash } from 'node:crypto';
import { type Deadline, withDeadline } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import { cropPixels } from '../../frame/picture.ts';
import { clip, type Region, translate, wholeOf } from '../../frame/region.ts';
import { NOTHING_READ, type ReadText, type TextLine, textLine } from '../text.ts';
import type { TextReader } from '../text-readers.ts';
import { BoundedCache } from './bounded-cache.ts';
import { areBullets, bulletsOn } from './bullets.ts';
import { doubled, type GreyPicture, pgm } from './grey-picture.ts';
import { keyStrip, rowsOfKeys, wordsOnKeys } from './key-strip.ts';
import { type OcrWord, sureness, wordsOn } from './read-line.ts';
import { inReadingOrder, type Placed } from './reading-order.ts';
import type { RecognizedBlock } from './recognized.ts';
import { type Segment, type Segments, segments } from './segment.ts';
import { disposeOcr, warmEngine } from './warm-engine.ts';

/** Crops and whole screens whose text is kept: a wait looks at a few again and again. */
const KEPT_READINGS = 32;
/** Lines whose text is kept: when a screen changes, most of its lines stay. */
const KEPT_LINES = 4000;
/** A whole screen takes about a second; a busy computer or an engine that hangs more. */
const READ_TIMEOUT = 60_000;
/** How often a line is tried whose engine died. */
const MOST_TRIES = 2;
/** Where dark and light ink may be the text, the other one is tried below this confidence. */
const SURE = 0.8;

const DEFAULT_LANGUAGE = 'eng';

export interface OcrOptions {
  /** Tesseract's names; the data of 'eng' comes with the package. Default ['eng']. */
  readonly languages?: readonly string[] | undefined;
}

/** A reader for `registerTextReader`, where another language than English is to be read. */
export function ocrReader({ languages = [] }: OcrOptions = {}): TextReader {
  const names = languages.join('+') || DEFAULT_LANGUAGE;
  const readings = new BoundedCache<Promise<ReadText>>(KEPT_READINGS);
  const lines = new BoundedCache<Promise<RecognizedBlock[]>>(KEPT_LINES);
  return {
    name: 'ocr',
    misreads: true,
    read: async (picture, region) => {
      const place = region ? clip(region, picture) : wholeOf(picture);
      if (!place) return NOTHING_READ;
      const crop = cropPixels(picture, place); // of its own: the stream may use a frame's memory again meanwhile
      const key = `${place.x},${place.y},${crop.width},${hashOf(crop.data)}`;
      const known = readings.get(key);
      if (known) return await known;
      const reading = withDeadline('OCR of the screen', { timeout: READ_TIMEOUT }, async (deadline) =>
        readSegments(await segments(crop), place, (grey) => readLine(names, lines, grey, deadline)),
      );
      readings.set(key, reading);
      reading.catch((error) => {
        readings.delete(key);
        if (isGuestwrightError(error, 'timeout')) void disposeOcr(); // it hangs
      });
      return await reading;
    },
  };
}

let standard: TextReader | undefined;

/** The registered one: in the languages of the environment variable GUESTWRIGHT_OCR ('eng+deu'), or English. */
export function defaultOcrReader(): TextReader {
  standard ??= ocrReader({
    languages: process.env.GUESTWRIGHT_OCR?.split('+').filter((name) => name !== ''),
  });
  return standard;
}

/** Each line's words, put together in reading order. */
async function readSegments(
  { lines: found, keys }: Segments,
  place: Region,
  read: (grey: GreyPicture) => Promise<RecognizedBlock[]>,
): Promise<ReadText> {
  const readable: (Placed & { readonly words: readonly OcrWord[] })[] = [];
  for (const segment of found) {
    const words = areBullets(segment) ? [bulletsOn(segment)] : await wordsOf(segment, read);
    if (words.length > 0) readable.push({ ...segment, words });
  }
  const onKeys: (Placed & { readonly words: readonly OcrWord[] })[] = [];
  for (const strip of keys.map(keyStrip)) {
    const words = wordsOnKeys(await read(strip.grey), strip);
    for (const [index, word] of words.entries()) {
      if (word) onKeys.push({ ...(strip.keys[index] as Segment), words: [word] });
    }
  }
  readable.push(...rowsOfKeys(onKeys));
  const lines = inReadingOrder(readable).flatMap((row) =>
    lineOf(
      row.flatMap(({ words }) => words),
      place,
    ),
  );
  return { reader: 'ocr', exact: false, complete: false, lines, unknown: [] };
}

/** Of dark or light ink, whichever the engine is surer of. */
async function wordsOf(
  segment: Segment,
  read: (grey: GreyPicture) => Promise<RecognizedBlock[]>,
): Promise<readonly OcrWord[]> {
  const { grey, other } = segment.picture;
  const words = wordsOn(await read(grey), segment);
  if (!other || sureness(words) >= SURE) return words;
  const others = wordsOn(await read(other), segment);
  return sureness(others) > sureness(words) ? others : words;
}

/** The words with a blank between two; its place is the gap. */
function lineOf(words: readonly OcrWord[], place: Region): TextLine[] {
  let text = '';
  const places: Region[] = [];
  const confidence: number[] = [];
  for (const word of words) {
    const [before, first] = [places.at(-1), word.places[0]];
    if (before && first) {
      text += ' ';
      places.push(between(before, first));
      confidence.push(word.confidence);
    }
    text += word.text;
    places.push(...word.places);
    for (const _ of word.places) confidence.push(word.confidence);
  }
  return textLine({ text, places: places.map((each) => translate(each, place)), confidence });
}

function between(left: Region, right: Region): Region {
  const x = left.x + left.width;
  return { ...left, x, width: Math.max(1, right.x - x) };
}

/** What the engine makes of a line's picture; it is asked once for the same pixels. */
function readLine(
  languages: string,
  known: BoundedCache<Promise<RecognizedBlock[]>>,
  grey: GreyPicture,
  deadline: Deadline,
): Promise<RecognizedBlock[]> {
  const key = `${grey.width},${hashOf(grey.data)}`;
  const before = known.get(key);
  if (before) return before;
  const reading = recognize(languages, pgm(doubled(grey)), deadline);
  known.set(key, reading);
  reading.catch(() => known.delete(key));
  return reading;
}

/** An engine that dies is started once more: it may have been ended from outside. */
async function recognize(
  languages: string,
  file: Uint8Array,
  deadline: Deadline,
): Promise<RecognizedBlock[]> {
  for (let tries = 1; ; tries++) {
    const engine = await warmEngine(languages, deadline.options);
    try {
      return await engine.recognize(file, deadline.signal);
    } catch (error) {
      if (engine.alive || tries === MOST_TRIES) throw error;
    }
  }
}

function hashOf(data: Uint8Array): string {
  return createHash('sha1').update(data).digest('base64');
}
