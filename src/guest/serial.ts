/** A serial port of the guest: waiting for output with a cursor, writing, the output so far. */
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { maskSecrets, Secret } from '../base/secret.ts';
import { raceSignal } from '../base/signals.ts';
import { describeValue, formatDuration } from '../base/units.ts';
import { unsupported } from '../driver/capabilities.ts';
import type { SerialPort } from '../driver/driver.ts';
import { type Attempt, type GuestContext, perform, remaining } from './context.ts';
import { SerialBuffer } from './serial-buffer.ts';
import { unwantedMatch } from './serial-silence.ts';

export interface SerialWaitOptions extends CallOptions {
  /** 'cursor': what came since the last match, power-on or reset. 'start': everything kept. Default 'cursor'. */
  readonly from?: 'cursor' | 'start';
}

/** What a wait found: the text, a RegExp's groups, and what came before it. */
export interface SerialMatch {
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
  readonly before: string;
}

/** Characters of the output shown in an error and kept as evidence. */
const TAIL = 2000;

export class Serial implements Disposable {
  readonly #brand = true;
  readonly #context: () => GuestContext;
  readonly #port: SerialPort;
  readonly #buffer: SerialBuffer;
  readonly #name: string;

  /** @internal */
  constructor(context: () => GuestContext, port: SerialPort, index: number) {
    this.#context = context;
    this.#port = port;
    this.#buffer = new SerialBuffer(port);
    this.#name = index === 0 ? 'serial' : `serial ${index}`;
  }

  /** Whether `value` is a Serial of this copy of the package. */
  static is(value: unknown): value is Serial {
    return typeof value === 'object' && value !== null && #brand in value && value.#brand;
  }

  /** Everything received since this guest was created (the newest megabytes of it). */
  get output(): string {
    return this.#buffer.text;
  }

  /** The last lines, secrets masked. */
  get tail(): string {
    return maskSecrets(this.#buffer.text).slice(-TAIL);
  }

  /** @internal Raw output, for scripts that watch it. */
  get buffer(): SerialBuffer {
    return this.#buffer;
  }

  /** The cursor to the current end: the guest starts anew. */
  skip(): void {
    this.#buffer.skip();
  }

  /** Waits until the output contains `pattern`; the cursor then stands behind it. Throws `serial-timeout`. */
  async waitFor(pattern: string | RegExp, options: SerialWaitOptions = {}): Promise<SerialMatch> {
    checkPattern(pattern);
    const title = `${this.#name} receives ${formatPattern(pattern)}`;
    const context = this.#context();
    return await perform(context, { title, category: 'serial', timeout: 'shown' }, options, (attempt) =>
      this.receive(pattern, attempt, options),
    );
  }

  /**
   * Waits out the time, or until the machine has been off for 2 s, without receiving `pattern`. Throws `unexpected` as
   * soon as it comes; the cursor then stands behind it.
   */
  async waitForNo(pattern: string | RegExp, options: SerialWaitOptions = {}): Promise<void> {
    checkPattern(pattern);
    const title = `${this.#name} does not receive ${formatPattern(pattern)}`;
    const context = this.#context();
    await perform(context, { title, category: 'serial', timeout: 'shown' }, options, async (attempt) => {
      const { from = 'cursor' } = options;
      const match = await unwantedMatch(this.#buffer, context.machine, pattern, attempt, from);
      if (!match) return;
      throw new GuestwrightError(
        `${this.#name} received ${formatPattern(pattern)}: ${JSON.stringify(maskSecrets(match.text))}`,
        {
          code: 'unexpected',
          remedy: 'Look at the serial output for what came before it.',
          details: { pattern: String(pattern), text: maskSecrets(match.text) },
        },
      );
    });
  }

  /** @internal `waitFor` on behalf of a call under way. */
  async receive(
    pattern: string | RegExp,
    attempt: Attempt,
    { from = 'cursor' }: Pick<SerialWaitOptions, 'from'> = {},
  ): Promise<SerialMatch> {
    const startedAt = attempt.until - attempt.timeout;
    const match = await this.#buffer.find(pattern, attempt, from);
    if (match) return match;
    const waited = performance.now() - startedAt;
    throw new GuestwrightError(
      `${this.#name} did not receive ${formatPattern(pattern)} within ${formatDuration(attempt.timeout)}`,
      {
        code: 'serial-timeout',
        output: `Looked for: ${formatPattern(pattern)} from the ${from}\nReceived:   ${this.#unread(from)}`,
        remedy: "The cursor stands behind the last match; { from: 'start' } looks at everything.",
        details: { pattern: String(pattern), waited: Math.round(waited) },
      },
    );
  }

  /** Sends text or bytes to the guest; a secret is never logged. */
  async write(data: string | Uint8Array | Secret, options: CallOptions = {}): Promise<void> {
    const context = this.#context();
    const title = `write ${Secret.is(data) ? data : typeof data === 'string' ? JSON.stringify(maskSecrets(data)) : `${data.length} bytes`} to ${this.#name}`;
    await perform(context, { title, category: 'serial', timeout: 'call' }, options, async (attempt) => {
      context.inputLog.add(title);
      await this.send(Secret.is(data) ? data.reveal() : data, attempt);
    });
  }

  /** @internal `write` on behalf of a call under way. */
  async send(data: string | Uint8Array, attempt: Attempt): Promise<void> {
    const { signal } = attempt;
    await raceSignal(this.#port.write(data, { signal, timeout: remaining(attempt) }), signal);
    this.#context().input.acted();
  }

  [Symbol.dispose](): void {
    this.#buffer[Symbol.dispose]();
  }

  #unread(from: 'cursor' | 'start'): string {
    const text = maskSecrets(from === 'start' ? this.#buffer.text : this.#buffer.unread).slice(-TAIL);
    return text === '' ? 'nothing' : JSON.stringify(text);
  }
}

/** Port `index` of a guest, from 0. */
export function serialPortOf({ machine, serialPorts }: GuestContext, index: number): Serial {
  const port = serialPorts[index];
  if (port) return port;
  const { driver } = machine.host;
  if (!driver.capabilities.has('serial')) throw unsupported(driver.name, 'serial');
  throw new GuestwrightError(`serial port ${index}: the machine has ${serialPorts.length}`, {
    code: 'invalid-argument',
    remedy: 'Count from 0, and give the machine as many ports with `serial` in its definition.',
  });
}

export function formatPattern(pattern: string | RegExp): string {
  return typeof pattern === 'string' ? `'${pattern}'` : String(pattern);
}

/** Throws `invalid-argument` unless `pattern` is a non-empty string or a RegExp. */
export function checkPattern(pattern: unknown, what = 'serial'): asserts pattern is string | RegExp {
  if ((typeof pattern === 'string' && pattern !== '') || pattern instanceof RegExp) return;
  throw new GuestwrightError(`${what}: expected a text or a RegExp, got ${describeValue(pattern)}`, {
    code: 'invalid-argument',
    remedy: "Look for 'login:' or /login: $/.",
  });
}
