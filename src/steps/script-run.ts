/** One run of a script: waits for steps while handlers act, does their actions, latches what was answered. */
import { now } from '../base/deadline.ts';
import { raceSignal, timeUp } from '../base/signals.ts';
import { copyFrame, type Frame } from '../frame/frame.ts';
import { type Attempt, type GuestContext, perform } from '../guest/context.ts';
import { contextOf, type Guest } from '../guest/guest.ts';
import type { StepInfo } from '../guest/observer.ts';
import type { ScriptProgress } from '../guest/script-contract.ts';
import type { GuestMatch } from '../guest/target.ts';
import { waitForFrames } from '../guest/wait.ts';
import { logShown } from '../guest/wait-shown.ts';
import { logStill, notStill, StillWatch } from '../guest/wait-still.ts';
import { regionNamed, type StillOptions } from './action.ts';
import type { Answerable, Awaited, AwaitOutcome, Ready } from './awaiting.ts';
import type { FailOn } from './fail-on.ts';
import { Latches } from './latches.ts';
import { Lookout } from './lookout.ts';
import type { ScriptPlan } from './script.ts';
import { ScriptStep } from './script-step.ts';
import { awaitLine, takeLine } from './serial-lines.ts';
import { type Step, when } from './step.ts';
import { stepError } from './step-error.ts';
import { targetOf } from './targets.ts';
import { formatTrigger } from './trigger.ts';

/** How long the frame after a step's actions is waited for, in ms: the guest may be off by then. */
const AFTER_FRAME_TIMEOUT = 1000;

export class ScriptRun implements Disposable {
  readonly plan: ScriptPlan;
  readonly guest: Guest;
  readonly context: GuestContext;
  readonly steps: readonly ScriptStep[];
  readonly handlers: readonly ScriptStep[];
  readonly failOn: FailOn;
  /** What `until` names. */
  readonly end: ScriptStep | undefined;
  readonly lookout: Lookout;
  readonly latches: Latches;
  readonly progress: (progress: ScriptProgress) => void;
  /** Names of the steps and handlers that acted. */
  readonly acted: string[] = [];
  /** The step that is waited for or acts. */
  current: ScriptStep | undefined;
  /** Milliseconds of all actions. */
  actedFor = 0;

  constructor(guest: Guest, plan: ScriptPlan, failOn: FailOn, progress: (progress: ScriptProgress) => void) {
    this.plan = plan;
    this.guest = guest;
    this.context = contextOf(guest);
    const prepare = (step: Step, index?: number) =>
      new ScriptStep(step, index, targetOf(this.context, step.trigger));
    this.steps = plan.steps.map(prepare);
    this.handlers = plan.handlers.map((step) => prepare(step));
    this.end = plan.until === undefined ? undefined : prepare(when(plan.until));
    this.failOn = failOn;
    this.progress = progress;
    this.lookout = new Lookout(this.context);
    this.latches = new Latches(this.lookout);
  }

  /** Everything that frames are compared with: loaded before the first key, so that a wrong name fails early. */
  async ready(): Promise<void> {
    const steps = [...this.steps, ...this.handlers, ...(this.end ? [this.end] : [])];
    for (const { target } of steps) await target?.ready?.();
    for (const target of this.failOn.targets) await target.ready?.();
  }

  /** Waits until a candidate is ready; handlers act meanwhile. */
  async next(attempt: Attempt, awaited: Awaited): Promise<AwaitOutcome> {
    const startedAt = now();
    for (;;) {
      const outcome = await waitForFrames<Answerable | 'enough'>(this.context, attempt, {
        until: awaited.until,
        view: this.lookout.view,
        targets: awaited.candidates.flatMap(({ target }) => target ?? []),
        also: async (signal) => {
          const steps = [...this.handlers, ...(awaited.end ? [awaited.end] : []), ...awaited.candidates];
          const step = await awaitLine(this.context, steps, signal);
          return { step, match: undefined, shown: new Map() };
        },
        decide: async (seen) => {
          this.lookout.turnTo(seen);
          return await this.#decide(awaited);
        },
      });
      if (outcome.outcome === 'timeout') return { kind: 'timeout', outcome };
      if (outcome.value === 'enough') return { kind: 'end' };
      const ready = { ...outcome.value, waited: now() - startedAt };
      takeLine(this.context, ready.step);
      if (ready.match) this.#tellShown(ready.match, ready.waited);
      if (ready.step === awaited.end) return { kind: 'end' };
      if (!this.handlers.includes(ready.step)) return { kind: 'ready', ready };
      await this.#handle(ready, attempt);
    }
  }

  /** Does the step's actions, then latches its screen. */
  async act(ready: Ready, attempt: Attempt): Promise<number> {
    const { step, match } = ready;
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
    this.latches.close(ready, () => this.context.pointer.trail(mark));
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
    logStill(this.context, watch);
  }

  async #decide({ candidates, following, end, enough }: Awaited): Promise<Answerable | 'enough' | undefined> {
    const { lookout, latches, handlers } = this;
    const steps = [...handlers, ...(end ? [end] : []), ...candidates];
    lookout.want([...this.failOn.targets, ...steps.flatMap(({ target }) => target ?? [])]);
    await this.failOn.check(lookout);
    await latches.update();
    if (lookout.frame && enough?.(lookout.frame)) return 'enough';
    return (
      (await latches.firstAnswerable(handlers, () => [...handlers, ...candidates])) ??
      (await latches.firstAnswerable(end ? [end] : [], () => [])) ??
      (await latches.firstAnswerable(candidates, (step) => [...handlers, ...following(step)]))
    );
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

  #tellShown(match: GuestMatch, waited: number): void {
    logShown(this.context, match, waited);
    if (this.lookout.frame) this.context.observer.shown?.(match, this.lookout.frame);
  }

  #showFrame(moment: 'before' | 'after', info: StepInfo): void {
    const { frame } = this.lookout;
    if (!frame) return;
    this.context.filmstrip.add(frame, { always: true });
    const { observer, allocator } = this.context;
    if (!observer.frame) return;
    const copy = copyFrame(frame, allocator);
    void observer.frame(copy, moment, info)?.then(() => allocator.release(copy.data));
  }

  /** Only where somebody wants to see it: the first frame after the last input. */
  async #showAfter({ signal, info }: Attempt): Promise<void> {
    if (!this.context.observer.frame) return;
    using timer = timeUp(now() + AFTER_FRAME_TIMEOUT);
    const after = this.context.input.lastActionAt;
    const seen = await raceSignal(this.lookout.view.next({ after, signal: timer.signal }), signal).catch(
      () => undefined,
    );
    if (!seen) return;
    this.lookout.turnTo(seen);
    await this.latches.update();
    this.#showFrame('after', info);
  }
}
