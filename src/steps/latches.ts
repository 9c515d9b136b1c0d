/** The latches of one script's run: which of its steps may be answered on the lookout's frame. */
import type { Point } from '../frame/region.ts';
import type { GuestMatch } from '../guest/target.ts';
import type { Answerable } from './awaiting.ts';
import { Latch } from './latch.ts';
import type { Lookout } from './lookout.ts';
import type { ScriptStep } from './script-step.ts';

export class Latches {
  readonly #lookout: Lookout;
  #latches: readonly Latch[] = [];

  constructor(lookout: Lookout) {
    this.#lookout = lookout;
  }

  /** After the step's actions; `pointers`: where the pointer was before, during and since. */
  close({ step, match, shown }: Answerable, pointers: () => readonly Point[]): void {
    if (match) this.#latches = [...this.#latches, new Latch(step, match, shown, pointers)];
  }

  /** Opens the latches whose screens the lookout's frame no longer shows. */
  async update(): Promise<void> {
    const holding = await Promise.all(this.#latches.map((latch) => latch.holds(this.#lookout)));
    this.#latches = this.#latches.filter((_, index) => holding[index]);
  }

  /** The latch that keeps `step` from being answered as `match`. */
  blocking(step: ScriptStep, match: GuestMatch): Latch | undefined {
    return this.#latches.find((latch) => latch.blocks(step, match));
  }

  /** The first of `steps` that shows and may be answered; `companions` are the steps that may come next. */
  async firstAnswerable(
    steps: readonly ScriptStep[],
    companions: (step: ScriptStep) => readonly ScriptStep[],
  ): Promise<Answerable | undefined> {
    for (const step of steps) {
      const match = (await this.#matches(step)).find((each) => !this.blocking(step, each));
      if (!match) continue;
      const shown = new Map<ScriptStep, readonly GuestMatch[]>();
      for (const each of [step, ...companions(step)]) shown.set(each, await this.#matches(each));
      return { step, match, shown };
    }
    return undefined;
  }

  async #matches({ target }: ScriptStep): Promise<readonly GuestMatch[]> {
    return target ? (await this.#lookout.sight(target)).matches : [];
  }
}
