/** Listens for a display's new resolution, as far as VirtualBox tells it: where the guest's own driver sets it. */
import type { Dimensions } from '../../frame/region.ts';
import type { MachineConsole } from './console.ts';
import { GRACE, type Listening, listen, type VboxEvent } from './event-listener.ts';
import { Scope } from './objects.ts';
import type { Watch, Watches } from './watches.ts';
import type { WebSession } from './web-session.ts';

/** Whose display it is. */
export interface WatchedMachine {
  readonly web: WebSession;
  readonly powered: boolean;
  readonly watches: Watches;
  /** The running machine's parts, or throws. */
  running(): MachineConsole;
}

/** Each holds one of the few connections to the service most of the time: other displays do without. */
const MOST_WATCHES = 3;

/**
 * Nothing depends on it: captures ask for the size too. It begins with a picture and never by itself, so that a server
 * that is gone is not asked over and over.
 */
export class ScreenWatch implements Watch, AsyncDisposable {
  readonly #machine: WatchedMachine;
  readonly #screenId: number;
  readonly #onSize: (size: Dimensions) => void;
  #over = new AbortController();
  #watching: Promise<void> | undefined;
  #listening: Listening | undefined;
  /** Where listening failed from the first: not tried again. */
  #refused: MachineConsole | undefined;
  #leaving = false;
  #disposed = false;

  constructor(machine: WatchedMachine, screenId: number, onSize: (size: Dimensions) => void) {
    this.#machine = machine;
    this.#screenId = screenId;
    this.#onSize = onSize;
  }

  /** There is a picture: listens in the background from now on, unless it does already. */
  begin(): void {
    const { web, powered, watches } = this.#machine;
    if (this.#watching || this.#disposed || !powered || !watches.open) return;
    if (web.watches.size >= MOST_WATCHES) return;
    const console = this.#machine.running();
    if (console === this.#refused) return;
    web.watches.add(this);
    watches.add(this);
    this.#leaving = false;
    this.#over = new AbortController();
    this.#watching = this.#watch(console).finally(() => {
      web.watches.delete(this);
      watches.delete(this);
      this.#watching = undefined;
    });
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    const leaving = setTimeout(() => this.#over.abort(), GRACE);
    await this.#listening?.[Symbol.asyncDispose]();
    await this.#watching;
    clearTimeout(leaving);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await this.leave();
  }

  /** Until the machine or the web session ends, or the line breaks: the next picture begins anew. Never rejects. */
  async #watch(console: MachineConsole): Promise<void> {
    const listening = await this.#listen(console).catch(() => undefined);
    if (listening && !this.#leaving) {
      this.#listening = listening;
      await listening.ended;
      this.#listening = undefined;
    }
    await listening?.[Symbol.asyncDispose]();
    if (!listening?.worked && !this.#leaving) this.#refused = console;
  }

  async #listen({ console }: MachineConsole): Promise<Listening> {
    const { web } = this.#machine;
    const { signal } = this.#over;
    using scope = new Scope(web);
    const source = await console.call('getEventSource', {}, { signal });
    scope.own('IEventSource', source);
    const tell = (event: VboxEvent) => this.#tell(event);
    return await listen(web, source, ['OnGuestMonitorChanged'], tell, { signal });
  }

  /** A new resolution comes as the end of the old display and the beginning of another. */
  async #tell(event: VboxEvent): Promise<void> {
    const change = event.as('IGuestMonitorChangedEvent');
    if ((await change.call('getScreenId', {})) !== this.#screenId) return;
    if ((await change.call('getChangeType', {})) !== 'Enabled') return;
    const width = await change.call('getWidth', {});
    const height = await change.call('getHeight', {});
    if (width > 0 && height > 0 && !this.#disposed) this.#onSize({ width, height });
  }
}
