/** Two observers of one guest: such as a runner's steps and a trace. */

import type { Frame } from '../frame/frame.ts';
import type { FrameMoment, GuestObserver, StepInfo } from './observer.ts';

/** Steps of `outer` wrap those of `inner`; a kept frame's memory is used again when both have done with it. */
export function bothObservers(outer: GuestObserver, inner: GuestObserver): GuestObserver {
  const frame = (picture: Frame, moment: FrameMoment, info: StepInfo): void | Promise<void> => {
    const pending = [outer.frame?.(picture, moment, info), inner.frame?.(picture, moment, info)];
    const kept = pending.filter((each) => each !== undefined);
    // Who returns nothing keeps the memory for good: then it must never be used again.
    if (kept.length < keepers(outer, inner)) return undefined;
    return Promise.all(kept).then(() => {});
  };
  return {
    step: (info, run) => outer.step(info, () => inner.step(info, run)),
    ...((outer.frame || inner.frame) && { frame }),
    shown: (match, picture) => {
      outer.shown?.(match, picture);
      inner.shown?.(match, picture);
    },
    awaiting: (targets) => {
      const told = [outer.awaiting?.(targets), inner.awaiting?.(targets)];
      return {
        [Symbol.dispose]: () => {
          for (const each of told) each?.[Symbol.dispose]();
        },
      };
    },
    note: (event) => {
      outer.note?.(event);
      inner.note?.(event);
    },
  };
}

function keepers(...observers: readonly GuestObserver[]): number {
  return observers.filter((observer) => observer.frame).length;
}
