/** Streams of small frames with damage, for the tests of the screen index. */
import { frameDamage } from '../../../src/frame/damage.ts';
import { createFrame, type Damage, type Frame } from '../../../src/frame/frame.ts';
import { FrameHistory } from '../../../src/frame/frame-history.ts';
import { type Picture, wordOf } from '../../../src/frame/picture.ts';
import { paint } from './pictures.ts';

export const SIZE = { width: 96, height: 80 };
/** Of most areas. */
export const SMALL = { width: 14, height: 9 };
export const GROUND = wordOf(40, 40, 40);

/** Frames of one stream: each is a changed copy of the one before, noted with its damage. */
export class Stream {
  readonly history = new FrameHistory();
  frame: Frame;
  #sequence = 0;

  constructor(picture: Picture) {
    this.frame = createFrame(picture.data.slice(), { ...SIZE, sequence: 0, time: 0 });
    this.history.note(this.frame);
  }

  next(change: (picture: Picture) => void, damage?: Damage): Frame {
    const data = this.frame.data.slice();
    const facts = { ...SIZE, sequence: ++this.#sequence, time: this.#sequence };
    change(createFrame(data, facts));
    const bare = createFrame(data, facts);
    this.frame = { ...bare, damage: damage ?? frameDamage(this.frame, bare) };
    this.history.note(this.frame);
    return this.frame;
  }
}

export function ground(): Picture {
  return paint(SIZE, () => GROUND);
}
