/** Typing that reads its own echo: chunk by chunk, slower and again where the guest lost something. */
import { now, pause } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { frameDamage } from '../frame/damage.ts';
import { copyFrame, type Frame } from '../frame/frame.ts';
import { cropPixels } from '../frame/picture.ts';
import { clip, type Region, wholeOf } from '../frame/region.ts';
import type { Layout } from '../input/layout.ts';
import { planText, strokesToEvents } from '../input/typing.ts';
import { plainText } from '../matchers/text.ts';
import type { Attempt, GuestContext } from './context.ts';
import { correctionFor, hasEchoed } from './echo.ts';
import type { InputSink } from './input-queue.ts';
import { waitForFrames } from './wait.ts';

/** Characters whose echo is awaited at once: half a PS/2 keyboard's buffer. */
const CHUNK = 8;
/** Corrections of one chunk before giving up. */
const MOST_CORRECTIONS = 3;
/** Keys a second below which slowing down stops. */
const SLOWEST_RATE = 4;

export class VerifiedTyping {
  readonly #context: GuestContext;
  readonly #attempt: Attempt;
  readonly #sink: InputSink;
  readonly #layout: Layout;
  readonly #region: Region | undefined;
  readonly #capsLock: boolean;
  #rate: number;

  constructor(
    context: GuestContext,
    attempt: Attempt,
    sink: InputSink,
    options: {
      readonly layout: Layout;
      readonly region: Region | undefined;
      readonly rate: number;
      /** Whether Caps Lock is on. */
      readonly capsLock: boolean;
    },
  ) {
    this.#context = context;
    this.#attempt = attempt;
    this.#sink = sink;
    this.#layout = options.layout;
    this.#region = options.region;
    this.#rate = options.rate;
    this.#capsLock = options.capsLock;
  }

  /** Types `text`; keys that leave the line (`\n`, `\t`) are sent once what stands before them has been read. */
  async type(text: string): Promise<void> {
    for (const part of text.split(/([\n\t])/)) {
      if (part === '\n' || part === '\t') await this.#keys(part);
      else if (part !== '') await this.#line(part);
    }
  }

  async #line(line: string): Promise<void> {
    const before = await this.#look();
    for (let typed = 0; typed < line.length; typed += CHUNK) {
      const chunk = line.slice(typed, typed + CHUNK);
      const expected = line.slice(0, typed) + chunk;
      await this.#keys(chunk);
      if (before.text === '') await this.#awaitChange(before.frame, chunk);
      else await this.#awaitEcho(before.text, expected);
    }
  }

  async #awaitEcho(before: string, expected: string): Promise<void> {
    for (let corrections = 0; ; corrections++) {
      let text = before;
      const echoed = await this.#echoes(async (frame) => {
        text = await this.#read(frame);
        return hasEchoed(before, text, expected);
      });
      if (echoed) return;
      const correction = correctionFor(before, text, expected);
      if (corrections === MOST_CORRECTIONS || !correction)
        throw this.#notEchoed(expected, correction?.found ?? '');
      this.#rate = Math.max(SLOWEST_RATE, this.#rate / 2);
      this.#context.log.add(
        `echo of '${expected}' was '${correction.found}': ${correction.erase} erased, rest typed again at ${this.#rate} keys/s`,
      );
      for (let erased = 0; erased < correction.erase; erased++) {
        await this.#sink.keys([
          { key: 'Backspace', down: true },
          { key: 'Backspace', down: false },
        ]);
        await this.#pace();
      }
      await this.#keys(correction.retype);
    }
  }

  /** Where no text can be read: something in the region must have changed. */
  async #awaitChange(before: Frame, chunk: string): Promise<void> {
    const changed = await this.#echoes((frame) => {
      if (frame.width !== before.width || frame.height !== before.height) return true;
      const region = clip(this.#region ?? wholeOf(frame), frame);
      if (!region) return true;
      const damage = frameDamage(cropPixels(before, region), cropPixels(frame, region));
      return damage === 'all' || damage.length > 0;
    });
    if (!changed) throw this.#notEchoed(chunk, '');
  }

  async #look(): Promise<{ frame: Frame; text: string }> {
    const outcome = await waitForFrames(this.#context, this.#attempt, {
      decide: ({ frame }) => copyFrame(frame),
    });
    if (outcome.outcome === 'timeout') throw this.#notEchoed('', '');
    return { frame: outcome.value, text: await this.#read(outcome.value) };
  }

  async #read(frame: Frame): Promise<string> {
    return plainText(await this.#context.texts.read(frame, this.#region, 'exact'));
  }

  /** Whether `decide` becomes true before the echo counts as lost. */
  async #echoes(decide: (frame: Frame) => boolean | Promise<boolean>): Promise<boolean> {
    const until = Math.min(this.#attempt.until, now() + this.#context.echoTimeout);
    const outcome = await waitForFrames(this.#context, this.#attempt, {
      until,
      decide: async ({ frame }) => ((await decide(frame)) ? true : undefined),
    });
    return outcome.outcome === 'done';
  }

  async #keys(text: string): Promise<void> {
    for (const stroke of planText(text, this.#layout)) {
      await this.#sink.keys(strokesToEvents([stroke], { capsLock: this.#capsLock }));
      await this.#pace();
    }
  }

  #pace(): Promise<void> {
    return pause(1000 / this.#rate, this.#attempt.signal);
  }

  #notEchoed(expected: string, found: string): GuestwrightError {
    return new GuestwrightError(`type: '${expected}' was not echoed, '${found}' was read`, {
      code: 'not-shown',
      remedy: 'See that the field has the focus and echoes what is typed, or type without verify.',
    });
  }
}
