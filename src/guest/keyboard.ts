/** The guest's keyboard: chords, single keys, text, raw scan codes; in order, with everything let go at the end. */
import { type CallOptions, pause } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { type Duration, describeValue, parseDuration } from '../base/units.ts';
import { unsupported } from '../driver/capabilities.ts';
import { type Chord, chordToEvents, parseChord } from '../input/chord.ts';
import type { ChordName } from '../input/key-name.ts';
import type { LayoutName } from '../input/layouts.ts';
import { layout } from '../input/layouts.ts';
import type { Attempt, GuestContext } from './context.ts';
import type { InputSink } from './input-queue.ts';
import { queueInput } from './queue-input.ts';
import { type Typable, type TypeOptions, typableTitle, typeText } from './typing.ts';

export interface PressOptions extends CallOptions {
  /** How often. Default 1. */
  readonly count?: number;
  /** Between two presses. Default 17 ms: 60 keys a second. */
  readonly delay?: Duration;
}

/** Between two presses, in ms: 60 keys a second, what a PS/2 keyboard's buffer of 16 bytes takes with ease. */
export const PRESS_INTERVAL = 1000 / 60;

export class Keyboard {
  readonly #context: GuestContext;

  constructor(context: GuestContext) {
    this.#context = context;
  }

  /** The layout that the guest uses: decides which keys type a text. */
  get layout(): LayoutName {
    return this.#context.layout;
  }

  set layout(name: LayoutName) {
    layout(name); // an unknown name fails here, not at the next text
    this.#context.layout = name;
  }

  /**
   * Presses and releases keys held together: 'Enter', 'Control+Alt+Delete', 'a'.
   * Throws `unknown-key`, or `untypable-character` for a character that the layout lacks, before anything is pressed.
   */
  async press<Text extends string>(chord: ChordName<Text>, options: PressOptions = {}): Promise<void> {
    const { count = 1 } = options;
    const interval = options.delay === undefined ? PRESS_INTERVAL : parseDuration(options.delay, 'delay');
    if (!(Number.isSafeInteger(count) && count >= 0)) throw notCount(count);
    const events = chordToEvents(this.#parse(chord));
    const title = `press '${chord}'${count === 1 ? '' : ` ${count} times`}`;
    await this.#queue(title, options, async (sink, attempt) => {
      for (let pressed = 0; pressed < count; pressed++) {
        if (pressed > 0) await pause(interval, attempt.signal);
        await sink.keys(events);
      }
    });
  }

  /** Holds keys until `up`, or until the guest is disposed or an input fails. */
  async down<Text extends string>(chord: ChordName<Text>, options: CallOptions = {}): Promise<void> {
    const { keys } = this.#parse(chord);
    await this.#queue(`hold '${chord}'`, options, (sink) =>
      sink.keys(keys.map((key) => ({ ...key, down: true }))),
    );
  }

  /** Releases keys, the last first. */
  async up<Text extends string>(chord: ChordName<Text>, options: CallOptions = {}): Promise<void> {
    const { keys } = this.#parse(chord);
    await this.#queue(`release '${chord}'`, options, (sink) =>
      sink.keys(keys.toReversed().map((key) => ({ ...key, down: false }))),
    );
  }

  /**
   * Types a text, a secret or several one after the other; `\n` is Enter, `\t` Tab.
   * Every character is planned before the first is typed. See TypeOptions for rate and verification.
   */
  async type(text: Typable, options: TypeOptions = {}): Promise<void> {
    await typeText(this.#context, text, options, `type ${typableTitle(text)}`);
  }

  /** Sends complete sequences of scan code set 1, as a keyboard would. A capability of some drivers. */
  async scancodes(bytes: readonly number[], options: CallOptions = {}): Promise<void> {
    const { driver } = this.#context.machine.host;
    if (!driver.capabilities.has('scancodes')) throw unsupported(driver.name, 'scancodes');
    const wrong = bytes.find((byte) => !(Number.isInteger(byte) && byte >= 0 && byte <= 0xff));
    if (wrong !== undefined) {
      throw new GuestwrightError(`scancodes: expected bytes from 0 to 255, got ${describeValue(wrong)}`, {
        code: 'invalid-argument',
        remedy: 'Give the bytes of set 1, such as [0x1c, 0x9c] for Enter.',
      });
    }
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    await this.#queue(`scan codes ${hex}`, options, (sink) => sink.scancodes(bytes));
  }

  #parse(chord: string): Chord {
    return parseChord(chord, layout(this.#context.layout), this.#context.input.heldKeys);
  }

  async #queue(
    title: string,
    options: CallOptions,
    job: (sink: InputSink, attempt: Attempt) => Promise<void>,
  ): Promise<void> {
    await queueInput(this.#context, title, 'keyboard', options, job);
  }
}

function notCount(count: unknown): GuestwrightError {
  return new GuestwrightError(`press: expected a count from 0, got ${describeValue(count)}`, {
    code: 'invalid-argument',
    remedy: 'Give how often the key is pressed.',
  });
}
