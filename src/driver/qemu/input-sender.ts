/** Sends input to QEMU no faster than the guest takes it from the keyboard controller's short queue. */
import { type Deadline, poll } from '../../base/deadline.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import { type InputGroup, PS2_QUEUE_BYTES } from './input-events.ts';

/** Between two looks at the keyboard controller, ms. */
const DRAIN_INTERVAL = 2;
/** The controller's status register, and its bit that says that a byte waits for the guest. */
const STATUS_PORT = '0x64';
const OUTPUT_FULL = 0x01;

export class InputSender {
  /** Bytes sent since the queue was last seen empty. */
  #outstanding = 0;

  /** Sends the groups in order, each as one command; waits for room in the queue between them. */
  async send(qmp: QmpConnection, groups: readonly InputGroup[], deadline: Deadline): Promise<void> {
    for (const { events, bytes } of groups) {
      if (this.#outstanding + bytes > PS2_QUEUE_BYTES) await this.#drain(qmp, deadline);
      await qmp.execute('input-send-event', { events }, deadline.options);
      this.#outstanding += bytes;
    }
  }

  async #drain(qmp: QmpConnection, deadline: Deadline): Promise<void> {
    await poll(deadline, DRAIN_INTERVAL, async () => {
      // Reading this port changes nothing. Boards without it answer with all bits set or an error.
      const answer = await qmp.human(`i /b ${STATUS_PORT}`, deadline.options);
      const status = Number.parseInt(/= 0x([0-9a-f]+)/.exec(answer)?.[1] ?? '0', 16);
      return (status & OUTPUT_FULL) === 0 ? true : undefined;
    });
    this.#outstanding = 0;
  }
}
