/** 1, 10 and 100 references on one screen that shows none of them. */
import { displayName, loadPages, loadRealScreens, MAIN_DISPLAY } from '../corpus/frames.ts';
import { cutNeedle, NEEDLE_SIZES } from '../corpus/needles.ts';
import type { Task } from '../harness/rounds.ts';
import { find, type Reference } from '../ours.ts';
import type { OpenCv } from '../peers/opencv.ts';
import type { Random } from '../support/random.ts';
import { type OpenCvName, openCvTasks, ourTasks } from './methods.ts';

export const MANY = 'many';
export const COUNTS = [1, 10, 100] as const;
/** Screens that are searched. */
const SEARCHED = ['hub', 'digtk-s01-language'];
const PEERS: readonly OpenCvName[] = ['OpenCV gray', 'OpenCV colour', 'os-autoinst, whole screen'];
/** A peer takes ten seconds for a hundred. */
const ROUNDS_OF_LONG = 1;
const LONG = 100;

export async function manyTasks(openCv: OpenCv, random: Random, full: boolean): Promise<Task[]> {
  const all = [...(await loadPages(MAIN_DISPLAY)), ...(await loadRealScreens())];
  const searched = all.filter(({ name }) => SEARCHED.slice(0, full ? undefined : 1).includes(name));
  return searched.flatMap(({ name, picture: frame }) => {
    const others = all.filter((other) => other.name !== name);
    const references: Reference[] = [];
    while (references.length < Math.max(...COUNTS)) {
      const source = others[references.length % others.length] as (typeof others)[number];
      const size = NEEDLE_SIZES[references.length % NEEDLE_SIZES.length] as (typeof NEEDLE_SIZES)[number];
      const reference = cutNeedle(source.picture, size, random);
      if (find([reference], 'exact')(frame)[0] === undefined) references.push(reference);
    }
    return COUNTS.flatMap((count) => {
      const labels = { display: displayName(MAIN_DISPLAY), references: `${count}`, frame: name };
      const work = { suite: MANY, labels, frame, references: references.slice(0, count) };
      const peers = openCvTasks(openCv, work, PEERS);
      return [
        ...ourTasks(work),
        ...(count < LONG ? peers : peers.map((task) => ({ ...task, rounds: ROUNDS_OF_LONG }))),
      ];
    });
  });
}
