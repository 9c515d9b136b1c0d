/** A person's hand on the guest: keys and pointer as they come from the page, in order, let go of at the end. */
import { withDeadline } from '../../base/deadline.ts';
import type { Secret } from '../../base/secret.ts';
import type { Desktop, PointerButton, PointerEvent } from '../../driver/driver.ts';
import type { Dimensions, Point } from '../../frame/region.ts';
import type { Attempt, GuestContext } from '../../guest/context.ts';
import { contextOf, type Guest } from '../../guest/guest.ts';
import type { InputSink } from '../../guest/input-queue.ts';
import { parseChord } from '../../input/chord.ts';
import { Held } from '../../input/held.ts';
import { isPhysicalKey, type PhysicalKey } from '../../input/keys.ts';
import { layout } from '../../input/layouts.ts';
import type { KeyChange, PointerChange } from '../protocol.ts';

/** A hypervisor that takes longer for a key has gone. In ms. */
const INPUT_TIMEOUT = 10_000;

export class Hand {
  readonly #guest: Guest;
  readonly #context: GuestContext;
  readonly #signal: AbortSignal;
  readonly #keys = new Held<PhysicalKey>();
  readonly #buttons = new Held<PointerButton>();
  /** Where the page's pointer was last, for guests that take relative moves alone. */
  #at: Point | undefined;

  /** `signal` ends what is under way. */
  constructor(guest: Guest, signal: AbortSignal) {
    this.#guest = guest;
    this.#context = contextOf(guest);
    this.#signal = signal;
  }

  /** Presses and releases physical keys; names that the table lacks do nothing. */
  async keys(events: readonly KeyChange[]): Promise<void> {
    await this.#run(async (sink) => {
      for (const { code, down } of events) {
        if (!isPhysicalKey(code)) continue;
        const { heldKeys } = this.#context.input;
        // The keysym is what the layout types under the modifiers that are down: for transports that send keysyms.
        const { keys } = parseChord(code, layout(this.#context.layout), heldKeys);
        this.#keys.note(code, down);
        await sink.keys(keys.map(({ key, keysym }) => ({ key, keysym, down })));
      }
    });
  }

  /** Moves, buttons and the wheel. */
  async pointer(events: readonly PointerChange[]): Promise<void> {
    await this.#run(async (sink, attempt) => {
      for (const event of events) {
        if (event.type === 'move') {
          await this.#moveTo({ x: event.x, y: event.y }, sink, attempt);
        } else if (event.type === 'button') {
          this.#buttons.note(event.button, event.down);
          await sink.pointer([event]);
        } else if (this.#can('wheel')) {
          await sink.pointer([event]);
        }
      }
    });
  }

  /** Types through the guest's layout. Errors as of `guest.keyboard.type`. */
  async type(text: string | Secret): Promise<void> {
    await this.#guest.keyboard.type(text, { signal: this.#signal, timeout: TYPING_TIMEOUT });
  }

  /** A chord by name, such as 'Control+Alt+Delete'. */
  async press(chord: string): Promise<void> {
    await this.#guest.keyboard.press<string>(chord, { signal: this.#signal });
  }

  /** Lets go of everything that this hand holds. Never fails: the guest may be off. */
  async release(): Promise<void> {
    const keys = this.#keys.drain().map((key) => ({ key, down: false }));
    const buttons = this.#buttons.drain().map((button) => ({ type: 'button' as const, button, down: false }));
    if (keys.length === 0 && buttons.length === 0) return;
    await this.#run(async (sink) => {
      if (keys.length > 0) await sink.keys(keys);
      if (buttons.length > 0) await sink.pointer(buttons);
    }, RELEASING).catch(() => {});
  }

  async #moveTo(to: Point, sink: InputSink, attempt: Attempt): Promise<void> {
    const desktop = await this.#context.desktop.get(attempt);
    const size = desktop.size;
    if (!size || to.x >= size.width || to.y >= size.height) return; // the display's mode changed meanwhile
    const from = this.#at;
    this.#at = to;
    const events = await this.#moves(from, to, { desktop, size, attempt });
    if (events.length > 0) await sink.pointer(events);
  }

  async #moves(
    from: Point | undefined,
    to: Point,
    { desktop, size, attempt }: { desktop: Desktop; size: Dimensions; attempt: Attempt },
  ): Promise<readonly PointerEvent[]> {
    const { pointer } = this.#context;
    if (pointer.movesNow(desktop)) return await pointer.moveTo(to, desktop, size, attempt);
    // Nobody knows where the guest's pointer is: it moves as far as the page's did.
    if (!from || !this.#can('pointer.relative')) return [];
    return pointer.moveBy(to.x - from.x, to.y - from.y, size);
  }

  #can(capability: 'wheel' | 'pointer.relative'): boolean {
    return this.#context.machine.host.driver.capabilities.has(capability);
  }

  #run(
    job: (sink: InputSink, attempt: Attempt) => Promise<void>,
    signal: AbortSignal | undefined = this.#signal,
  ): Promise<void> {
    const what = 'input by hand';
    return withDeadline(what, { signal, timeout: INPUT_TIMEOUT }, async (deadline) => {
      const attempt: Attempt = {
        signal: deadline.signal,
        until: deadline.startedAt + deadline.timeout,
        timeout: deadline.timeout,
        info: { title: what, category: 'mouse', location: undefined },
        logMark: this.#context.log.mark,
      };
      await this.#context.input.run(
        {
          signal: deadline.signal,
          timeout: () => deadline.remaining,
          desktop: (stop) => this.#context.desktop.get({ signal: stop }),
        },
        (sink) => job(sink, attempt),
      );
    });
  }
}

/** A pasted page takes minutes on a slow guest. In ms. */
const TYPING_TIMEOUT = 10 * 60_000;
/** Letting go goes on when the hand's own signal has fired. */
const RELEASING = new AbortController().signal;
