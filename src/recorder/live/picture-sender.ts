/** Sends a guest's pictures to one page: the newest each time, and no more than the page can show. */
import { mergeSignals, raceSignal } from '../../base/signals.ts';
import type { FrameStream } from '../../guest/frame-stream.ts';
import type { Channel } from '../channel.ts';
import { PicturePacker } from './picture-message.ts';

/** Pictures on their way: one is drawn while the next is packed. */
const MOST_UNDER_WAY = 2;

export class PictureSender {
  readonly #stream: FrameStream;
  readonly #channel: Channel;
  #underWay = 0;
  #wake = () => {};

  constructor(stream: FrameStream, channel: Channel) {
    this.#stream = stream;
    this.#channel = channel;
  }

  /** The page shows one more. */
  shown(): void {
    this.#underWay = Math.max(0, this.#underWay - 1);
    this.#wake();
  }

  /** Until `signal` fires or the page has gone. Never rejects. `onFirst` is told when there is a first picture. */
  async run(signal: AbortSignal, onFirst: () => void): Promise<void> {
    using signals = mergeSignals(signal, this.#channel.closed);
    using view = this.#stream.open();
    const packer = new PicturePacker();
    let first = true;
    while (!signals.signal.aborted) {
      try {
        await this.#room(signals.signal);
        const { frame, damage } = await view.next({ signal: signals.signal });
        const message = await packer.pack(frame, damage);
        if (message) {
          this.#underWay++;
          this.#channel.send(message);
        }
        if (first) onFirst();
        first = false;
      } catch (error) {
        if (!signals.signal.aborted) this.#channel.close('the picture could not be sent');
        if (!signals.signal.aborted) throw error;
      }
    }
  }

  async #room(signal: AbortSignal): Promise<void> {
    while (this.#underWay >= MOST_UNDER_WAY) {
      const shown = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await raceSignal(shown, signal);
    }
  }
}
