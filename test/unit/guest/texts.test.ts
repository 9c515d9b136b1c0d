/** Texts of a guest, read from pixels: clicked, narrowed down, read as a whole, explained where they do not show. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { toShowText } from '../../../src/guest/expectations.ts';
import { ScreenTexts } from '../../../src/guest/text-target.ts';
import { BLACK, draw, GREY } from '../matchers/glyphs/draw.ts';
import { type Given, givenGuest } from '../support/given-guest.ts';

const SIZE = { width: 320, height: 160 };

/** A console that shows a dialog of two lines and a button. */
async function givenDialog(): Promise<Given> {
  const given = await givenGuest({ ...SIZE, guest: { texts: new ScreenTexts() } });
  const { display } = given.fake;
  const picture = { ...SIZE, pixels: display.pixels, data: new Uint8Array(display.pixels.buffer) };
  draw(picture, '┌──────────────────────┐', { x: 16, y: 16 });
  draw(picture, '│ Remove all partitions│', { x: 16, y: 32 });
  draw(picture, '│ and install?         │', { x: 16, y: 48 });
  draw(picture, '└──────────────────────┘', { x: 16, y: 64 });
  draw(picture, ' Yes ', { x: 32, y: 96 }, { foreground: BLACK, background: GREY });
  draw(picture, ' No ', { x: 120, y: 96 });
  return given;
}

test('a text is clicked where it stands, over several lines and in a region too', async () => {
  await using given = await givenDialog();
  const { guest } = given;
  const where = async (
    pattern: string | RegExp,
    region?: { x: number; y: number; width: number; height: number },
  ) => (await guest.text(pattern, region ? { region } : {}).match()).centre;
  expect(await where('Yes')).toEqual({ x: 52, y: 104 });
  expect(await where('all partitions\nand install?')).toEqual({ x: 116, y: 48 });
  expect(await where(/o\b/, { x: 100, y: 90, width: 100, height: 30 })).toEqual({ x: 140, y: 104 });
  await guest.text('No').click();
  expect(guest.callLog.join('\n')).toMatch(/text 'No' showed at 128,96, read by glyphs after/);
  expect(guest.inputLog.join('\n')).toContain('136,104');
});

test('everything can be read: words, places, colours, reverse video', async () => {
  await using given = await givenDialog();
  const read = await given.guest.readText({ region: { x: 24, y: 90, width: 200, height: 30 } });
  expect(read).toMatchObject({ reader: 'glyphs', exact: true, complete: true, unknown: [] });
  expect(read.lines.map(({ text }) => text.trim())).toEqual(['Yes        No']);
  expect(read.lines[0]?.words.map(({ region }) => region.x)).toEqual([40, 128]);
  expect(read.lines[0]?.runs.filter(({ reverse }) => reverse)).toMatchObject([
    { foreground: '#000000', background: '#aaaaaa' },
  ]);
});

test('a text that does not show says what was read instead, by which reader and from where', async () => {
  await using given = await givenDialog();
  const region = { x: 32, y: 96, width: 80, height: 16 };
  const outcome = await toShowText(given.guest, 'Maybe', { region, timeout: 50 });
  expect(outcome.kind === 'failed' && outcome.error.message).toContain(
    "read 'Yes' (glyphs) in 80x16 at 32,96",
  );
  await expect(toShowText(given.guest, 'Yes', { mistakes: -1 })).rejects.toThrow(
    'text: expected mistakes as a whole number from 0, got -1',
  );
});

test('a broken font beside the screens is told before anything is waited for', async () => {
  const folder = test.info().outputPath('fonts');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'mine.psf'), 'nonsense, not a font');
  await using given = await givenGuest({ ...SIZE, guest: { texts: new ScreenTexts(folder) } });
  await expect(given.guest.text('Yes').match()).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-font', shortMessage: 'font mine: the file is no PSF font' }),
  );
});
