/** The reader's life: what it tells of words, what it keeps, how it starts, fails and ends. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { createPicture, cropPixels, type Picture, wordOf } from '../../../../src/frame/picture.ts';
import { readReferencePng } from '../../../../src/frame/png.ts';
import { findWithMistakes } from '../../../../src/matchers/ocr/find-with-mistakes.ts';
import { languageFolder } from '../../../../src/matchers/ocr/language-data.ts';
import { ocrReader } from '../../../../src/matchers/ocr/ocr-reader.ts';
import { disposeOcr, isWarm, warmEngine } from '../../../../src/matchers/ocr/warm-engine.ts';
import { plainText } from '../../../../src/matchers/text.ts';
import { findText, readText } from '../../../../src/matchers/text-readers.ts';

const FRAMES = join(import.meta.dirname, '../../../data/text');
const REPOSITORY = join(import.meta.dirname, '../../../..');
const BUTTONS = { x: 0, y: 715, width: 1024, height: 53 };

const installer = () => readReferencePng(join(FRAMES, 'digtk-s08-proxy.png'));

test.afterAll(disposeOcr);

test('words have their places on the display, whether the whole of it is read or a part', async () => {
  const picture = await installer();
  const read = await ocrReader().read(picture, BUTTONS);
  expect(read).toMatchObject({ reader: 'ocr', exact: false, complete: false });
  expect(plainText(read)).toContain('Screenshot Go Back');
  const [screenshot, go] = read.lines[0]?.words ?? [];
  expect(screenshot?.text).toBe('Screenshot');
  expect(near(screenshot?.region, { x: 22, y: 737, width: 77, height: 10 })).toBe(true);
  expect(near(go?.region, { x: 833, y: 737, width: 20, height: 10 })).toBe(true);
  expect(screenshot?.confidence).toBeGreaterThan(0.8);
});

test('all readers together find a text of a graphical screen by OCR, misread in one character too', async () => {
  const picture = await installer();
  const { matches, read } = await findText(picture, 'Go Back', { region: BUTTONS });
  expect(read.reader).toBe('ocr');
  expect(near(matches[0]?.region, { x: 833, y: 737, width: 55, height: 10 })).toBe(true);
  const misread = await findText(picture, 'Screenshat', { region: BUTTONS }, (text, pattern) =>
    findWithMistakes(text, pattern, 1),
  );
  expect(misread.matches.map(({ text }) => text)).toEqual(['Screenshot']);
  expect((await readText(picture, { region: BUTTONS })).reader).toBe('ocr');
  expect((await readText(picture, { region: BUTTONS, exact: true })).reader).toBe('none');
});

test('the same pixels are read once, wherever they come from', async () => {
  const picture = await installer();
  const reader = ocrReader();
  const first = await reader.read(picture, BUTTONS);
  await disposeOcr();
  expect(await reader.read({ ...picture }, BUTTONS)).toBe(first);
  const line = { ...BUTTONS, x: 10, width: 110 };
  const [again] = (await reader.read(picture, line)).lines; // another crop, but a line that it knows
  expect(again?.text).toBe('Screenshot');
  expect(isWarm()).toBe(false);
});

test('light text on dark grounds, text with a shadow and a selected row are read', async () => {
  const picture = await readReferencePng(join(FRAMES, 'cal-users.png'));
  const title = { x: 200, y: 126, width: 700, height: 17 };
  const sideBar = { x: 2, y: 300, width: 178, height: 110 };
  expect(plainText(await ocrReader().read(picture, title))).toBe('Debian GNU/Linux Installer');
  expect(plainText(await ocrReader().read(picture, sideBar))).toBe('Keyboard\nPartitions\nUsers');
});

test('the dots of a password are counted', async () => {
  const picture = await readReferencePng(join(FRAMES, 'cal-users-filled.png'));
  const field = { x: 190, y: 352, width: 200, height: 22 };
  expect(plainText(await ocrReader().read(picture, field))).toBe('●●●●●●●●●●●');
});

test('pictures without text and regions off the display read as nothing, without an engine', async () => {
  await disposeOcr();
  const flat = createPicture({ width: 640, height: 480 });
  expect((await ocrReader().read(flat)).lines).toEqual([]);
  flat.pixels.fill(wordOf(200, 0, 0), 100 * 640, 200 * 640);
  expect((await ocrReader().read(flat)).lines).toEqual([]);
  expect((await ocrReader().read(flat, { x: 700, y: 0, width: 10, height: 10 })).lines).toEqual([]);
  expect((await ocrReader().read(createPicture({ width: 1, height: 1 }))).lines).toEqual([]);
  expect(isWarm()).toBe(false);
});

test('any pixels are read without an error', async () => {
  const noise = createPicture({ width: 96, height: 64 });
  let seed = 1;
  for (let i = 0; i < noise.pixels.length; i++) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    noise.pixels[i] = (0xff000000 | seed) >>> 0;
  }
  expect((await ocrReader().read(noise)).reader).toBe('ocr');
});

test('an engine that died is started again; one that cannot live is an error', async () => {
  const picture = await installer();
  const reader = ocrReader();
  const engine = await warmEngine('eng');
  const dying = reader.read(picture, BUTTONS);
  await engine.terminate();
  expect(plainText(await dying)).toContain('Go Back');
  expect(engine.alive).toBe(false);
  await expect(engine.recognize(new Uint8Array(4))).rejects.toMatchObject({ code: 'protocol' });
  const alive = await warmEngine('eng');
  await expect(alive.recognize(new Uint8Array(4))).rejects.toThrow('OCR: tesseract failed');
  expect(plainText(await ocrReader().read(cropPixels(picture, BUTTONS)))).toContain('Go Back');
});

test('a language whose data is not installed is an error with the command; a wrong name is one too', async () => {
  await expect(
    ocrReader({ languages: ['eng', 'tlh'] }).read(await installer(), BUTTONS),
  ).rejects.toMatchObject({
    code: 'not-installed',
    shortMessage: "OCR: the data of the language 'tlh' is not installed",
    remedy: 'Run: npm install --save-dev @tesseract.js-data/tlh',
  });
  await expect(languageFolder('../eng')).rejects.toThrow("expected a language such as 'eng' or 'chi_sim'");
});

test('a process that has read ends by itself, and leaves no file in its folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ocr-'));
  try {
    const script = `
      const { ocrReader } = await import('${REPOSITORY}/dist/src/matchers/ocr/ocr-reader.js');
      const { readReferencePng } = await import('${REPOSITORY}/dist/src/frame/png.js');
      const picture = await readReferencePng('${FRAMES}/digtk-s08-proxy.png');
      const { lines } = await ocrReader().read(picture, ${JSON.stringify(BUTTONS)});
      console.log(lines.map(({ text }) => text).join('|'));`;
    await writeFile(join(folder, 'read.mjs'), script);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['read.mjs'], {
      cwd: folder,
      timeout: 50_000,
    });
    expect(stdout).toContain('Screenshot');
    expect(stderr).toBe('');
    expect(await readdir(folder)).toEqual(['read.mjs']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** The same place, give or take what antialiasing and the engine's boxes leave open. */
function near(region: Picture | object | undefined, expected: Record<string, number>): boolean {
  const sides = region as Record<string, number> | undefined;
  return Object.entries(expected).every(
    ([side, value]) => Math.abs((sides?.[side] ?? Number.NaN) - value) <= 4,
  );
}
