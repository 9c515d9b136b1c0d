/** Steps: when a screen shows, do these actions, in this order. */
import { GuestwrightError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import { type Duration, describeValue, parseDuration } from '../base/units.ts';
import type { DriveName } from '../driver/definition.ts';
import type { Guest } from '../guest/guest.ts';
import type { PressOptions } from '../guest/keyboard.ts';
import { callerLocation, type SourceLocation } from '../guest/location.ts';
import type { ClickOptions } from '../guest/mouse.ts';
import { type Typable, type TypeOptions, typableTitle } from '../guest/typing.ts';
import type { ChordName } from '../input/key-name.ts';
import { type Action, clickAction, hoverAction, type StillOptions, stillAction } from './action.ts';
import { checkTrigger, formatTrigger, type Trigger } from './trigger.ts';

export interface StepOptions {
  /** How it is named in progress and errors. Default: the screen's name. */
  readonly name?: string;
  /**
   * The screen stays after the actions: the next step may start on it at once. Default false: it must be seen to
   * leave before it is answered again, and before a step that showed together with it starts.
   */
  readonly stays?: boolean;
  /** May never show: skipped as soon as a later step shows, or after `timeout`. Default false. */
  readonly optional?: boolean;
  /** From when it is waited for until its actions are done. Default: the guest's `step`, 5 min. */
  readonly timeout?: Duration;
}

/** Marks steps of any copy of the package. */
const STEP_BRAND = Symbol.for('guestwright.step');

/** Immutable: every call returns a new step with one action more. */
export class Step {
  readonly [STEP_BRAND] = true;
  readonly trigger: Trigger;
  readonly options: StepOptions;
  readonly actions: readonly Action[];
  /** Where `when` was called. */
  readonly location: SourceLocation | undefined;

  /** @internal Use when(). */
  constructor(
    trigger: Trigger,
    options: StepOptions,
    actions: readonly Action[],
    location: SourceLocation | undefined,
  ) {
    this.trigger = trigger;
    this.options = options;
    this.actions = actions;
    this.location = location;
  }

  static is(value: unknown): value is Step {
    return typeof value === 'object' && value !== null && STEP_BRAND in value;
  }

  get name(): string {
    return (
      this.options.name ?? (typeof this.trigger === 'string' ? this.trigger : formatTrigger(this.trigger))
    );
  }

  /** Presses a key or chord, `count` times. */
  press<Text extends string>(
    chord: ChordName<Text>,
    count = 1,
    options: Omit<PressOptions, 'count' | 'signal'> = {},
  ): Step {
    return this.#then(`press '${chord}'`, ({ guest, signal }) =>
      guest.keyboard.press<string>(chord, { ...options, count, signal }),
    );
  }

  type(text: Typable, options: Omit<TypeOptions, 'signal'> = {}): Step {
    return this.#then(`type ${typableTitle(text)}`, ({ guest, signal }) =>
      guest.keyboard.type(text, { ...options, signal }),
    );
  }

  scancodes(bytes: readonly number[]): Step {
    return this.#then('send scan codes', ({ guest, signal }) => guest.keyboard.scancodes(bytes, { signal }));
  }

  /** Clicks where the screen or text showed: its centre, or one of the screen's named points. */
  click(point?: string, options: Omit<ClickOptions, 'signal'> = {}): Step {
    return this.#add(clickAction(point, options));
  }

  dblclick(point?: string, options: Omit<ClickOptions, 'signal' | 'clickCount'> = {}): Step {
    return this.#add(clickAction(point, { ...options, clickCount: 2 }));
  }

  /** Moves the pointer there and leaves it there. */
  hover(point?: string): Step {
    return this.#add(hoverAction(point));
  }

  wheel(dx: number, dy: number): Step {
    return this.#then('turn the wheel', ({ guest, signal }) => guest.mouse.wheel(dx, dy, { signal }));
  }

  /** Waits until the display, or a region of it, stands still. Handlers act meanwhile. */
  waitStill(options: StillOptions = {}): Step {
    return this.#add(stillAction(options));
  }

  /** Sends a line, bytes or a secret to the serial port. */
  write(data: string | Uint8Array | Secret): Step {
    return this.#then('write to serial', ({ guest, signal }) => guest.serial.write(data, { signal }));
  }

  insert(drive: DriveName, image: string): Step {
    return this.#then(`insert into ${drive}`, ({ guest, signal }) =>
      guest.media.insert(drive, image, { signal }),
    );
  }

  eject(drive: DriveName): Step {
    return this.#then(`eject ${drive}`, ({ guest, signal }) => guest.media.eject(drive, { signal }));
  }

  reset(): Step {
    return this.#then('reset', ({ guest, signal }) => guest.power.reset({ signal }));
  }

  powerOff(): Step {
    return this.#then('power off', ({ guest, signal }) => guest.power.off({ signal }));
  }

  powerOn(): Step {
    return this.#then('power on', ({ guest, signal }) => guest.power.on({ signal }));
  }

  /** Anything else, such as a bootCommand(). The guest's waits in it end when the script fails; so does `signal` fire. */
  run(action: (guest: Guest, call: { readonly signal: AbortSignal }) => Promise<unknown> | unknown): Step {
    if (typeof action !== 'function') {
      throw new GuestwrightError(`run: expected a function, got ${describeValue(action)}`, {
        code: 'invalid-argument',
        remedy: 'Write .run(async (guest) => { ... }).',
      });
    }
    return this.#add({
      title: 'run',
      ownCode: true,
      run: async ({ guest, signal }) => void (await action(guest, { signal })),
    });
  }

  #then(title: string, run: Action['run']): Step {
    return this.#add({ title, run });
  }

  #add(action: Action): Step {
    return new Step(this.trigger, this.options, [...this.actions, action], this.location);
  }
}

/** A step without actions yet: `when('welcome').press('Enter')`. */
export function when(trigger: Trigger, options: StepOptions = {}): Step {
  checkTrigger(trigger, 'when');
  if (options.timeout !== undefined)
    parseDuration(options.timeout, `when(${formatTrigger(trigger)}): timeout`);
  return new Step(trigger, options, [], callerLocation());
}
