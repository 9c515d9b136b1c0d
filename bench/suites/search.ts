/** One reference on a whole screen: four sizes, three displays, at its place, moved and absent. */
import { createPicture, type Picture } from '../../src/frame/picture.ts';
import {
  DISPLAYS,
  displayName,
  loadPages,
  loadRealScreens,
  MAIN_DISPLAY,
  type NamedPicture,
} from '../corpus/frames.ts';
import { cutNeedle, frameWithout, movedFrame, NEEDLE_SIZES } from '../corpus/needles.ts';
import { timeOn } from '../harness/captures.ts';
import type { Task } from '../harness/rounds.ts';
import type { Reference } from '../ours.ts';
import type { OpenCv } from '../peers/opencv.ts';
import type { Random } from '../support/random.ts';
import { naiveTask, OPENCV_METHODS, type OpenCvName, openCvTasks, ourTasks } from './methods.ts';

export const SEARCH = 'search';
export const READ = 'read';
/** Frames of a quick run; a full one takes all. */
const QUICK_MAIN = ['calamares', 'desktop', 'cal-partition', 'ditext-s01-language'];
const QUICK_OTHERS = ['setup'];

export async function searchTasks(openCv: OpenCv, random: Random, full: boolean): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const display of DISPLAYS) {
    const isMain = display === MAIN_DISPLAY;
    const all = [...(await loadPages(display)), ...(isMain ? await loadRealScreens() : [])];
    const quick = isMain ? QUICK_MAIN : QUICK_OTHERS;
    for (const source of all.filter(({ name }) => full || quick.includes(name))) {
      tasks.push(readTask(display, source));
      for (const size of NEEDLE_SIZES) {
        const reference = cutNeedle(source.picture, size, random);
        const frames = situations(reference, source, all, random);
        for (const [situation, frame] of Object.entries(frames)) {
          const labels = {
            display: displayName(display),
            needle: displayName(size),
            situation,
            frame: source.name,
          };
          const work = { suite: SEARCH, labels, frame, references: [reference] };
          tasks.push(
            ...ourTasks(work),
            ...openCvTasks(openCv, work, Object.keys(OPENCV_METHODS) as OpenCvName[]),
          );
          if (isMain) tasks.push(...naiveTask(work));
        }
      }
    }
  }
  return tasks;
}

/** The unit of our targets: `Buffer.indexOf` of a byte that the frame does not have. */
function readTask(display: { width: number; height: number }, { name, picture }: NamedPicture): Task {
  const readable = withoutByte(picture, ABSENT);
  return {
    suite: READ,
    method: 'Buffer.indexOf',
    labels: { display: displayName(display), frame: name },
    sample: () => timeOn(readable, ({ data }) => bytesOf(data).indexOf(ABSENT)),
  };
}

const ABSENT = 7;

function withoutByte(picture: Picture, byte: number): Picture {
  return createPicture(
    picture,
    picture.data.map((value) => (value === byte ? value + 1 : value)),
  );
}

function bytesOf(data: Uint8Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function situations(
  reference: Reference,
  source: NamedPicture,
  all: readonly NamedPicture[],
  random: Random,
): Record<string, Picture> {
  const moved = movedFrame(reference);
  const absent = frameWithout(reference, all, random).picture;
  return { 'at its place': source.picture, moved, absent };
}
