/** One run of a script: waits for steps while handlers act, does their actions, latches what was answered. */
import { now } from '../base/deadline.ts';
import { mergeSignals, raceSignal, timeUp } from '../base/signals.ts';
import { copyFrame, type Frame } from '../frame/frame.ts';
import { type Attempt, type GuestContext, perform } from '../guest/context.ts';
import type { FrameView } from '../guest/frame-stream.ts';
import { contextOf, type Guest } from '../guest/guest.ts';
import type { StepInfo } from '../guest/observer.ts';
import type { ScriptProgress } from '../guest/script-contract.ts';
import { serialPortOf } from '../guest/serial.ts';
import type { GuestMatch, Target } from '../guest/target.ts';
import { type FrameWaitTimeout, waitForFrames } from '../guest/wait.ts';
import { notStill, StillWatch } from '../guest/wait-still.ts';
import { regionNamed, type StillOptions } from './action.ts';
import type { FailOn } from './fail-on.ts';
import { Latch } from './latch.ts';
import { Lookout } from './lookout.ts';
import type { ScriptPlan } from './script.ts';
import { ScriptStep } from './script-step.ts';
import { stepError } from './step-error.ts';
import { targetOf } from './targets.ts';
import { formatTrigger, isSerial } from './trigger.ts';

/** A step whose screen shows and may be answered, or whose line came. */
export interface Ready {
  readonly step: ScriptStep;
  readonly match: GuestMatch | undefined;
  /** What the steps that may come next showed as on that frame. */
  readonly shown: ReadonlyMap<ScriptStep, readonly GuestMatch[]>;
  /** Milliseconds until it was ready. */
  readonly waited: number;
}

export interface Awaited {
  readonly candidates: readonly ScriptStep[];
  /** Steps that may act after that one. */
  readonly following: (step: ScriptStep) => readonly ScriptStep[];
  /** Ends the wait when it shows. */
  readonly end?: Target | undefined;
  /** Ends the wait too; asked on every frame. */
  readonly enough?: (frame: Frame) => boolean;
  /** Monotonic ms. */
  readonly until: number;
}

export type AwaitOutcome =
  | { readonly kind: 'ready'; readonly ready: Ready }
  | { readonly kind: 'end' }
  | { readonly kind: 'timeout'; readonly outcome: FrameWaitTimeout };

/** How long the frame after a step's actions is waited for, in ms: the guest may be off by then. */
const AFTER_FRAME_TIMEOUT = 1000;

export class ScriptRun implements Disposable {
  readonly plan: ScriptPlan;
  readonly guest: Guest;
  readonly context: GuestContext;
  readonly steps: readonly ScriptStep[];
  readonly handlers: readonly ScriptStep[];
  readonly failOn: FailOn;
  readonly end: Target | undefined;
  readonly lookout: Lookout;
  readonly progress: (progress: ScriptProgress) => void;
  /** Names of the steps and handlers that acted. */
  readonly acted: string[] = [];
  /** The step that is waited for or acts. */
  current: ScriptStep | undefined;
  /** Milliseconds of all actions. */
  actedFor = 0;
  #latches: readonly Latch[] = [];

  constructor(guest: Guest, plan: ScriptPlan, failOn: FailOn, progress: (progress: ScriptProgress) => void) {
    this.plan = plan;
    this.guest = guest;
    this.context = contextOf(guest);
    this.steps = plan.steps.map(
      (step, index) => new ScriptStep(step, index, targetOf(this.context, step.trigger)),
    );
    this.handlers = plan.handlers.map(
      (step) => new ScriptStep(step, undefined, targetOf(this.context, step.trigger)),
    );
    this.end = plan.until === undefined ? undefined : targetOf(this.context, plan.until);
    this.failOn = failOn;
    this.progress = progress;
    this.lookout = new Lookout(this.context);
  }

  get view(): FrameView {
    return this.lookout.view;
  }

  /** Latches whose screens have not left, as of the last frame. */
  get latches(): readonly Latch[] {
    return this.#latches;
  }

  /** Everything that frames are compared with: loaded before the first key, so that a wrong name fails early. */
  async ready(): Promise<void> {
    const targets = [...this.steps, ...this.handlers].map(({ target }) => target);
    for (const target of [...targets, ...this.failOn.targets, this.end]) await target?.ready?.();
  }

  /** Waits until a candidate is ready; handlers act meanwhile. */
  async next(attempt: Attempt, awaited: Awaited): Promise<AwaitOutcome> {
    const startedAt = now();
    for (;;) {
      const outcome = await waitForFrames<Omit<Ready, 'waited'> | 'end'>(this.context, attempt, {
        until: awaited.until,
        view: this.view,
        targets: awaited.candidates.flatMap(({ target }) => target ?? []),
        also: (signal) => this.#serialReady(awaited, signal),
        decide: async (seen) => {
          this.lookout.turnTo(seen);
          return await this.#decide(awaited);
        },
      });
      if (outcome.outcome === 'timeout') return { kind: 'timeout', outcome };
      if (outcome.value === 'end') return { kind: 'end' };
      const ready = { ...outcome.value, waited: now() - startedAt };
      const { trigger } = ready.step.step;
      if (isSerial(trigger)) serialPortOf(this.context, trigger.port).buffer.take(trigger.pattern);
      if (!this.handlers.includes(ready.step)) return { kind: 'ready', ready };
      await this.#handle(ready, attempt);
    }
  }

  /** Does the step's actions, then latches its screen. */
  async act({ step, match, shown }: Ready, attempt: Attempt): Promise<number> {
    const startedAt = now();
    this.current = step;
    this.#showFrame('before', attempt.info);
    const mark = this.context.pointer.mark;
    const outer = this.context.scriptLocation;
    try {
      await this.failOn.during(() => this.#actions(step, match, attempt));
    } catch (error) {
      throw await stepError(this, step, attempt, error);
    } finally {
      this.context.scriptLocation = outer;
    }
    if (match) {
      this.#latches = [...this.#latches, new Latch(step, match, shown, this.context.pointer.trail(mark))];
    }
    step.runs++;
    this.acted.push(step.name);
    await this.#showAfter(attempt);
    const acted = now() - startedAt;
    this.actedFor += acted;
    return acted;
  }

  [Symbol.dispose](): void {
    this.lookout[Symbol.dispose]();
  }

  async #actions(step: ScriptStep, match: GuestMatch | undefined, attempt: Attempt): Promise<void> {
    const waitStill = (options: StillOptions) => this.#waitStill(options, match, attempt);
    for (const action of step.step.actions) {
      this.context.scriptLocation = action.ownCode ? undefined : step.step.location;
      const scene = { guest: this.guest, match, signal: attempt.signal, waitStill };
      await raceSignal(action.run(scene), attempt.signal);
    }
  }

  /** Handlers act meanwhile; the steps themselves do not. */
  async #waitStill(
    { region, ...options }: StillOptions,
    match: GuestMatch | undefined,
    attempt: Attempt,
  ): Promise<void> {
    const place = typeof region === 'string' ? regionNamed(match, region) : region;
    const watch = new StillWatch({ ...options, region: place });
    const enough = (frame: Frame) => watch.add(frame);
    const outcome = await this.next(attempt, {
      candidates: [],
      following: () => [],
      enough,
      until: attempt.until,
    });
    if (outcome.kind === 'timeout') throw notStill(this.context, attempt, watch, outcome.outcome);
  }

  async #decide({
    candidates,
    following,
    end,
    enough,
  }: Awaited): Promise<Omit<Ready, 'waited'> | 'end' | undefined> {
    const { lookout } = this;
    await this.failOn.check(lookout);
    await this.#updateLatches();
    if (lookout.frame && enough?.(lookout.frame)) return 'end';
    for (const step of this.handlers) {
      const match = await this.#unblocked(step);
      if (match) return { step, match, shown: await this.#shown([...this.handlers, ...candidates]) };
    }
    if (end && (await lookout.sight(end)).matches.length > 0) return 'end';
    for (const step of candidates) {
      const match = await this.#unblocked(step);
      if (match)
        return { step, match, shown: await this.#shown([step, ...this.handlers, ...following(step)]) };
    }
    return undefined;
  }

  async #updateLatches(): Promise<void> {
    const holding = await Promise.all(this.#latches.map((latch) => latch.holds(this.lookout)));
    this.#latches = this.#latches.filter((_, index) => holding[index]);
  }

  async #unblocked(step: ScriptStep): Promise<GuestMatch | undefined> {
    if (!step.target) return undefined;
    const { matches } = await this.lookout.sight(step.target);
    return matches.find((match) => !this.#latches.some((latch) => latch.blocks(step, match)));
  }

  async #shown(steps: readonly ScriptStep[]): Promise<Map<ScriptStep, readonly GuestMatch[]>> {
    const shown = new Map<ScriptStep, readonly GuestMatch[]>();
    for (const step of steps)
      if (step.target) shown.set(step, (await this.lookout.sight(step.target)).matches);
    return shown;
  }

  /** Resolves when the line of a handler or candidate came; never for those without. */
  async #serialReady({ candidates }: Awaited, signal: AbortSignal): Promise<Omit<Ready, 'waited'>> {
    const waiting = [...this.handlers, ...candidates].flatMap((step) => {
      const { trigger } = step.step;
      return isSerial(trigger)
        ? [{ step, pattern: trigger.pattern, buffer: serialPortOf(this.context, trigger.port).buffer }]
        : [];
    });
    if (waiting.length === 0) return await new Promise(() => {});
    for (;;) {
      // Only looked at: the line is taken when its step is.
      const found = waiting.find(({ pattern, buffer }) => buffer.has(pattern));
      if (found) return { step: found.step, match: undefined, shown: new Map() };
      signal.throwIfAborted();
      const turn = new AbortController();
      using either = mergeSignals(signal, turn.signal);
      await Promise.race(waiting.map(({ buffer }) => buffer.growth(either.signal)));
      turn.abort();
    }
  }

  async #handle(ready: Ready, outer: Attempt): Promise<void> {
    const { step } = ready;
    const title = `handler ${formatTrigger(step.step.trigger)}`;
    const { location, options } = step.step;
    const call = { signal: outer.signal, timeout: options.timeout };
    await perform(
      this.context,
      { title, category: 'step', timeout: 'step', location },
      call,
      async (attempt) => {
        const acted = await this.act(ready, attempt);
        this.progress({ type: 'handler', name: step.name, acted });
      },
    );
  }

  #showFrame(moment: 'before' | 'after', info: StepInfo): void {
    const { frame } = this.lookout;
    if (!frame) return;
    this.context.filmstrip.add(frame, { always: true });
    this.context.observer.frame?.(copyFrame(frame), moment, info);
  }

  /** Only where somebody wants to see it: the first frame after the last input. */
  async #showAfter({ signal, info }: Attempt): Promise<void> {
    if (!this.context.observer.frame) return;
    using timer = timeUp(now() + AFTER_FRAME_TIMEOUT);
    const after = this.context.input.lastActionAt;
    const seen = await raceSignal(this.view.next({ after, signal: timer.signal }), signal).catch(
      () => undefined,
    );
    if (!seen) return;
    this.lookout.turnTo(seen);
    await this.#updateLatches();
    this.#showFrame('after', info);
  }
}
