/** One power-on of a machine: the qemu driver's machine and desktop, its input in order, its serial ports. */
import type { CallOptions, Desktop, Frame, Host, Machine, PointerEvent } from 'guestwright/script';
import { Failure } from './protocol.ts';
import { definitionOf, type MachineRecord, serialTargets } from './record.ts';
import { ScancodeStream } from './scancode-stream.ts';
import { bridgeSerial } from './serial-bridge.ts';
import { WorkingDisks } from './working-disks.ts';

/** By bit of the mask, from the lowest. */
const BUTTONS = ['left', 'right', 'middle', 'back', 'forward'] as const;
/** Between two looks at a machine that loads its memory, ms. */
const LOADING_INTERVAL = 10;

export interface PointerTarget {
  readonly absolute: boolean;
  readonly x: number;
  readonly y: number;
  /** Notches: towards the user, right. */
  readonly wheel: { readonly dx: number; readonly dy: number };
  /** Mask of the buttons that are held afterwards. */
  readonly buttons: number;
}

export class Powered implements AsyncDisposable {
  readonly machine: Machine;
  readonly #desktop: Desktop;
  readonly #bridges: readonly Disposable[];
  readonly #disks: WorkingDisks;
  readonly #scancodes = new ScancodeStream();
  #buttons = 0;
  #input: Promise<unknown> = Promise.resolve();

  /** Boots, or continues with the memory in the file `memory`. */
  static async on(
    host: Host,
    {
      id,
      record,
      home,
      memory,
      call,
    }: { id: string; record: MachineRecord; home: string; memory?: string; call: CallOptions },
  ): Promise<Powered> {
    const args = memory === undefined ? [] : ['-incoming', `exec:cat ${quoted(memory)}`];
    const disks = await WorkingDisks.open(record, home);
    const machine = await host.define(definitionOf(id, disks.record, args), call);
    const bridges: Disposable[] = [];
    try {
      for (const [index, target] of serialTargets(record).entries())
        bridges.push(bridgeSerial(machine.serial(index), target));
      await machine.start(call);
      if (memory !== undefined) await loaded(machine, call);
      return new Powered(machine, await machine.openDesktop(call), { bridges, disks });
    } catch (error) {
      for (const bridge of bridges) bridge[Symbol.dispose]();
      await machine[Symbol.asyncDispose]();
      await disks[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(
    machine: Machine,
    desktop: Desktop,
    { bridges, disks }: { bridges: readonly Disposable[]; disks: WorkingDisks },
  ) {
    this.machine = machine;
    this.#desktop = desktop;
    this.#bridges = bridges;
    this.#disks = disks;
  }

  /** Its images hold what the guest has written so far, as far as a disk's do. */
  async pause(call: CallOptions): Promise<void> {
    await this.machine.pause(call);
    await this.#disks.writeBack();
  }

  capture(call: CallOptions): Promise<Frame> {
    return this.#desktop.capture(call);
  }

  /** Asks: the state is told only while somebody captures. */
  async absolutePointer(call: CallOptions): Promise<boolean> {
    await this.#desktop.capture(call);
    return this.#desktop.states['pointer.absolute'];
  }

  keys(bytes: readonly number[], call: CallOptions): Promise<void> {
    return this.#inOrder(async () => {
      const complete = this.#scancodes.read(bytes);
      if (complete.length > 0) await this.#desktop.scancodes(complete, call);
    });
  }

  pointer({ absolute, x, y, wheel, buttons }: PointerTarget, call: CallOptions): Promise<void> {
    return this.#inOrder(async () => {
      const events: PointerEvent[] = [];
      if (absolute) events.push({ type: 'move', x, y });
      else if (x !== 0 || y !== 0) events.push({ type: 'moveBy', dx: x, dy: y });
      for (const [bit, button] of BUTTONS.entries()) {
        const down = (buttons & (1 << bit)) !== 0;
        if (down !== ((this.#buttons & (1 << bit)) !== 0)) events.push({ type: 'button', button, down });
      }
      if (wheel.dx !== 0 || wheel.dy !== 0) events.push({ type: 'wheel', ...wheel });
      if (events.length > 0) await this.#desktop.pointer(events, call);
      this.#buttons = buttons;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const bridge of this.#bridges) bridge[Symbol.dispose]();
    await this.#desktop[Symbol.asyncDispose]();
    await this.machine[Symbol.asyncDispose]();
    await this.#disks[Symbol.asyncDispose]();
  }

  async #inOrder(send: () => Promise<void>): Promise<void> {
    const sent = this.#input.then(send);
    this.#input = sent.catch(() => {});
    await sent;
  }
}

/**
 * QEMU may load memory that was named on its command line after it was told to go on, and then stands still as the
 * guest did whose memory it is: it is told again.
 */
async function loaded(machine: Machine, { signal }: CallOptions): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const { state, detail } = await machine.state();
    if (state === 'off') throw new Failure('failed', 'QEMU ended while it loaded the memory');
    if (detail !== 'inmigrate' && state !== 'starting') break;
    await new Promise((resolve) => setTimeout(resolve, LOADING_INTERVAL));
  }
  await machine.resume({ signal });
}

/** For the shell that QEMU runs. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
