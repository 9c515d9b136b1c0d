/** Marks: connected ink on a ground, such as a letter, a dot, an icon or a frame. */
import type { Region } from '../../frame/region.ts';
import { Forest } from './forest.ts';
import { boxesOf, type Grounds } from './grounds.ts';

/** A mark and what it stands on. */
export interface Mark {
  /** Its number in `Marks.of`. */
  readonly index: number;
  readonly box: Region;
  /** Pixels of ink. */
  readonly size: number;
  /** Number of the ground (from 1) that most of its neighbours belong to; 0 if none does. */
  readonly ground: number;
  /** Share of its neighbouring pixels that belong to another ground: high for frames and edges. */
  readonly between: number;
}

export interface Marks {
  readonly marks: readonly Mark[];
  /** For each pixel the number of its mark; -1 for ground. */
  readonly of: Int32Array;
}

/** Marks are connected over corners too. */
export function findMarks({ of: grounds }: Grounds, width: number): Marks {
  const forest = new Forest();
  const of = new Int32Array(grounds.length).fill(-1);
  for (let at = 0, x = 0; at < of.length; at++, x = x + 1 === width ? 0 : x + 1) {
    if (grounds[at] !== 0) continue;
    const left = x > 0 ? (of[at - 1] as number) : -1;
    if (at < width) {
      of[at] = left < 0 ? forest.add() : left;
      continue;
    }
    let mark = left;
    const from = x > 0 ? at - width - 1 : at - width;
    const to = x + 1 < width ? at - width + 1 : at - width;
    for (let above = from; above <= to; above++) {
      const other = of[above] as number;
      if (other < 0 || other === mark) continue;
      if (mark < 0) mark = other;
      else forest.join(mark, other);
    }
    of[at] = mark < 0 ? forest.add() : mark;
  }
  const count = forest.number(of);
  const beside = neighbours(count, of, grounds, width);
  const marks = boxesOf(count, of, width).map(({ box, size }, index) => ({
    index,
    box,
    size,
    ground: beside.most[index] as number,
    between: (beside.others[index] as number) / Math.max(1, beside.total[index] as number),
  }));
  return { marks, of };
}

/** By mark: which ground most neighbouring pixels belong to, how many are of others, how many there are. */
function neighbours(count: number, of: Int32Array, grounds: Int32Array, width: number) {
  const [most, votes] = [new Int32Array(count), new Int32Array(count)];
  const [others, total] = [new Int32Array(count), new Int32Array(count)];
  const visit = (what: (mark: number, ground: number) => void) => {
    for (let at = 0, x = 0; at < of.length; at++, x = x + 1 === width ? 0 : x + 1) {
      const mark = of[at] as number;
      if (mark < 0) continue;
      if (x > 0 && (grounds[at - 1] as number) > 0) what(mark, grounds[at - 1] as number);
      if (x + 1 < width && (grounds[at + 1] as number) > 0) what(mark, grounds[at + 1] as number);
      if (at >= width && (grounds[at - width] as number) > 0) what(mark, grounds[at - width] as number);
      if (at + width < of.length && (grounds[at + width] as number) > 0)
        what(mark, grounds[at + width] as number);
    }
  };
  // Boyer and Moore's majority vote.
  visit((mark, ground) => {
    const vote = votes[mark] as number;
    if (most[mark] === ground) votes[mark] = vote + 1;
    else if (vote > 0) votes[mark] = vote - 1;
    else [most[mark], votes[mark]] = [ground, 1];
  });
  visit((mark, ground) => {
    total[mark] = (total[mark] as number) + 1;
    if (most[mark] !== ground) others[mark] = (others[mark] as number) + 1;
  });
  return { most, others, total };
}
