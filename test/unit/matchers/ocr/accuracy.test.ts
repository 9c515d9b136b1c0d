/** OCR of real installers against transcriptions that were made by eye before the reader existed; prints every figure. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readReferencePng } from '../../../../src/frame/png.ts';
import type { Region } from '../../../../src/frame/region.ts';
import { ocrReader } from '../../../../src/matchers/ocr/ocr-reader.ts';
import { plainText } from '../../../../src/matchers/text.ts';
import { accuracy, editDistance } from '../text-accuracy.ts';

const FRAMES = join(import.meta.dirname, '../../../data/text');
/** What the project promises of OCR: of whole graphical screens, and of crops. */
const SCREENS_AT_LEAST = 0.97;
const CROPS_AT_LEAST = 0.99;
/** Of its characters 64 of 628 are of scripts that English data does not have, in the languages' own names. */
const OTHER_SCRIPTS = 'digtk-s01-language';
/** About 15 s of CPU for each test; a busy computer takes longer, in ms. */
const ENOUGH_TIME = 240_000;
const SCREENS = [
  'digtk-s01-language',
  'digtk-s02-location',
  'digtk-s03-keymap',
  'digtk-s04-hostname',
  'digtk-s05-domain',
  'digtk-s06-mirrorcountry',
  'cal-welcome',
  'cal-location',
  'cal-keyboard',
  'cal-partition',
  'cal-users',
  'cal-summary',
];
/** The reader was tuned on the others; see the README beside the frames. */
const HELD_OUT = [
  'digtk-s07-mirror',
  'digtk-s08-proxy',
  'digtk-s09-error-mirror',
  'cal-partition-erase',
  'cal-users-filled',
  'cal-welcome-error',
];

interface Crop {
  readonly frame: string;
  readonly region: Region;
  readonly text: string;
}

const reader = ocrReader();

for (const [kind, names] of [
  ['the graphical screens', SCREENS],
  ['graphical screens that were held out', HELD_OUT],
] as const) {
  test(`OCR reads ${kind}`, async () => {
    test.setTimeout(ENOUGH_TIME);
    const figures: { readonly read: string; readonly expected: string }[] = [];
    for (const name of names) {
      const expected = await readFile(join(FRAMES, `${name}.txt`), 'utf8');
      const read = await readFrame(name);
      figures.push({ read, expected });
      const figure = accuracy(read, expected);
      console.log(`  ocr ${name}: ${percent(figure)}`);
      if (name === OTHER_SCRIPTS) {
        expect
          .soft(accuracy(withoutOwnNames(read), withoutOwnNames(expected)), name)
          .toBeGreaterThanOrEqual(SCREENS_AT_LEAST);
      } else if (kind === 'the graphical screens') {
        expect.soft(figure, name).toBeGreaterThanOrEqual(SCREENS_AT_LEAST);
      }
    }
    const all = overall(figures);
    console.log(`  ocr, ${kind} together: ${percent(all)}`);
    expect(all).toBeGreaterThanOrEqual(SCREENS_AT_LEAST);
  });
}

test('OCR reads crops', async () => {
  const crops = JSON.parse(await readFile(join(FRAMES, 'crops.json'), 'utf8')) as Crop[];
  test.setTimeout(ENOUGH_TIME);
  const figures: { readonly read: string; readonly expected: string }[] = [];
  for (const { frame, region, text: expected } of crops) {
    const read = await readFrame(frame, region);
    figures.push({ read, expected });
    const figure = accuracy(read, expected);
    if (figure < 1) console.log(`  ocr crop ${percent(figure)}: '${read.replaceAll('\n', ' ')}'`);
  }
  const all = overall(figures);
  console.log(`  ocr, ${crops.length} crops together: ${percent(all)}`);
  expect(all).toBeGreaterThanOrEqual(CROPS_AT_LEAST);
});

async function readFrame(name: string, region?: Region): Promise<string> {
  return plainText(await reader.read(await readReferencePng(join(FRAMES, `${name}.png`)), region));
}

/** Without the languages' own names, which stand behind a hyphen. */
function withoutOwnNames(text: string): string {
  const names = text.split('\n').map((line) => line.replace(/ +- .*$/, ' -'));
  return names.join('\n');
}

/** 1 - all edits / all characters. */
function overall(figures: readonly { readonly read: string; readonly expected: string }[]): number {
  const edits = figures.reduce((sum, { read, expected }) => sum + editDistance(read, expected).edits, 0);
  const length = figures.reduce((sum, { read, expected }) => sum + editDistance(read, expected).length, 0);
  return 1 - edits / length;
}

function percent(figure: number): string {
  return `${(100 * figure).toFixed(2)} %`;
}
