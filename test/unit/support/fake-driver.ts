/** A scripted machine: the test says what its display shows and how it reacts, counted in captures, not in time. */
import { GuestwrightError } from '../../../src/base/errors.ts';
import { Emitter } from '../../../src/base/events.ts';
import { CAPABILITIES, type Capability, unsupported } from '../../../src/driver/capabilities.ts';
import type {
  Desktop,
  DesktopEvents,
  DesktopStates,
  Driver,
  Host,
  Machine,
  MachineEvents,
  MachineState,
} from '../../../src/driver/driver.ts';
import { frameDamage } from '../../../src/frame/damage.ts';
import { createFrame, type Frame, type FrameAllocator } from '../../../src/frame/frame.ts';
import type { KeyEvent } from '../../../src/input/keys.ts';
import { FakeDisplay } from './fake-display.ts';

export interface FakeOptions {
  readonly width?: number;
  readonly height?: number;
  readonly capabilities?: readonly Capability[];
  readonly absolute?: boolean;
  readonly state?: MachineState;
}

/** What reached the guest, in order: 'Enter down', 'move 3,4', 'left up', 'scancodes 1c 9c'. */
export type Received = string;

export class FakeMachine {
  readonly display: FakeDisplay;
  readonly received: Received[] = [];
  readonly calls: string[] = [];
  readonly events = new Emitter<MachineEvents>();
  readonly desktopEvents = new Emitter<DesktopEvents>();
  readonly driver: Driver;
  readonly machine: Machine;
  readonly desktop: Desktop;
  /** Released by the guest's stream. */
  readonly released: Uint8Array[] = [];
  /** Keys pressed (not released), for programs that react to them. */
  onKey: (key: string) => void = () => {};
  onPointer: (event: string) => void = () => {};
  onScancodes: () => void = () => {};
  /** Answers what is written to the serial port. */
  onWrite: (text: string) => void = () => {};
  /** Makes the next input call fail. */
  failInput: Error | undefined;
  /** Holds input calls until it resolves: the driver acknowledges late. */
  acknowledge: Promise<void> | undefined;
  /** Captures by `frames()`. */
  ticks = 0;
  /** Captures by `capture()`. */
  captures = 0;
  streams = 0;
  absolute: boolean;
  /** What the desktop says of it until it is next used, if that is outdated. */
  absoluteClaimed: boolean | undefined;
  leds: DesktopStates['leds'];
  state: MachineState;
  #sequence = 0;
  #serial = '';
  #serialListeners = new Set<(text: string) => void>();
  readonly written: string[] = [];

  constructor({
    width = 64,
    height = 48,
    capabilities,
    absolute = true,
    state = 'running',
  }: FakeOptions = {}) {
    this.display = new FakeDisplay(width, height);
    this.absolute = absolute;
    this.state = state;
    this.driver = {
      name: 'fake',
      capabilities: new Set(capabilities ?? (Object.keys(CAPABILITIES) as Capability[])),
      probe: async () => undefined,
      connect: async () => this.machine.host,
    };
    this.desktop = this.#makeDesktop();
    this.machine = this.#makeMachine();
  }

  /** Serial output of the guest. */
  print(text: string): void {
    this.#serial += text;
    for (const listener of [...this.#serialListeners]) listener(text);
  }

  die(error: Error = new GuestwrightError('fake: the process ended', { code: 'machine-died' })): void {
    this.state = 'off';
    this.events.emit('died', error);
  }

  listen(absolute: boolean): void {
    this.absolute = absolute;
    this.desktopEvents.emit('states', this.desktop.states);
  }

  /** Keys that went down and not up again. */
  get held(): string[] {
    const held = new Set<string>();
    for (const event of this.received) {
      const [, name = '', way] = /^(\S+) (down|up)$/.exec(event) ?? [];
      if (way === 'down') held.add(name);
      if (way === 'up') held.delete(name);
    }
    return [...held];
  }

  #frame(previous: Frame | undefined, allocator: FrameAllocator | undefined): Frame {
    const { width, height } = this.display;
    const time = this.display.takeTime();
    const pixels = this.display.pixels;
    if (previous && previous.width === width && previous.height === height) {
      if (Buffer.compare(previous.data, new Uint8Array(pixels.buffer)) === 0) {
        return createFrame(previous.data, { width, height, sequence: ++this.#sequence, time, damage: [] });
      }
    }
    const data = allocator?.allocate(width, height) ?? new Uint8Array(width * height * 4);
    data.set(new Uint8Array(pixels.buffer));
    const frame = createFrame(data, { width, height, sequence: ++this.#sequence, time });
    return { ...frame, damage: frameDamage(previous, frame) };
  }

  async *#frames(signal: AbortSignal, allocator: FrameAllocator): AsyncGenerator<Frame, void, void> {
    this.streams++;
    let previous: Frame | undefined;
    const counted: FrameAllocator = {
      allocate: (width, height) => allocator.allocate(width, height),
      release: (data) => allocator.release(data),
    };
    for (;;) {
      // As much pacing as a real desktop needs: timers and I/O get their turn between two captures.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return;
      if (this.state === 'off')
        throw new GuestwrightError('fake: the machine is off', { code: 'machine-state' });
      this.display.tick();
      this.ticks++;
      const frame = this.#frame(previous, counted);
      previous = frame;
      yield frame;
    }
  }

  async #input(events: readonly string[], react: () => void): Promise<void> {
    if (this.failInput) {
      const error = this.failInput;
      this.failInput = undefined;
      throw error;
    }
    await this.acknowledge;
    this.received.push(...events);
    react();
  }

  #makeDesktop(): Desktop {
    const fake = this;
    return {
      get size() {
        return { width: fake.display.width, height: fake.display.height };
      },
      frames: ({ signal, allocator }) =>
        this.#frames(signal, {
          allocate: (width, height) => allocator.allocate(width, height),
          release: (data) => allocator.release(data),
        }),
      capture: async () => {
        if (this.state === 'off')
          throw new GuestwrightError('fake: the machine is off', { code: 'machine-state' });
        this.captures++;
        this.display.tick();
        return this.#frame(undefined, undefined);
      },
      keys: (events: readonly KeyEvent[]) =>
        this.#input(
          events.map(({ key, down }) => `${key} ${down ? 'down' : 'up'}`),
          () => {
            for (const { key, down } of events) if (down) this.onKey(key);
          },
        ),
      scancodes: (bytes) =>
        this.#input([`scancodes ${bytes.map((byte) => byte.toString(16)).join(' ')}`], () =>
          this.onScancodes(),
        ),
      pointer: async (events) => {
        this.absoluteClaimed = undefined;
        if (!this.absolute && events.some(({ type }) => type === 'move'))
          throw new GuestwrightError('fake: no absolute pointer now', { code: 'machine-state' });
        const words = events.map((event) => {
          if (event.type === 'move') return `move ${event.x},${event.y}`;
          if (event.type === 'moveBy') return `moveBy ${event.dx},${event.dy}`;
          if (event.type === 'wheel') return `wheel ${event.dx},${event.dy}`;
          return `${event.button} ${event.down ? 'down' : 'up'}`;
        });
        return this.#input(words, () => {
          for (const word of words) this.onPointer(word);
        });
      },
      get states() {
        return { 'pointer.absolute': fake.absoluteClaimed ?? fake.absolute, leds: fake.leds };
      },
      on: (name, listener) => this.desktopEvents.on(name, listener),
      [Symbol.asyncDispose]: async () => void this.calls.push('desktop disposed'),
    };
  }

  #makeMachine(): Machine {
    const note = async (call: string, state?: MachineState) => {
      this.calls.push(call);
      if (state) this.state = state;
    };
    const host: Host = {
      driver: this.driver,
      version: 'fake 1.0',
      machines: async () => [],
      machine: async () => this.machine,
      define: async () => this.machine,
      defineFrom: async () => this.machine,
      [Symbol.asyncDispose]: async () => {},
    };
    return {
      name: 'fake',
      host,
      borrowed: false,
      state: async () => ({ state: this.state, detail: this.state }),
      on: (name, listener) => this.events.on(name, listener),
      start: () => note('start', 'running'),
      stop: () => note('stop', 'off'),
      shutdown: () => note('shutdown', 'off'),
      reset: () => note('reset'),
      pause: () => note('pause', 'paused'),
      resume: () => note('resume', 'running'),
      suspend: () => note('suspend', 'suspended'),
      discardSuspended: () => note('discardSuspended'),
      snapshots: {
        take: (name) => note(`take ${name}`),
        restore: (name) => note(`restore ${name}`),
        remove: (name) => note(`remove ${name}`),
        list: async () => [],
        export: async () => ({ live: true }),
      },
      media: {
        insert: (drive, image) => note(`insert ${image} into ${drive}`),
        eject: (drive) => note(`eject ${drive}`),
      },
      setBootOrder: () => note('setBootOrder'),
      displays: () => 1,
      openDesktop: async () => {
        if (this.state === 'off')
          throw new GuestwrightError('fake: the machine is off', { code: 'machine-state' });
        this.calls.push('openDesktop');
        return this.desktop;
      },
      serial: () => {
        const fake = this;
        return {
          get output() {
            return fake.#serial;
          },
          onData: (listener) => {
            this.#serialListeners.add(listener);
            return { [Symbol.dispose]: () => void this.#serialListeners.delete(listener) };
          },
          write: async (data) => {
            this.written.push(String(data));
            this.onWrite(String(data));
          },
        };
      },
      agent: {
        exec: async (path, args) => {
          this.calls.push(`exec ${path} ${args.join(' ')}`);
          return { exitCode: 3, stdout: 'out\n', stderr: 'err\n' };
        },
        copyIn: async () => {
          throw unsupported('fake', 'agent');
        },
        copyOut: async () => {
          throw unsupported('fake', 'agent');
        },
      },
      forwarded: (port) => ({ host: '127.0.0.1', port }),
      setNetworkLink: (up) => note(`network ${up ? 'up' : 'down'}`),
      exportDisk: () => note('exportDisk'),
      facts: {},
      [Symbol.asyncDispose]: async () => {},
    };
  }
}
