/** Where pages meet one guest: they see it, and one of them at a time acts on it where acting is allowed. */
import { messageOf } from '../../base/errors.ts';
import { maskSecrets } from '../../base/secret.ts';
import type { Desktop } from '../../driver/driver.ts';
import type { GuestContext } from '../../guest/context.ts';
import { contextOf, type Guest } from '../../guest/guest.ts';
import type { Channel, Room } from '../channel.ts';
import type { GuestMessage, GuestSummary, HeldInfo, PageMessage } from '../protocol.ts';
import type { Activity } from './activity.ts';
import { awaitedMarks } from './awaited-marks.ts';
import { Control } from './control.ts';
import { type InputMessage, type TypedSecret, Viewer } from './viewer.ts';

export interface GuestRoomOptions {
  readonly id: string;
  /** Such as the test's title. */
  readonly title: string;
  /** A person works with the guest; else a run does, and people act only while it is held. */
  readonly byHand: boolean;
  /** Folder of the reference screens, absolute. */
  readonly screens: string;
  /** What else pages may do here: see `RoomPart`. */
  readonly part?: RoomPart;
  /** How a held run goes on, or a reference to accept. */
  readonly onVerdict?: (viewer: Viewer, message: VerdictMessage) => void;
  /** The summary changed. */
  readonly onChange: () => void;
}

/** What a page says to a held run. */
export type VerdictMessage = Extract<PageMessage, { type: 'resume' | 'accept' }>;

/** What joins a room to do more with it, as the recorder does. */
export interface RoomPart {
  /** Once, for every page that joins. */
  joined?(viewer: Viewer): void;
  /**
   * Before an input of the controlling page goes to the guest. Resolves with what goes there instead; undefined if
   * nothing does.
   */
  beforeInput?(message: InputMessage): Promise<InputMessage | TypedSecret | undefined>;
  /** A message that the room itself does not know; false if the part does not either. */
  message?(viewer: Viewer, text: string): boolean;
}

/** Changes that come faster are told together. In ms. */
const TELLING_INTERVAL = 50;

export class GuestRoom implements Room, Disposable {
  readonly id: string;
  readonly options: GuestRoomOptions;
  readonly guest: Guest;
  readonly context: GuestContext;
  readonly activity: Activity;
  readonly control: Control<Viewer>;
  readonly #viewers = new Set<Viewer>();
  readonly #ended = new AbortController();
  readonly #listening: Disposable[] = [];
  #watched: Desktop | undefined;
  #machine = 'unknown';
  #held: HeldInfo | undefined;
  #telling: NodeJS.Timeout | undefined;

  constructor(guest: Guest, activity: Activity, options: GuestRoomOptions) {
    this.id = options.id;
    this.options = options;
    this.guest = guest;
    this.context = contextOf(guest);
    this.activity = activity;
    this.control = new Control<Viewer>({
      open: () => options.byHand || this.#held !== undefined,
      onChange: () => this.changed(),
    });
    const { machine } = guest;
    this.#listening.push(machine.on('state', ({ state }) => this.#machineIs(state)));
    this.#listening.push(machine.on('died', () => this.#machineIs('died')));
    machine.state().then(
      ({ state }) => this.#machineIs(state),
      () => {},
    );
  }

  /** Fires when the guest goes. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get viewers(): ReadonlySet<Viewer> {
    return this.#viewers;
  }

  get held(): HeldInfo | undefined {
    return this.#held;
  }

  get summary(): GuestSummary {
    const { id, title } = this.options;
    const { host } = this.guest.machine;
    const step = this.activity.current;
    return {
      id,
      title,
      driver: `${host.driver.name} (${host.version})`,
      machine: this.#machine,
      step: step === undefined ? undefined : maskSecrets(step),
      held: this.#held !== undefined,
    };
  }

  join(channel: Channel): void {
    const viewer = new Viewer(this, channel);
    this.#viewers.add(viewer);
    channel.closed.addEventListener('abort', () => this.#left(viewer), { once: true });
    const { driver } = this.guest.machine.host;
    viewer.send({
      type: 'guest',
      title: this.options.title,
      driver: this.summary.driver,
      layout: this.context.layout,
      capabilities: [...driver.capabilities],
      records: this.options.part !== undefined,
    });
    if (this.options.byHand) this.control.takeIfFree(viewer);
    this.options.part?.joined?.(viewer);
    viewer.start();
    this.changed();
  }

  /** Tells every page the state and the activity, soon. */
  changed(): void {
    if (this.#ended.signal.aborted) return;
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#tell().catch(() => {}); // a screen that cannot be read fails the wait itself
    }, TELLING_INTERVAL);
  }

  /** A page shows the first picture: the desktop is open. */
  opened(): void {
    const desktop = this.context.desktop.current;
    if (!desktop || desktop === this.#watched) return;
    this.#watched = desktop;
    this.#listening.push(desktop.on('states', () => this.changed()));
    this.changed();
  }

  /** Why the run stands still, or that it goes on. */
  hold(held: HeldInfo | undefined): void {
    this.#held = held;
    if (!held) {
      for (const viewer of this.#viewers) viewer.letGo();
      if (!this.options.byHand) this.control.clear();
    }
    this.changed();
  }

  /** A line for every page. */
  notify(tone: 'error' | 'done', text: string): void {
    for (const viewer of this.#viewers) viewer.notify(tone, text);
  }

  [Symbol.dispose](): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(new Error('the guest has gone'));
    clearTimeout(this.#telling);
    for (const listening of this.#listening) listening[Symbol.dispose]();
    for (const viewer of this.#viewers) viewer.channel.close('the guest has gone');
  }

  #left(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    viewer.letGo();
    this.control.release(viewer);
    this.changed();
  }

  #machineIs(state: string): void {
    this.#machine = state;
    this.changed();
  }

  async #tell(): Promise<void> {
    this.options.onChange();
    const desktop = this.context.desktop.current;
    const missed = this.#held?.screens.map((name) => ({ what: `screen '${name}'`, screens: [name] }));
    const looked = missed ?? this.activity.awaited;
    const awaited = await awaitedMarks(this.options.screens, looked, desktop?.size);
    for (const viewer of this.#viewers) {
      viewer.send({
        type: 'state',
        machine: this.#machine,
        control: this.control.stateFor(viewer),
        viewers: this.#viewers.size,
        pointer: pointerOf(this.context, desktop),
      });
      viewer.send({ type: 'activity', step: this.summary.step, awaited, held: this.#held });
    }
  }
}

function pointerOf({ pointer, machine }: GuestContext, desktop: Desktop | undefined): PointerState {
  if (desktop && pointer.movesNow(desktop)) return 'absolute';
  return machine.host.driver.capabilities.has('pointer.relative') ? 'relative' : 'none';
}

type PointerState = Extract<GuestMessage, { type: 'state' }>['pointer'];

/** For messages of what went wrong with what a page asked for. */
export function problemOf(error: unknown): string {
  return maskSecrets(messageOf(error).split('\n', 1)[0] ?? '');
}
