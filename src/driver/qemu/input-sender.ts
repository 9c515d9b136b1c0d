/** Sends input to QEMU no faster than the guest takes it from the short queues of its devices. */
import { type Deadline, now, pause, poll } from '../../base/deadline.ts';
import type { QmpMonitor } from '../qmp/monitor.ts';
import { type InputGroup, PS2_QUEUE_BYTES } from './input-events.ts';

/** Which kind of queue lies behind the keyboard and the pointer. */
export interface InputQueues {
  readonly keyboard: 'ps2' | 'usb';
  readonly pointer: 'ps2' | 'usb';
}

/** Between two looks at the keyboard controller, ms. */
const DRAIN_INTERVAL = 2;
/** The controller's status register, and its bit that says that a byte waits for the guest. */
const STATUS_PORT = '0x64';
const OUTPUT_FULL = 0x01;

/** Events of a USB device that wait at most (hw/input/hid.c, QUEUE_LENGTH), less one for the state itself. */
const USB_QUEUE_EVENTS = 15;
/** A guest asks USB devices every 8 to 10 ms; this is time for a whole queue. */
const USB_DRAIN_TIME = 200;

export class InputSender {
  readonly #queues: InputQueues;
  /** What was sent since the queue was last known to be empty. */
  #ps2Bytes = 0;
  #usbEvents = 0;
  /** When the last USB button changed, on the monotonic clock. */
  #usbButtonAt = Number.NEGATIVE_INFINITY;

  constructor(queues: InputQueues) {
    this.#queues = queues;
  }

  /** Sends the groups in order, each as one command; waits for room in the queue between them. */
  async send(qmp: QmpMonitor, groups: readonly InputGroup[], deadline: Deadline): Promise<void> {
    for (const group of groups) {
      if (this.#queues[group.device] === 'ps2') await this.#makeRoomPs2(qmp, group.bytes, deadline);
      else await this.#makeRoomUsb(group, deadline);
      await qmp.execute('input-send-event', { events: group.events }, deadline.options);
    }
  }

  async #makeRoomPs2(qmp: QmpMonitor, bytes: number, deadline: Deadline): Promise<void> {
    if (this.#ps2Bytes + bytes > PS2_QUEUE_BYTES) {
      await poll(deadline, DRAIN_INTERVAL, async () => ((await isDrained(qmp, deadline)) ? true : undefined));
      this.#ps2Bytes = 0;
    }
    this.#ps2Bytes += bytes;
  }

  /** QEMU does not show these queues. */
  async #makeRoomUsb({ events }: InputGroup, deadline: Deadline): Promise<void> {
    if (this.#usbEvents + events.length > USB_QUEUE_EVENTS) {
      await pause(USB_DRAIN_TIME, deadline.signal);
      this.#usbEvents = 0;
    }
    this.#usbEvents += events.length;
    // A move at once after a button would take the button along: QEMU folds it into the report that the guest has not
    // yet fetched (hw/input/hid.c, event_compression).
    if (events.some(({ type }) => type === 'btn')) this.#usbButtonAt = now();
    else if (events.some(({ type }) => type === 'abs')) {
      await pause(Math.max(0, this.#usbButtonAt + USB_DRAIN_TIME - now()), deadline.signal);
    }
  }
}

/** Reading the status changes nothing. A board without this controller shows nothing that waits. */
async function isDrained(qmp: QmpMonitor, deadline: Deadline): Promise<boolean> {
  const answer = await qmp.human(`i /b ${STATUS_PORT}`, deadline.options);
  const status = Number.parseInt(/= 0x([0-9a-f]+)/.exec(answer)?.[1] ?? '0', 16);
  return (status & OUTPUT_FULL) === 0;
}
