/** Keys: rows of small equal boxes with a character or two on each, as on a picture of a keyboard or in a calendar. */
import { type Region, unionAll } from '../../frame/region.ts';
import type { Ground } from './grounds.ts';
import type { Mark } from './marks.ts';
import { lineOf, type MarkLine } from './text-lines.ts';

/** Height of a key, in pixels, and how many of its heights it is wide at most. */
const KEY = { lowest: 14, highest: 72, widest: 3 };
/** A row of fewer boxes is read box by box. */
const FEWEST = 5;
/** How far the tops and heights of a row's boxes may be apart, in pixels. */
const SAME = 1;
/** What stands on a key is narrower than that, in its height: a word is read better alone. */
const WIDEST_CONTENT = 0.75;
/** How far over a key's middle a character of its upper or lower half may reach, in pixels. */
const REACH = 2;

/** Characters on neighbouring boxes that are read together, as if they stood in one line: alone they are hard to tell. */
export type KeyRow = readonly MarkLine[];

/** The rows of characters on keys; `grounds` as in `findGrounds`. */
export function keyRows(marks: readonly Mark[], grounds: readonly Ground[]): KeyRow[] {
  const onGround = new Map<number, Mark[]>();
  for (const mark of marks) {
    const { box } = grounds[mark.ground - 1] ?? {};
    if (!box || !isKey(box)) continue;
    const others = onGround.get(mark.ground);
    if (others) others.push(mark);
    else onGround.set(mark.ground, [mark]);
  }
  const keys = [...onGround].flatMap(([ground, on]): Key[] => {
    const { box } = grounds[ground - 1] as Ground;
    const content = unionAll(on.map((mark) => mark.box)) as Region;
    return content.width <= WIDEST_CONTENT * box.height ? [{ box, marks: on }] : [];
  });
  return rowsOf(keys).flatMap(characterRows);
}

interface Key {
  readonly box: Region;
  readonly marks: readonly Mark[];
}

function isKey({ width, height }: Region): boolean {
  return height >= KEY.lowest && height <= KEY.highest && width <= KEY.widest * height;
}

/** Keys of the same height beside each other, from the left. */
function rowsOf(keys: readonly Key[]): Key[][] {
  const rows: Key[][] = [];
  for (const key of [...keys].sort((a, b) => a.box.x - b.box.x)) {
    const row = rows.find(([first]) => first && areLevel(first.box, key.box));
    if (row) row.push(key);
    else rows.push([key]);
  }
  return rows.filter(({ length }) => length >= FEWEST);
}

function areLevel(a: Region, b: Region): boolean {
  return Math.abs(a.y - b.y) <= SAME && Math.abs(a.height - b.height) <= SAME;
}

/** One row of characters, or two if all stand in the upper or the lower half of their keys. */
function characterRows(keys: readonly Key[]): KeyRow[] {
  const half = (box: Region, { y, height }: Region) => {
    const middle = box.y + box.height / 2;
    if (y + height <= middle + REACH) return 'upper';
    return y >= middle - REACH ? 'lower' : 'both';
  };
  const two = keys.every(({ box, marks }) => marks.every((mark) => half(box, mark.box) !== 'both'));
  const parts = two ? (['upper', 'lower'] as const) : ([undefined] as const);
  return parts.flatMap((part) => {
    const row = keys.flatMap(({ box, marks }) => {
      const here = marks.filter((mark) => !part || half(box, mark.box) === part);
      return here.length > 0 ? [lineOf(here)] : [];
    });
    return row.length > 0 ? [row] : [];
  });
}
