/** Methods that search, ours and the peers', as tasks over the same frame and reference. */
import { cropPixels, type Picture } from '../../src/frame/picture.ts';
import { timeOn } from '../harness/captures.ts';
import type { Task } from '../harness/rounds.ts';
import { find, type Reference, RULES } from '../ours.ts';
import { moveOnePixel } from '../peers/naive.ts';
import type { OpenCv, OpenCvMethod } from '../peers/opencv.ts';

/** The names under which results give the methods. */
export const OPENCV_METHODS = {
  'OpenCV gray': 'gray',
  'OpenCV colour': 'colour',
  'OpenCV squares': 'squares',
  'os-autoinst, 50 px': 'os-autoinst',
  'os-autoinst, whole screen': 'os-autoinst-whole',
} as const satisfies Record<string, OpenCvMethod>;
export type OpenCvName = keyof typeof OPENCV_METHODS;

export const NAIVE = 'move one pixel';

/** What is searched where. */
export interface Work {
  readonly suite: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly frame: Picture;
  readonly references: readonly Reference[];
}

export function ourTasks(
  { suite, labels, frame, references }: Work,
  rules = RULES as readonly (typeof RULES)[number][],
): Task[] {
  return rules.map((rule) => {
    const search = find(references, rule);
    return { suite, method: rule, labels, sample: () => timeOn(frame, search) };
  });
}

export function openCvTasks(
  openCv: OpenCv,
  { suite, labels, frame, references }: Work,
  names: readonly OpenCvName[],
): Task[] {
  return names.map((method) => ({
    suite,
    method,
    labels,
    sample: () => openCv.time(OPENCV_METHODS[method], frame, references),
  }));
}

export function naiveTask({ suite, labels, frame, references }: Work): Task[] {
  return references.map(({ frame: source, place }) => {
    const needle = cropPixels(source, place);
    return {
      suite,
      method: NAIVE,
      labels,
      sample: () => timeOn(frame, (capture) => moveOnePixel(capture, needle)),
    };
  });
}
