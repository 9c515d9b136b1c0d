/** The wire of QEMU's guest agent: JSON lines over a serial channel on which old answers may still lie. */
import type { Duplex } from 'node:stream';
import { type CallOptions, Deadline, now } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { mergeSignals, raceSignal, timeUp } from '../../base/signals.ts';
import { formatDuration } from '../../base/units.ts';

/** An answer of the agent. */
type AgentMessage =
  | { readonly return: unknown }
  | { readonly error: { readonly class: string; readonly desc: string } };

/** Never part of UTF-8: resets the parser of whoever reads it (docs/interop/qemu-ga-ref, guest-sync-delimited). */
const SENTINEL = 0xff;
const NEWLINE = 0x0a;
/** Between two attempts to reach an agent that is not there yet, ms. */
const SYNC_INTERVAL = 500;
/** Largest id of guest-sync: a positive 32-bit integer. */
const HIGHEST_SYNC_ID = 2 ** 31 - 1;

/** QEMU's agent gives at most 16 MiB of each output, in base64; what is longer and has no end is no answer. */
const LONGEST_ANSWER = 64 * 2 ** 20;

/** Characters of a wrong answer in an error. */
const SHOWN = 80;

/** One conversation at a time: the protocol has no ids. */
export class AgentChannel {
  readonly #stream: Duplex;
  #received = Buffer.alloc(0);
  #talking = false;
  #wake = () => {};
  #last: Promise<unknown> = Promise.resolve();

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      if (!this.#talking) return; // whoever asks next throws it away; on a serial line it may be a whole log
      this.#received = Buffer.concat([this.#received, chunk]);
      if (this.#received.length > LONGEST_ANSWER) this.#received = Buffer.alloc(0);
      this.#wake();
    });
    stream.once('close', () => this.#wake());
  }

  /** Asks the agent. Errors: `hypervisor` with its words, `timeout` when no agent answers in the guest. */
  async ask(
    command: string,
    args: Readonly<Record<string, unknown>>,
    call: CallOptions = {},
  ): Promise<unknown> {
    const turn = this.#last.then(() => this.#converse(command, args, call));
    this.#last = turn.catch(() => {});
    return await turn;
  }

  async #converse(
    command: string,
    args: Readonly<Record<string, unknown>>,
    call: CallOptions,
  ): Promise<unknown> {
    using deadline = new Deadline(`the guest agent's '${command}'`, call);
    this.#talking = true;
    try {
      await this.#synchronise(deadline);
      this.#write({ execute: command, arguments: args });
      const answer = await this.#next(deadline.signal);
      if ('return' in answer) return answer.return;
      throw new GuestwrightError(`the guest agent refused '${command}': ${answer.error.desc}`, {
        code: 'hypervisor',
        details: { class: answer.error.class, command },
      });
    } catch (error) {
      if (!isGuestwrightError(error, 'timeout')) throw error;
      throw new GuestwrightError(
        `the guest agent did not answer '${command}' within ${formatDuration(deadline.timeout)}`,
        { code: 'timeout', cause: error, remedy: 'Install and start qemu-guest-agent in the guest.' },
      );
    } finally {
      this.#talking = false;
      this.#received = Buffer.alloc(0);
    }
  }

  /**
   * Repeats until the agent runs. What comes before its answer is thrown away: answers to older questions, and our
   * own words, which a serial line without a reader sends back.
   */
  async #synchronise(deadline: Deadline): Promise<void> {
    for (;;) {
      const id = Math.ceil(Math.random() * HIGHEST_SYNC_ID);
      this.#stream.write(Buffer.of(SENTINEL));
      this.#write({ execute: 'guest-sync-delimited', arguments: { id } });
      using timer = timeUp(now() + SYNC_INTERVAL);
      using merged = mergeSignals(deadline.signal, timer.signal);
      const patience = merged.signal;
      while (!patience.aborted) {
        const line = await this.#nextLine(patience).catch((error: unknown) => {
          if (!patience.aborted) throw error;
        });
        const answer = line === undefined ? undefined : parsed(line);
        if (answer && 'return' in answer && answer.return === id) return;
      }
      deadline.throwIfDone();
    }
  }

  #write(message: unknown): void {
    this.#stream.write(`${JSON.stringify(message)}\n`);
  }

  async #next(signal: AbortSignal): Promise<AgentMessage> {
    const line = await this.#nextLine(signal);
    const message = parsed(line);
    if (message) return message;
    throw new GuestwrightError(`the guest agent: expected an answer in JSON, got '${line.slice(0, SHOWN)}'`, {
      code: 'protocol',
      remedy: 'See that nothing else writes to its serial port in the guest.',
    });
  }

  async #nextLine(signal: AbortSignal): Promise<string> {
    for (;;) {
      const line = this.#takeLine();
      if (line !== undefined) return line;
      if (this.#stream.closed) throw new GuestwrightError('the machine ended', { code: 'connection-lost' });
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await raceSignal(woken, signal);
    }
  }

  /** The next whole line that is not empty, from its last sentinel on. */
  #takeLine(): string | undefined {
    for (;;) {
      const end = this.#received.indexOf(NEWLINE);
      if (end < 0) return undefined;
      const line = this.#received.subarray(0, end);
      this.#received = this.#received.subarray(end + 1);
      const text = line.subarray(line.lastIndexOf(SENTINEL) + 1).toString();
      if (text.trim() !== '') return text;
    }
  }
}

function parsed(line: string): AgentMessage | undefined {
  try {
    const message = JSON.parse(line) as AgentMessage;
    return 'return' in message || 'error' in message ? message : undefined;
  } catch {
    return undefined;
  }
}
