/** Reads the screens of a trace that has ended and adds what they say: off the run's time, and only of traces kept. */
import { createHash } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { now } from '../../base/deadline.ts';
import { decodePng } from '../../frame/png.ts';
import type { Dimensions } from '../../frame/region.ts';
import { ScreenTexts } from '../../guest/text-target.ts';
import type { ReadText } from '../../matchers/text.ts';
import { formatEvents, parseEvents } from './event-lines.ts';
import { EVENTS_FILE, RESOURCES, type Screen, type TraceEvent } from './format.ts';
import { type FoundPlace, textTree } from './text-tree.ts';

export interface ReadScreensOptions {
  /** Folder of fonts besides the package's. */
  readonly fonts?: string | undefined;
  /** Screens that are not read within this time, in ms, have no text. */
  readonly time?: number;
}

/** A test's end is not held up for longer by a trace. */
const READING_TIME = 15_000;

/** Adds an `aria-snapshot` for each screenshot: its lines of text as glyphs are read, and what the action found there. */
export async function readScreens(
  folder: string,
  { fonts, time = READING_TIME }: ReadScreensOptions = {},
): Promise<void> {
  const path = join(folder, EVENTS_FILE);
  const { events } = parseEvents(await readFile(path, 'utf8'));
  const found = foundPlaces(events);
  const texts = new ScreenTexts(fonts);
  const readings = new Map<string, Reading | undefined>();
  const until = now() + time;
  const trees: Screen[] = [];
  for (const event of events) {
    if (event.type !== 'screenshot') continue;
    if (!readings.has(event.file)) {
      const reading = now() < until ? await readScreen(texts, join(folder, event.file)) : undefined;
      readings.set(event.file, reading);
    }
    const reading = readings.get(event.file);
    if (!reading) continue;
    const places = event.phase === 'action' ? (found.get(event.callId) ?? []) : [];
    const file = await writeTree(folder, JSON.stringify(textTree(reading.size, reading.text, places)));
    trees.push({ ...event, type: 'aria-snapshot', file });
  }
  await appendFile(path, formatEvents(trees));
}

interface Reading {
  readonly size: Dimensions;
  readonly text: ReadText;
}

/** Undefined for a picture that cannot be decoded. Glyphs only: OCR takes seconds a screen. */
async function readScreen(texts: ScreenTexts, path: string): Promise<Reading | undefined> {
  try {
    const picture = await decodePng(await readFile(path), path);
    const frame = { ...picture, display: 0, sequence: 0, time: 0, damage: 'all' } as const;
    return { size: picture, text: await texts.read(frame, undefined, 'exact') };
  } catch {
    return undefined;
  }
}

/** By action: what its wait found. */
function foundPlaces(events: readonly TraceEvent[]): ReadonlyMap<string, readonly FoundPlace[]> {
  const found = new Map<string, readonly FoundPlace[]>();
  for (const event of events)
    if (event.type === 'after' && event.result) found.set(event.callId, [event.result]);
  return found;
}

/** Many screens say the same: trees are kept by their content. */
async function writeTree(folder: string, tree: string): Promise<string> {
  const file = `${RESOURCES}/${createHash('sha1').update(tree).digest('hex')}.json`;
  await writeFile(join(folder, file), tree);
  return file;
}
