/** A console's screen as a whole: read by glyphs, and by tesseract's command line. */
import { readFileSync } from 'node:fs';
import {
  displayName,
  loadRealScreens,
  MAIN_DISPLAY,
  TEXT_SCREENS,
  textScreenFile,
} from '../corpus/frames.ts';
import { timeAwaitedOn } from '../harness/captures.ts';
import type { Task } from '../harness/rounds.ts';
import { readConsole } from '../ours.ts';
import type { OpenCv } from '../peers/opencv.ts';
import { readingAccuracy } from '../support/edit-distance.ts';
import { round } from '../support/statistics.ts';

export const TEXT = 'text';
export const GLYPHS = 'glyphs';
/** As it comes, and told that the picture is one block of text. The faster of the two is what we compare with. */
export const TESSERACT = {
  'tesseract --psm 3': ['--psm', '3'],
  'tesseract --psm 6': ['--psm', '6'],
} as const;
/** It takes half a second. */
const TESSERACT_ROUNDS = 3;

/** How well a method reads. */
export interface Reading {
  readonly method: string;
  readonly screen: string;
  readonly accuracy: number;
  /** Cells that were not read; tesseract does not tell. */
  readonly unknown?: number;
}

export async function textTasks(openCv: OpenCv): Promise<Task[]> {
  const screens = await loadRealScreens(TEXT_SCREENS);
  return screens.flatMap(({ name, picture }) => {
    const labels = { display: displayName(MAIN_DISPLAY), frame: name };
    const glyphs = {
      suite: TEXT,
      method: GLYPHS,
      labels,
      sample: () => timeAwaitedOn(picture, readConsole),
    };
    const peers = Object.entries(TESSERACT).map(([method, args]) => ({
      suite: TEXT,
      method,
      labels,
      rounds: TESSERACT_ROUNDS,
      sample: () => openCv.tesseract(textScreenFile(name), args),
    }));
    return [glyphs, ...peers];
  });
}

export async function readings(openCv: OpenCv): Promise<Reading[]> {
  const all: Reading[] = [];
  for (const { name, picture } of await loadRealScreens(TEXT_SCREENS)) {
    const file = textScreenFile(name);
    const transcription = readFileSync(file.replace(/png$/, 'txt'), 'utf8');
    const { lines, unknown } = await readConsole(picture);
    const own = lines.map(({ text }) => text).join('\n');
    const accuracyOf = (text: string) => round(readingAccuracy(text, transcription));
    all.push({ method: GLYPHS, screen: name, accuracy: accuracyOf(own), unknown: unknown.length });
    for (const [method, args] of Object.entries(TESSERACT)) {
      const { text } = await openCv.tesseract(file, args);
      all.push({ method, screen: name, accuracy: accuracyOf(text) });
    }
  }
  return all;
}
