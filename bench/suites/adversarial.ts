/** Textures that fit nearly everywhere: the worst that a search can meet. */
import { displayName, MAIN_DISPLAY } from '../corpus/frames.ts';
import { adversaries } from '../corpus/textures.ts';
import { timeOn } from '../harness/captures.ts';
import type { Task } from '../harness/rounds.ts';
import { findPicture, RULES } from '../ours.ts';

export const ADVERSARIAL = 'adversarial';

export function adversarialTasks(): Task[] {
  return adversaries(MAIN_DISPLAY).flatMap(({ texture, needle, frame, reference }) => {
    const labels = { display: displayName(MAIN_DISPLAY), texture, needle };
    return RULES.map((rule) => {
      const search = findPicture(reference, frame, rule);
      return {
        suite: ADVERSARIAL,
        method: rule,
        labels,
        sample: () => timeOn(frame, search),
      };
    });
  });
}
