/** The guest's mouse: places in display pixels, clicks with the pointer parked afterwards, drags, the wheel. */
import { type CallOptions, pause } from '../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';
import { unsupported } from '../driver/capabilities.ts';
import type { Desktop, PointerButton, PointerEvent } from '../driver/driver.ts';
import { type Dimensions, type Point, validatePoint } from '../frame/region.ts';
import type { Attempt, GuestContext } from './context.ts';
import type { InputSink } from './input-queue.ts';
import { queueInput } from './queue-input.ts';

export interface ClickOptions extends CallOptions {
  /** Default 'left'. */
  readonly button?: PointerButton;
  /** Default 1. */
  readonly clickCount?: number;
}

/** Between the clicks of a double click, in ms: below every system's limit (Windows 500, GTK 400). */
const DOUBLE_CLICK_INTERVAL = 100;
/** The display's mode may change between asking for its size and the move. */
const PARKING_TRIES = 2;
/** Places between a drag's ends: a drag begins only after some movement with the button held. */
const DRAG_STEPS = 4;

export class Mouse {
  readonly #context: GuestContext;

  constructor(context: GuestContext) {
    this.#context = context;
  }

  /** Moves the pointer there and leaves it there. */
  async move(x: number, y: number, options: CallOptions = {}): Promise<void> {
    const to = validatePoint({ x, y }, 'move');
    await this.#queue(`move the mouse to ${x},${y}`, options, (hand) => hand.moveTo(to));
  }

  /** Moves a relative pointer, right and down positive. */
  async moveBy(dx: number, dy: number, options: CallOptions = {}): Promise<void> {
    this.#needs('pointer.relative');
    await this.#queue(`move the mouse by ${dx},${dy}`, options, (hand) => hand.moveBy(dx, dy));
  }

  /** Clicks there; then the pointer is parked at the display's last pixel. */
  async click(x: number, y: number, options: ClickOptions = {}): Promise<void> {
    const { button = 'left', clickCount = 1 } = options;
    const at = validatePoint({ x, y }, 'click');
    if (!(Number.isSafeInteger(clickCount) && clickCount > 0)) throw notCount(clickCount);
    const title = clickTitle(button, clickCount, at);
    await this.#queue(title, options, async (hand) => {
      await hand.moveTo(at);
      for (let clicks = 0; clicks < clickCount; clicks++) {
        if (clicks > 0) await hand.wait(DOUBLE_CLICK_INTERVAL);
        await hand.button(button, true, false);
      }
      await hand.park();
    });
  }

  async dblclick(x: number, y: number, options: Omit<ClickOptions, 'clickCount'> = {}): Promise<void> {
    await this.click(x, y, { ...options, clickCount: 2 });
  }

  /** Presses at `from`, moves to `to` in steps, releases there; then the pointer is parked. */
  async drag(
    from: Point,
    to: Point,
    options: Pick<ClickOptions, 'button'> & CallOptions = {},
  ): Promise<void> {
    const { button = 'left' } = options;
    const [start, end] = [validatePoint(from, 'drag from'), validatePoint(to, 'drag to')];
    await this.#queue(`drag from ${start.x},${start.y} to ${end.x},${end.y}`, options, async (hand) => {
      await hand.moveTo(start);
      await hand.button(button, true);
      for (let step = 1; step <= DRAG_STEPS; step++)
        await hand.moveTo(between(start, end, step / DRAG_STEPS));
      await hand.button(button, false);
      await hand.park();
    });
  }

  /** Turns the wheel by notches: positive y scrolls down, positive x right. */
  async wheel(dx: number, dy: number, options: CallOptions = {}): Promise<void> {
    this.#needs('wheel');
    await this.#queue(`turn the wheel by ${dx},${dy}`, options, (hand) =>
      hand.send([{ type: 'wheel', dx, dy }]),
    );
  }

  /** Holds a button until `up`, or until the guest is disposed or an input fails. */
  async down(options: Pick<ClickOptions, 'button'> & CallOptions = {}): Promise<void> {
    const { button = 'left' } = options;
    await this.#queue(`hold the ${button} button`, options, (hand) => hand.button(button, true));
  }

  async up(options: Pick<ClickOptions, 'button'> & CallOptions = {}): Promise<void> {
    const { button = 'left' } = options;
    await this.#queue(`release the ${button} button`, options, (hand) => hand.button(button, false));
  }

  #needs(capability: 'pointer.relative' | 'wheel'): void {
    const { driver } = this.#context.machine.host;
    if (!driver.capabilities.has(capability)) throw unsupported(driver.name, capability);
  }

  async #queue(title: string, options: CallOptions, job: (hand: Hand) => Promise<void>): Promise<void> {
    await queueInput(this.#context, title, 'mouse', options, (sink, attempt) =>
      job(new Hand(this.#context, sink, attempt)),
    );
  }
}

/** The hand on the mouse during one job of the queue. */
class Hand {
  readonly #context: GuestContext;
  readonly #sink: InputSink;
  readonly #attempt: Attempt;

  constructor(context: GuestContext, sink: InputSink, attempt: Attempt) {
    this.#context = context;
    this.#sink = sink;
    this.#attempt = attempt;
  }

  send(events: readonly PointerEvent[]): Promise<void> {
    return this.#sink.pointer(events);
  }

  async moveTo(to: Point): Promise<void> {
    for (;;) {
      const desktop = await this.#context.desktop.get(this.#attempt);
      const claimed = desktop.states['pointer.absolute'];
      try {
        await this.#moveNow(to, desktop);
        this.#context.observer.note?.({ type: 'pointed', at: to });
        return;
      } catch (error) {
        // The driver's word was old, as after a reset: asked again, the guest does not listen yet.
        const outdated = claimed && !desktop.states['pointer.absolute'];
        if (!outdated || !isGuestwrightError(error, 'machine-state')) throw error;
      }
    }
  }

  async #moveNow(to: Point, desktop: Desktop): Promise<void> {
    const size = await this.#size();
    if (to.x >= size.width || to.y >= size.height) throw outside(to, size);
    await this.send(await this.#context.pointer.moveTo(to, desktop, size, this.#attempt));
  }

  async moveBy(dx: number, dy: number): Promise<void> {
    await this.send(this.#context.pointer.moveBy(dx, dy, await this.#size()));
  }

  async button(button: PointerButton, ...downs: readonly boolean[]): Promise<void> {
    await this.send(downs.map((down) => ({ type: 'button', button, down })));
  }

  /** The last pixel: a tooltip or highlight under the pointer must not spoil the next match. Never fails. */
  async park(): Promise<void> {
    if (!this.#context.clickParking) return;
    for (let tries = 0; tries < PARKING_TRIES && !this.#attempt.signal.aborted; tries++) {
      const desktop = await this.#context.desktop.get(this.#attempt);
      // A click on 'Reboot' ends the guest's mouse driver: parking is not worth waiting for its return.
      if (!this.#context.pointer.movesNow(desktop)) return;
      try {
        const { width, height } = await this.#size();
        return await this.#moveNow({ x: width - 1, y: height - 1 }, desktop);
      } catch (error) {
        // The click changed the display's mode, or powered the machine off: it has been done all the same.
        this.#context.log.add(`the pointer was not parked: ${messageOf(error)}`);
      }
    }
  }

  wait(milliseconds: number): Promise<void> {
    return pause(milliseconds, this.#attempt.signal);
  }

  /** Of the display now. A desktop that has shown nothing yet is captured once. */
  async #size(): Promise<Dimensions> {
    const desktop = await this.#context.desktop.get(this.#attempt);
    return desktop.size ?? (await desktop.capture({ signal: this.#attempt.signal }));
  }
}

function clickTitle(button: PointerButton, count: number, { x, y }: Point): string {
  const how = count === 1 ? 'click' : count === 2 ? 'double click' : `click ${count} times`;
  return `${how}${button === 'left' ? '' : ` with the ${button} button`} at ${x},${y}`;
}

function between(a: Point, b: Point, share: number): Point {
  return { x: Math.round(a.x + (b.x - a.x) * share), y: Math.round(a.y + (b.y - a.y) * share) };
}

function outside({ x, y }: Point, { width, height }: Dimensions): GuestwrightError {
  return new GuestwrightError(`mouse: ${x},${y} is outside the display of ${width}x${height}`, {
    code: 'invalid-argument',
    remedy: 'Give a place from 0,0 up to one less than width and height.',
  });
}

function notCount(count: unknown): GuestwrightError {
  return new GuestwrightError(`click: expected a clickCount from 1, got ${describeValue(count)}`, {
    code: 'invalid-argument',
    remedy: 'Give how often the button is clicked.',
  });
}
