/** A machine behind a VNC server: its screen and input are ours to use, its power only by the user's hooks. */
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import type { Desktop, Host, Machine, MachineEvents, MachineState } from '../driver.ts';
import type { VncConnection } from './connection.ts';
import { VncDesktop } from './desktop.ts';
import { LACKING, lacks, refusing } from './lacking.ts';
import type { Power } from './power-hooks.ts';

export interface VncMachineParts {
  readonly name: string;
  readonly host: Host;
  readonly power: Power;
  readonly connection: VncConnection;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly release: () => Promise<void>;
}

interface State {
  readonly state: MachineState;
  /** In the driver's own words. */
  readonly detail: string;
}

const SWITCHED_OFF: State = { state: 'off', detail: 'switched off by its power hook' };

export class VncMachine implements Machine {
  readonly name: string;
  readonly host: Host;
  readonly borrowed = true;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly #power: Power;
  readonly #connection: VncConnection;
  readonly #events = new Emitter<MachineEvents>();
  readonly #release: () => Promise<void>;
  readonly #listening: Disposable;
  #desktop: VncDesktop | undefined;
  /** By us, and not on again since. */
  #switchedOff = false;
  #released: Promise<void> | undefined;

  constructor(parts: VncMachineParts) {
    this.name = parts.name;
    this.host = parts.host;
    this.facts = parts.facts;
    this.#power = parts.power;
    this.#connection = parts.connection;
    this.#release = parts.release;
    this.#listening = parts.connection.on('failed', (error) => this.#events.emit('died', error));
  }

  /** What the power hook says, else whether the server is there. */
  async state(call?: CallOptions): Promise<State> {
    this.#mustBeOurs();
    const power = await this.#power.state(call);
    if (power !== undefined) {
      return { state: power === 'on' ? 'running' : 'off', detail: `its power hook says ${power}` };
    }
    if (this.#switchedOff) return SWITCHED_OFF;
    const { current, problem } = this.#connection;
    if (current) return { state: 'running', detail: `connected to ${current.name}` };
    return { state: 'unknown', detail: problem?.message ?? 'not connected yet' };
  }

  /** Whether its screen should be there: unless we, or its hook, say that it is off. */
  async isWanted(): Promise<boolean> {
    return (await this.state()).state !== 'off';
  }

  on<Name extends keyof MachineEvents & string>(
    name: Name,
    listener: Listener<MachineEvents[Name]>,
  ): Disposable {
    return this.#events.on(name, listener);
  }

  /** By the hook; returns when the server answers. */
  async start(call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline(`starting '${this.name}'`, call, POWER_TIMEOUT);
    const { state, detail } = await this.state(deadline.options);
    if (state === 'running') throw wrongState(this.name, 'off', { state, detail });
    await this.#power.switch('on', deadline.options);
    this.#switchedOff = false;
    await this.#connection.client(deadline.options);
    this.#events.emit('state', { state: 'running', detail: 'switched on by its power hook' });
  }

  async stop(call: CallOptions = {}): Promise<void> {
    this.#mustBeOurs();
    this.#switchedOff = true; // before: the connection may break at once, and is not missed
    try {
      await this.#power.switch('off', call);
    } catch (error) {
      this.#switchedOff = false;
      throw error;
    }
    this.#events.emit('state', SWITCHED_OFF);
  }

  async reset(call: CallOptions = {}): Promise<void> {
    this.#mustBeOurs();
    if (this.#power.has('reset') || !this.#power.has('off') || !this.#power.has('on')) {
      await this.#power.switch('reset', call);
    } else {
      using deadline = new Deadline(`resetting '${this.name}'`, call, POWER_TIMEOUT);
      await this.stop(deadline.options);
      await this.start(deadline.options);
    }
    this.#events.emit('reset', { by: 'host' });
  }

  displays(): number {
    return 1;
  }

  async openDesktop({ display = 0, ...call }: { display?: number } & CallOptions = {}): Promise<Desktop> {
    this.#mustBeOurs();
    if (display !== 0 || this.#desktop) {
      const got = display === 0 ? 'which is open already' : `got ${display}`;
      throw new GuestwrightError(`machine '${this.name}': expected display 0, ${got}`, {
        code: display === 0 ? 'machine-state' : 'invalid-argument',
        remedy: 'A VNC server has one display; dispose the desktop that is open.',
      });
    }
    const state = await this.state(call);
    if (state.state === 'off') throw wrongState(this.name, 'on', state);
    const desktop = new VncDesktop(this.#connection, () => {
      this.#desktop = undefined;
    });
    this.#desktop = desktop;
    return desktop;
  }

  readonly snapshots = LACKING.snapshots;
  readonly media = LACKING.media;
  readonly agent = LACKING.agent;
  readonly shutdown = refusing('shutdown');
  readonly pause = refusing('pause');
  readonly resume = refusing('pause');
  readonly suspend = refusing('suspend');
  readonly discardSuspended = refusing('suspend');
  readonly setBootOrder = refusing('bootOrder');
  readonly exportDisk = refusing('disks');
  readonly setNetworkLink = refusing('network');

  serial(): never {
    return lacks('serial');
  }

  forwarded(): never {
    return lacks('network');
  }

  /** The machine goes on as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#released ??= this.#leave();
    await this.#released;
  }

  async #leave(): Promise<void> {
    this.#listening[Symbol.dispose]();
    await this.#desktop?.[Symbol.asyncDispose]();
    await this.#connection[Symbol.asyncDispose]();
    await this.#release();
  }

  #mustBeOurs(): void {
    if (!this.#released) return;
    throw new GuestwrightError(`machine '${this.name}': used after it was disposed`, {
      code: 'machine-state',
      remedy: 'Connect again.',
    });
  }
}

function wrongState(name: string, expected: string, { state, detail }: State): GuestwrightError {
  return new GuestwrightError(
    `machine '${name}': expected it to be ${expected}, it is ${state} (${detail})`,
    {
      code: 'machine-state',
      remedy: expected === 'off' ? 'Power it off first.' : 'Power it on first.',
    },
  );
}
