/** Puts together frames from the changed rows that the worker sends. */
import type { Frame, FrameAllocator } from '../../frame/frame.ts';
import type { Captured } from '../frame-source.ts';
import type { Session } from './session.ts';

const BYTES_PER_PIXEL = 4;
/** What a question and its answer cost in two threads beside the work itself, in ms. */
const MESSAGE_COST = 2.5;

/** For one consumer: the worker sends what changed since this receiver asked last. */
export class FrameReceiver {
  /** The power-on that knows what we have. */
  #session: Session | undefined;
  /** Memory for the next answer: it goes back and forth; the worker keeps it while nothing changes. */
  #spare: ArrayBuffer | undefined;

  async capture(
    session: Session,
    context: {
      readonly previous: Frame | undefined;
      readonly allocator: FrameAllocator;
      readonly signal: AbortSignal;
    },
  ): Promise<Captured | undefined> {
    const { previous, allocator, signal } = context;
    const fresh = !previous || this.#session !== session;
    this.#session = undefined; // until it answered, nobody knows what we have
    const spare = this.#spare;
    this.#spare = undefined;
    const answer = await session.call(
      'frame',
      { fresh, spare },
      { signal, ...(spare && { transfer: [spare] }) },
    );
    this.#session = session;
    if (answer.kind === 'none') return undefined;
    if (answer.kind === 'unchanged') return { unchanged: true, cost: answer.cost + MESSAGE_COST };
    const start = performance.now();
    const { width, height, damage, top, count, rows } = answer;
    const data = allocator.allocate(width, height);
    const changed = new Uint8Array(rows, 0, count * width * BYTES_PER_PIXEL);
    if (previous && changed.length < data.length) data.set(previous.data);
    data.set(changed, top * width * BYTES_PER_PIXEL);
    this.#spare = rows;
    return { width, height, data, damage, cost: answer.cost + MESSAGE_COST + performance.now() - start };
  }
}
