/** A machine's power: one operation at a time, its state, its emulator while it is on, its disks while it is off. */
import { type CallOptions, type Deadline, DRIVER_CALL_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { MachineEvents, MachineState } from '../driver.ts';
import { type DiskContent, transferOf } from './disk-content.ts';
import type { BootPlan } from './protocol.ts';
import { Session } from './session.ts';

/** The emulator answers within milliseconds unless it hangs: then it is ended without its disks. In ms. */
const POWER_OFF_GRACE = 10_000;

export interface PowerEvents extends MachineEvents {
  /** An emulator is about to power on: its events come from now on. */
  booting: Session;
  /** The machine is on with this session, or off. */
  session: Session | undefined;
  /** The guest switched itself off: `powerOff` is due. */
  poweredOff: Session;
}

export class Power {
  readonly events = new Emitter<PowerEvents>();
  /** Bytes of each disk. */
  readonly diskSizes: readonly number[];
  readonly #name: string;
  #session: Session | undefined;
  /** Undefined while the emulator has them, and when they died with it. */
  #disks: readonly DiskContent[] | undefined;
  #state: MachineState = 'off';
  #detail = 'no emulator';
  #last: Promise<unknown> = Promise.resolve();
  #draining = 0;
  /** An emulator that is being switched on. */
  #booting: Session | undefined;
  #closed = false;

  constructor(name: string, disks: readonly DiskContent[]) {
    this.#name = name;
    this.diskSizes = disks.map(({ size }) => size);
    this.#disks = disks;
  }

  /** The emulator, while the machine is on. */
  get session(): Session | undefined {
    return this.#session;
  }

  get state(): { readonly state: MachineState; readonly detail: string } {
    if (this.#draining > 0) return { state: 'busy', detail: 'an abandoned operation is ending' };
    return { state: this.#state, detail: this.#detail };
  }

  /** The disks of a machine that is off. */
  get disks(): readonly DiskContent[] {
    if (this.#disks) return this.#disks;
    throw new GuestwrightError(`machine '${this.#name}': its disks were lost when its emulator ended`, {
      code: 'machine-died',
      remedy: 'Define the machine anew.',
    });
  }

  /** Replaces the disks of a machine that is off. */
  set disks(disks: readonly DiskContent[]) {
    this.#disks = disks;
  }

  setState(state: MachineState, detail: string): void {
    if (state === this.#state && detail === this.#detail) return;
    this.#state = state;
    this.#detail = detail;
    this.events.emit('state', { state, detail });
  }

  /** Runs `work` when all before it have ended. Rejects at the deadline; the work is then left to end. */
  async exclusive<T>(
    what: string,
    call: CallOptions,
    work: (deadline: Deadline) => Promise<T>,
    timeout: number = DRIVER_CALL_TIMEOUT,
  ): Promise<T> {
    return await withDeadline(
      `machine '${this.#name}': ${what}`,
      call,
      async (deadline) => {
        const running = this.#last.then(() => {
          deadline.throwIfDone();
          this.#refuseClosed(what);
          return work(deadline);
        });
        this.#last = running.catch(() => {}); // its caller is told
        const drain = () => {
          this.#draining++;
          void this.#last.then(() => this.#draining--);
        };
        deadline.signal.addEventListener('abort', drain);
        try {
          return await running;
        } finally {
          deadline.signal.removeEventListener('abort', drain);
        }
      },
      timeout,
    );
  }

  /** Refuses all that comes and all that waits, ends an emulator that is being switched on, and waits for what runs. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#booting?.terminate('it was disposed');
    await this.#last;
  }

  /** Error `machine-state` unless the machine is in one of `states`. */
  expect(what: string, ...states: readonly MachineState[]): void {
    if (states.includes(this.#state)) return;
    throw new GuestwrightError(
      `machine '${this.#name}': ${what} expects it to be ${states.join(' or ')}, but it is ${this.#state}`,
      { code: 'machine-state', remedy: 'Bring it into that state first.', details: { state: this.#state } },
    );
  }

  /** Switches on. */
  async boot(plan: Omit<BootPlan, 'disks'>, deadline: Deadline): Promise<Session> {
    const disks = this.disks;
    this.setState('starting', 'emulator loading');
    const session = Session.start();
    this.#booting = session;
    this.#listen(session);
    this.events.emit('booting', session);
    this.#disks = undefined;
    try {
      const transfer = disks.flatMap(transferOf);
      await session.call('boot', { ...plan, disks }, { ...deadline.options, transfer });
    } catch (error) {
      await this.#reclaim(session, 'its start failed');
      this.setState('off', 'no emulator');
      throw error;
    } finally {
      this.#booting = undefined;
    }
    this.#session = session;
    this.events.emit('session', session);
    this.setState('running', 'emulator running');
    return session;
  }

  /** Switches off; `then` is the state afterwards. Without `keepDisks` at once: they must be replaced. */
  async powerOff(
    why: string,
    { then = 'off', keepDisks = true }: { then?: 'off' | 'suspended'; keepDisks?: boolean } = {},
  ): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.setState('stopping', 'emulator ending');
    this.#session = undefined;
    if (keepDisks) await this.#reclaim(session, why);
    else await session.terminate(why);
    this.events.emit('session', undefined);
    this.setState(then, then === 'off' ? 'no emulator' : 'state in a file');
  }

  /** Ends the emulator and takes its disks back, if it answers. */
  async #reclaim(session: Session, why: string): Promise<void> {
    try {
      this.#disks = (await session.call('powerOff', undefined, { timeout: POWER_OFF_GRACE })).disks;
    } catch {
      this.#disks = undefined; // it hung or died: asking for the disks says so
    }
    await session.terminate(why);
  }

  #refuseClosed(what: string): void {
    if (!this.#closed) return;
    throw new GuestwrightError(`machine '${this.#name}': ${what} came after it was disposed`, {
      code: 'machine-state',
      remedy: 'Define the machine anew.',
    });
  }

  #listen(session: Session): void {
    session.events.on('reset', () => this.events.emit('reset', { by: 'guest' }));
    session.events.on('poweredOff', () => this.events.emit('poweredOff', session));
    session.events.on('died', (error) => {
      this.#disks = undefined;
      if (this.#session === session) {
        this.#session = undefined;
        this.events.emit('session', undefined);
        this.setState('off', 'the emulator died');
      }
      this.events.emit('died', error);
    });
  }
}
