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
import { type Correction, correctionFor, hasEchoed } from './echo.ts';
import type { InputSink } from './input-queue.ts';
import { TypingPace } from './typing-pace.ts';
import { waitForFrames } from './wait.ts';

/** Corrections of one chunk before giving up. */
const MOST_CORRECTIONS = 6;

export class VerifiedTyping {
  readonly #context: GuestContext;
  readonly #attempt: Attempt;
  readonly #sink: InputSink;
  readonly #layout: Layout;
  readonly #region: Region | undefined;
  readonly #capsLock: boolean;
  readonly #pace: TypingPace;

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
    this.#capsLock = options.capsLock;
    this.#pace = new TypingPace(options.rate, context.echoTimeout);
  }

  /** Types `text`; keys that leave the line (`\n`, `\t`) are sent once what stands before them has been read. */
  async type(text: string): Promise<void> {
    const parts = text.split(/([\n\t])/).filter((part) => part !== '');
    for (const [index, part] of parts.entries()) {
      if (part !== '\n' && part !== '\t') await this.#line(part);
      else await this.#leave(part, parts[index + 1] !== undefined);
    }
  }

  async #line(line: string): Promise<void> {
    const before = await this.#look();
    for (let typed = 0; typed < line.length; ) {
      const chunk = line.slice(typed, typed + this.#pace.chunk);
      typed += chunk.length;
      await this.#keys(chunk);
      if (before.text === '') await this.#awaitChange(before.frame, chunk);
      else await this.#awaitEcho(before.text, line.slice(0, typed));
    }
  }

  /** What is read before the next line is typed must be what the key has led to. Not every field shows that it was left. */
  async #leave(key: string, goesOn: boolean): Promise<void> {
    const before = goesOn ? await this.#look() : undefined;
    await this.#keys(key);
    if (!before) return;
    await this.#echoes(async (frame) => {
      if (before.text === '') return this.#differs(before.frame, frame);
      return (await this.#read(frame)) !== before.text;
    });
  }

  async #awaitEcho(before: string, expected: string): Promise<void> {
    for (let corrections = 0; ; corrections++) {
      const read = await this.#echoOf(before, expected);
      if (read === undefined) return this.#pace.echoed();
      const correction = correctionFor(before, read, expected, corrections % 2 === 1);
      if (corrections === MOST_CORRECTIONS || !correction)
        throw this.#notEchoed(expected, correction?.found ?? '');
      this.#pace.lost();
      await this.#correct(expected, correction);
    }
  }

  /** Undefined once it was echoed; otherwise what is read when nothing has moved for as long as an echo may take. */
  async #echoOf(before: string, expected: string): Promise<string | undefined> {
    for (let last: string | undefined; ; ) {
      let text = last ?? before;
      const echoed = await this.#echoes(async (frame) => {
        text = await this.#read(frame);
        return hasEchoed(before, text, expected);
      });
      if (echoed) return undefined;
      if (text === last || now() >= this.#attempt.until) return text;
      last = text; // it is late, not lost: what is typed again now would stand there twice
    }
  }

  async #correct(expected: string, { found, erase, retype }: Correction): Promise<void> {
    this.#context.log.add(
      `echo of '${expected}' was '${found}': ${erase} erased, rest typed again at ${this.#pace.rate} keys/s`,
    );
    for (let erased = 0; erased < erase; erased++) {
      await this.#sink.keys([
        { key: 'Backspace', down: true },
        { key: 'Backspace', down: false },
      ]);
      await pause(this.#pace.interval, this.#attempt.signal);
    }
    await this.#keys(retype);
  }

  /** Where no text can be read: something in the region must have changed. */
  async #awaitChange(before: Frame, chunk: string): Promise<void> {
    if (!(await this.#echoes((frame) => this.#differs(before, frame)))) throw this.#notEchoed(chunk, '');
  }

  #differs(before: Frame, frame: Frame): boolean {
    if (frame.width !== before.width || frame.height !== before.height) return true;
    const region = clip(this.#region ?? wholeOf(frame), frame);
    if (!region) return true;
    const damage = frameDamage(cropPixels(before, region), cropPixels(frame, region));
    return damage === 'all' || damage.length > 0;
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
    const startedAt = now();
    const until = Math.min(this.#attempt.until, startedAt + this.#pace.patience);
    const outcome = await waitForFrames(this.#context, this.#attempt, {
      until,
      decide: async ({ frame }) => ((await decide(frame)) ? true : undefined),
    });
    if (outcome.outcome === 'done') this.#pace.took(now() - startedAt);
    return outcome.outcome === 'done';
  }

  async #keys(text: string): Promise<void> {
    for (const stroke of planText(text, this.#layout)) {
      await this.#sink.keys(strokesToEvents([stroke], { capsLock: this.#capsLock }));
      await pause(this.#pace.interval, this.#attempt.signal);
    }
  }

  #notEchoed(expected: string, found: string): GuestwrightError {
    return new GuestwrightError(`type: '${expected}' was not echoed, '${found}' was read`, {
      code: 'not-shown',
      remedy: 'See that the field has the focus and echoes what is typed, or type without verify.',
    });
  }
}
