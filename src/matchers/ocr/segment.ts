/** Finds the lines of text on any screen, and pictures of each that OCR reads well. */
import type { Picture } from '../../frame/picture.ts';
import type { Region } from '../../frame/region.ts';
import { findGrounds, type Ground } from './grounds.ts';
import { keyRows } from './keys.ts';
import { type LinePicture, linePicture } from './line-picture.ts';
import { findMarks } from './marks.ts';
import { nextTurn } from './next-turn.ts';
import { type MarkLine, mayBeText, textLines } from './text-lines.ts';

/** Pixels across a frame. */
const FRAME = 4;

/** A line that may be text. */
export interface Segment extends MarkLine {
  readonly picture: LinePicture;
  /** The box of what it stands on. */
  readonly panel: Region;
}

/** A lone mark on a ground that is not larger than so many of its boxes is an icon: the tick in a circle. */
const ICON_GROUND = 4;

/** Pictures of lines that are made before others get a turn: a few ms. */
const LINES_A_TURN = 8;

export interface Segments {
  /** All lines that may be text, in no order; some are noise, such as the coasts of a map. */
  readonly lines: readonly Segment[];
  /** Characters on keys, by rows from the left. */
  readonly keys: readonly (readonly Segment[])[];
}

/** Everything that may be text. Its pixels must not change meanwhile: others get a turn between the steps. */
export async function segments(picture: Picture): Promise<Segments> {
  const found = await findGrounds(picture);
  await nextTurn();
  const marks = findMarks(found, picture.width);
  await nextTurn();
  const inside = marks.marks.filter(({ box }) => !isCutFrame(box, picture));
  const keys = keyRows(inside.filter(mayBeText), found.grounds);
  const keyGrounds = new Set(keys.flatMap((row) => row.map(({ ground }) => ground)));
  const lines = textLines(inside.filter(({ ground }) => !keyGrounds.has(ground)));
  const pictured = async (row: readonly MarkLine[]): Promise<Segment[]> => {
    const all: Segment[] = [];
    for (const [index, line] of row.entries()) {
      if (index % LINES_A_TURN === 0) await nextTurn();
      const { box } = found.grounds[line.ground - 1] as Ground;
      all.push({ ...line, panel: box, picture: linePicture(picture, marks, found.of, line) });
    }
    return all;
  };
  return {
    lines: await pictured(lines.filter((line) => !isIcon(line, found.grounds))),
    keys: await Promise.all(keys.map(pictured)),
  };
}

/** A crop along a button or field has a part of its frame at its edge. */
function isCutFrame({ x, y, width, height }: Region, picture: Picture): boolean {
  if (x === 0 || x + width === picture.width) return width <= FRAME && height > width;
  return (y === 0 || y + height === picture.height) && height <= FRAME;
}

function isIcon({ marks, ground, box }: MarkLine, grounds: readonly Ground[]): boolean {
  return marks.length === 1 && (grounds[ground - 1] as Ground).size < ICON_GROUND * box.width * box.height;
}
