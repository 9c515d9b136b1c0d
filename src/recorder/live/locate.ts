/** What `guest.screen(...)` and `guest.text(...)` would find at a place: for picking a locator by pointing. */

import type { Frame } from '../../frame/frame.ts';
import { area, containsPoint, type Point } from '../../frame/region.ts';
import { findInText } from '../../matchers/find-text.ts';
import type { ReadText, TextLine, TextWord } from '../../matchers/text.ts';
import type { LocatorProposal } from '../protocol.ts';
import type { GuestRoom } from './guest-room.ts';

/** A page of proposals helps nobody choose. */
const MOST_PROPOSALS = 8;

export async function locate(room: GuestRoom, point: Point): Promise<readonly LocatorProposal[]> {
  const desktop = await room.context.desktop.get({ signal: room.ended });
  const frame = await desktop.capture({ signal: room.ended });
  const screens = await screensAt(room, frame, point);
  const texts = textsAt(await room.context.texts.read(frame), point);
  return [...texts, ...screens].slice(0, MOST_PROPOSALS);
}

async function screensAt({ context }: GuestRoom, frame: Frame, point: Point): Promise<LocatorProposal[]> {
  const names = await context.screens.matching(frame, []);
  const found = await Promise.all(
    names.map(async (name) => {
      const target = context.screens.target(name);
      const { matches } = await target.look(frame, { places: 'every' });
      const match = matches.find(({ box }) => containsPoint(box, point));
      if (!match) return [];
      const code = `guest.screen('${name}')`;
      return [{ kind: 'screen' as const, code, region: match.box, places: matches.length }];
    }),
  );
  return found.flat().sort((a, b) => area(a.region) - area(b.region));
}

/** The word there, the words around it up to a gap, and the whole line: the shortest that is there once comes first. */
export function textsAt(read: ReadText, point: Point): LocatorProposal[] {
  const line = read.lines.find(({ region }) => containsPoint(region, point));
  const word = line?.words.findIndex(({ region }) => containsPoint(region, point)) ?? -1;
  if (!line || word < 0) return [];
  const phrases = [line.words.slice(word, word + 1), phraseAround(line, word, 1), phraseAround(line, word)];
  const texts = new Set(phrases.map((words) => textOf(line, words)));
  return [...texts]
    .flatMap((text) => {
      const matches = findInText(read, text);
      const match = matches.find(({ region }) => containsPoint(region, point));
      const code = `guest.text(${quoted(text)})`;
      return match ? [{ kind: 'text' as const, code, region: match.region, places: matches.length }] : [];
    })
    .sort((a, b) => Number(a.places > 1) - Number(b.places > 1));
}

/** The words around, up to what is no word, such as a frame's stroke, or a gap of more than `gap` blanks. */
function phraseAround(
  { words }: TextLine,
  index: number,
  gap = Number.POSITIVE_INFINITY,
): readonly TextWord[] {
  let [from, to] = [index, index + 1];
  const joined = (left: number) => {
    const [one, other] = [words[left], words[left + 1]];
    return one && other && isWord(one) && isWord(other) && other.start - one.end <= gap;
  };
  while (joined(from - 1)) from--;
  while (joined(to - 1)) to++;
  return words.slice(from, to);
}

function isWord({ text }: TextWord): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function textOf({ text }: TextLine, words: readonly TextWord[]): string {
  return text.slice(words[0]?.start ?? 0, words.at(-1)?.end ?? 0);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
