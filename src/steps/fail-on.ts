/** Ends a script as soon as something shows that must not: on every frame, also while actions run, and on serial. */
import { GuestwrightError } from '../base/errors.ts';
import { copyFrame, type Frame } from '../frame/frame.ts';
import type { GuestContext } from '../guest/context.ts';
import { attachEvidence } from '../guest/evidence.ts';
import { evidenceSoFar } from '../guest/failure.ts';
import { formatPattern, serialPortOf } from '../guest/serial.ts';
import type { Target } from '../guest/target.ts';
import { Lookout } from './lookout.ts';
import { targetOf } from './targets.ts';
import { isSerial, type SerialPattern, type Trigger } from './trigger.ts';

/** Output searched again when more comes, in characters: a line may arrive in pieces. */
const SERIAL_OVERLAP = 4096;

export class FailOn implements Disposable {
  readonly targets: readonly Target[];
  readonly #context: GuestContext;
  readonly #logMark: number;
  readonly #controller = new AbortController();
  readonly #listening: readonly Disposable[];

  constructor(context: GuestContext, triggers: readonly Trigger[]) {
    this.#context = context;
    this.#logMark = context.log.mark;
    this.targets = triggers.flatMap((trigger) => targetOf(context, trigger) ?? []);
    this.#listening = triggers.filter(isSerial).map((pattern) => this.#listen(pattern));
  }

  /** Fires with the error to throw. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Throws if one of the targets shows on the lookout's frame. */
  async check(lookout: Lookout): Promise<void> {
    lookout.want(this.targets);
    for (const target of this.targets) {
      const { matches } = await lookout.sight(target);
      if (matches[0]) throw await this.#error(matches[0].what, lookout.frame);
    }
  }

  /** Runs `work` while every frame is checked; `signal` fires when one of the targets shows. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.targets.length === 0) return await work();
    const stop = new AbortController();
    const watching = this.#watch(stop.signal);
    try {
      return await work();
    } finally {
      stop.abort();
      await watching;
    }
  }

  [Symbol.dispose](): void {
    for (const listening of this.#listening) listening[Symbol.dispose]();
  }

  async #watch(stop: AbortSignal): Promise<void> {
    using lookout = new Lookout(this.#context);
    try {
      for (;;) {
        lookout.turnTo(await lookout.view.next({ signal: stop }));
        await this.check(lookout);
      }
    } catch (error) {
      if (!stop.aborted) this.#controller.abort(error);
    }
  }

  #listen({ pattern, port }: SerialPattern): Disposable {
    const { buffer } = serialPortOf(this.#context, port);
    const start = buffer.end;
    let searched = start;
    return buffer.onGrowth(() => {
      const from = Math.max(start, searched - SERIAL_OVERLAP);
      searched = buffer.end;
      if (!buffer.search(pattern, from) || this.signal.aborted) return;
      void this.#error(`serial ${formatPattern(pattern)}`, undefined).then((error) =>
        this.#controller.abort(error),
      );
    });
  }

  async #error(what: string, shown: Frame | undefined): Promise<GuestwrightError> {
    const frame = shown && copyFrame(shown);
    const error = new GuestwrightError(`${what} showed, which failOn names`, {
      code: 'fail-on',
      remedy: 'Look at the attached frame and the end of the serial output for why the guest came there.',
      details: { failOn: what },
    });
    const facts = { frame, waited: 0, framesSeen: 0, logMark: this.#logMark };
    return attachEvidence(error, await evidenceSoFar(this.#context, facts));
  }
}
