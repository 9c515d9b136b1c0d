/** One capture after another: the same, or a hundredth of it changed. */
import pixelmatch from 'pixelmatch';
import type { Frame } from '../../src/frame/frame.ts';
import { createPicture, type Picture } from '../../src/frame/picture.ts';
import { displayName, loadPages, loadRealScreens, MAIN_DISPLAY } from '../corpus/frames.ts';
import { timeOnPairs } from '../harness/captures.ts';
import type { Task } from '../harness/rounds.ts';
import { timeElsewhere } from '../harness/sample.ts';
import { damageBetween, followChange, followStillness } from '../ours.ts';
import type { Odiff } from '../peers/odiff.ts';

export const UNCHANGED = 'unchanged';
export const COMPARE = 'Buffer.compare';
/** A box of a hundredth of the main display. */
const CHANGED = { x: 400, y: 300, width: 96, height: 82 } as const;
const QUICK = ['calamares', 'cal-users'];

export async function unchangedTasks(odiff: Odiff, full: boolean): Promise<Task[]> {
  const all = [...(await loadPages(MAIN_DISPLAY)), ...(await loadRealScreens())];
  const chosen = all.filter(({ name }) => full || QUICK.includes(name));
  const tasks = chosen.map(async ({ name, picture }) => [
    ...(await tasksFor(odiff, picture, picture, { change: 'none', frame: name })),
    ...(await tasksFor(odiff, picture, withChange(picture), { change: '1 %', frame: name })),
  ]);
  return (await Promise.all(tasks)).flat();
}

async function tasksFor(
  odiff: Odiff,
  before: Picture,
  after: Picture,
  which: { readonly change: string; readonly frame: string },
): Promise<Task[]> {
  const labels = { display: displayName(MAIN_DISPLAY), ...which };
  const { width, height } = before;
  const [still, change] = [followStillness(), followChange()];
  const here = (method: string, work: (before: Frame, after: Frame) => unknown): Task => ({
    suite: UNCHANGED,
    method,
    labels,
    sample: () => timeOnPairs([before, after], work),
  });
  const files = await Promise.all([before, after].map((picture) => odiff.keep(picture)));
  return [
    here(COMPARE, (one, other) => Buffer.compare(one.data, other.data)),
    here('damage', damageBetween),
    here('stillness', (_, after) => still(after)),
    here('change', (_, after) => change(after)),
    here('pixelmatch', (one, other) => pixelmatch(one.data, other.data, undefined, width, height)),
    {
      suite: UNCHANGED,
      method: 'odiff, PNG files',
      labels,
      sample: () => timeElsewhere(() => odiff.same(files[0] as string, files[1] as string)),
    },
  ];
}

function withChange(picture: Picture): Picture {
  const changed = createPicture(picture, picture.data.slice());
  for (let y = CHANGED.y; y < CHANGED.y + CHANGED.height; y++) {
    const start = y * picture.width + CHANGED.x;
    for (let i = start; i < start + CHANGED.width; i++) {
      changed.pixels[i] = (~(picture.pixels[i] as number) | 0xff000000) >>> 0;
    }
  }
  return changed;
}
