/** The library's default event loop on a thread of the pool: keepalive, events and streams need it. */
import type { Session } from './session.ts';

/** A turn ends after so many ms at the latest, so that the loop can be left. */
const TURN = 250;

/** Start it before the connection is opened. */
export class EventLoop {
  #stopping = false;
  #ended: Promise<void> = Promise.resolve();

  async start(session: Session): Promise<void> {
    const { library } = session;
    await session.int('virEventRegisterDefaultImpl');
    const tick = library.callback({ returns: 'void', takes: ['i32', 'pointer'] }, () => undefined);
    await session.int('virEventAddTimeout', TURN, tick.pointer, 0n, 0n);
    // Not in turn with other calls: it is what their answers come through.
    const run = async () => {
      while (!this.#stopping) await library.call('virEventRunDefaultImpl');
    };
    this.#ended = run();
  }

  /** Resolves when the last turn has ended: a process cannot exit in the middle of one. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#ended;
  }
}
