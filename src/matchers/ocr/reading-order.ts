/** The order in which a person reads boxes on a screen: side bars and other panels as a whole, the rest row by row. */
import { type Region, unionAll } from '../../frame/region.ts';

/** Something that stands on one baseline. */
export interface Placed {
  readonly box: Region;
  readonly baseline: number;
  /** The box of what it stands on. */
  readonly panel: Region;
}

/** How far the baselines of one row may be apart, in pixels, whatever the size of their letters. */
const SAME_BASELINE = 3;
/** Two things whose heights overlap by this share of the lower one stand in one row. */
const SAME_ROW = 0.5;
/** How far the sides of a list and its selected row may be apart, in pixels. */
const SAME_SIDE = 4;
/** Pixels between two columns that are read one after the other. */
const GUTTER = 16;
/** Columns of which more than this share of rows continue beside each other are a table. */
const TABLE = 0.5;

/** The rows from the top, each from the left. */
export function inReadingOrder<T extends Placed>(items: readonly T[]): T[][] {
  const parts = columnsOf(items);
  if (parts) return parts.flatMap((part) => inReadingOrder(part));
  return rowsOf(blocksOf(items)).flatMap((row) => {
    const rows: T[][] = [];
    let open: T[] | undefined;
    for (const { items: inside } of row) {
      if (inside.length > 1) {
        rows.push(...inReadingOrder(inside));
        open = undefined;
      } else if (open) open.push(...inside);
      else {
        open = [...inside];
        rows.push(open);
      }
    }
    return rows;
  });
}

/** What is read at once, placed where its first line stands. */
interface Block<T> {
  readonly items: readonly T[];
  readonly box: Region;
  readonly baseline: number;
}

function blocksOf<T extends Placed>(items: readonly T[]): Block<T>[] {
  return byPanel(items).flatMap((inside) => {
    const whole = inside.length < items.length && rowsOf(inside.map((item) => blockOf([item]))).length > 1;
    return whole && isClosed(inside, items) ? [blockOf(inside)] : inside.map((item) => blockOf([item]));
  });
}

/** By what they stand on; a selected row belongs to its list. */
function byPanel<T extends Placed>(items: readonly T[]): T[][] {
  const panels: { readonly boxes: Region[]; readonly items: T[] }[] = [];
  for (const item of items) {
    const own = panels.filter(({ boxes }) => boxes.some((box) => isOnePanel(box, item.panel)));
    const joined = { boxes: own.flatMap(({ boxes }) => boxes), items: own.flatMap((panel) => panel.items) };
    for (const panel of own) panels.splice(panels.indexOf(panel), 1);
    panels.push({ boxes: [...joined.boxes, item.panel], items: [...joined.items, item] });
  }
  return panels.map((panel) => panel.items);
}

/** As wide as each other, and one in the other or touching it. */
function isOnePanel(a: Region, b: Region): boolean {
  if (Math.abs(a.x - b.x) > SAME_SIDE || Math.abs(a.x + a.width - b.x - b.width) > SAME_SIDE) return false;
  return a.y <= b.y + b.height + SAME_SIDE && b.y <= a.y + a.height + SAME_SIDE;
}

/** A panel is read as a whole if it holds nothing but its own lines. */
function isClosed<T extends Placed>(inside: readonly T[], items: readonly T[]): boolean {
  const box = unionAll(inside.map((each) => each.box)) as Region;
  return items.every((item) => inside.includes(item) || !overlap(item.box, box));
}

function overlap(a: Region, b: Region): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function blockOf<T extends Placed>(items: readonly T[]): Block<T> {
  const first = items.reduce((top, each) => (each.box.y < top.box.y ? each : top));
  return {
    items,
    box: { ...(unionAll(items.map(({ box }) => box)) as Region), y: first.box.y, height: first.box.height },
    baseline: first.baseline,
  };
}

function rowsOf<T>(blocks: readonly Block<T>[]): Block<T>[][] {
  const rows: Block<T>[][] = [];
  for (const block of [...blocks].sort((a, b) => a.baseline - b.baseline)) {
    const row = rows.find((each) => each.some((other) => inOneRow(other, block)));
    if (row) row.push(block);
    else rows.push([block]);
  }
  return rows.map((row) => row.sort((a, b) => a.box.x - b.box.x));
}

function inOneRow(a: Pick<Placed, 'box' | 'baseline'>, b: Pick<Placed, 'box' | 'baseline'>): boolean {
  if (Math.abs(a.baseline - b.baseline) <= SAME_BASELINE) return true;
  const common = Math.min(a.box.y + a.box.height, b.box.y + b.box.height) - Math.max(a.box.y, b.box.y);
  return common > SAME_ROW * Math.min(a.box.height, b.box.height);
}

/** The first rows, and behind them two columns: a gutter divides them, and their lines do not stand beside each other. */
function columnsOf<T extends Placed>(items: readonly T[]): T[][] | undefined {
  const sorted = [...items].sort((a, b) => a.box.y - b.box.y);
  for (let skip = 0; skip < sorted.length - 3; skip++) {
    const above = sorted.slice(0, skip);
    const columns = divided(sorted.slice(skip));
    if (columns) return [above, ...columns];
  }
  return undefined;
}

function divided<T extends Placed>(items: readonly T[]): [T[], T[]] | undefined {
  const byLeft = [...items].sort((a, b) => a.box.x - b.box.x);
  let right = Number.NEGATIVE_INFINITY;
  for (const [index, { box }] of byLeft.entries()) {
    if (index > 0 && box.x - right >= GUTTER) {
      const halves: [T[], T[]] = [byLeft.slice(0, index), byLeft.slice(index)];
      if (areColumns(...halves) && !isCrossed(items, right, box.x)) return halves;
    }
    right = Math.max(right, box.x + box.width);
  }
  return undefined;
}

/** Whether something stands on a panel that reaches over the gutter and above which nothing stands: a title bar. */
function isCrossed<T extends Placed>(items: readonly T[], from: number, to: number): boolean {
  return items.some(({ panel }) => {
    if (panel.x > from || panel.x + panel.width < to) return false;
    const beside = items.filter(({ box }) => box.y < panel.y + panel.height && panel.y < box.y + box.height);
    return !beside.some(({ box }) => box.x + box.width <= from) || !beside.some(({ box }) => box.x >= to);
  });
}

function areColumns<T extends Placed>(left: readonly T[], right: readonly T[]): boolean {
  const [a, b] = [left, right].map((half) => rowsOf(half.map((item) => blockOf([item])))) as [
    Block<T>[][],
    Block<T>[][],
  ];
  if (a.length < 3 || b.length < 3) return false;
  const [fewer, more] = a.length < b.length ? [a, b] : [b, a];
  const continued = fewer.filter((row) =>
    more.some((other) =>
      row.some((x) => other.some((y) => Math.abs(x.baseline - y.baseline) <= SAME_BASELINE - 1)),
    ),
  );
  return continued.length <= TABLE * fewer.length;
}
