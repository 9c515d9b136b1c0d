/** Recording screens and reading them again. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { matchScreen } from '../../../src/matchers/match-screen.ts';
import { recordVariant, saveScreen } from '../../../src/matchers/save-screen.ts';
import { ScreenLibrary } from '../../../src/matchers/screen-library.ts';
import { noise } from './pictures.ts';

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that it needs from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'screens-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const FRAME = noise({ width: 120, height: 80 }, 3);
const AREA = { x: 30, y: 20, width: 40, height: 30, match: 'exact' as const, search: 7 };

test('a saved screen is loaded as it was recorded and matches its frame', async ({ folder }) => {
  const points = { next: { x: 50, y: 40 } };
  const regions = { list: { x: 0, y: 0, width: 120, height: 10 } };
  const recorded = recordVariant(FRAME, { screen: 'debian/welcome', areas: [AREA], points, regions });
  const paths = await saveScreen(folder, recorded);
  expect(paths).toEqual({
    png: join(folder, 'debian/welcome.png'),
    sidecar: join(folder, 'debian/welcome.json'),
  });
  const screen = await new ScreenLibrary(folder).load('debian/welcome');
  expect(screen.variants).toEqual([{ ...recorded, file: paths.png }]);
  expect(matchScreen(FRAME, screen).kind).toBe('match');
  expect(await readdir(join(folder, 'debian'))).toEqual(['welcome.json', 'welcome.png']);
});

test('with a margin only the areas and what surrounds them are kept', async ({ folder }) => {
  const recorded = recordVariant(FRAME, { screen: 'welcome', areas: [{ ...AREA, x: 2 }], margin: 5 });
  expect(recorded).toMatchObject({ origin: { x: 0, y: 15 }, display: { width: 120, height: 80 } });
  expect([recorded.picture.width, recorded.picture.height]).toEqual([47, 40]);
  await saveScreen(folder, recorded);
  expect(matchScreen(FRAME, await new ScreenLibrary(folder).load('welcome')).kind).toBe('match');
});

test('fields that say nothing are not written', async ({ folder }) => {
  const { sidecar } = await saveScreen(folder, recordVariant(FRAME, { screen: 'welcome', areas: [AREA] }));
  expect(JSON.parse(await readFile(sidecar, 'utf8'))).toEqual({
    display: { width: 120, height: 80 },
    origin: { x: 0, y: 0 },
    areas: [AREA],
  });
});

test('a variant is saved beside its screen, with all of its fields', async ({ folder }) => {
  await saveScreen(folder, recordVariant(FRAME, { screen: 'welcome', areas: [AREA] }));
  await saveScreen(
    folder,
    recordVariant(noise({ width: 90, height: 60 }, 4), {
      screen: 'welcome',
      variant: 'small',
      areas: [{ ...AREA, y: 10 }],
    }),
  );
  const { variants } = await new ScreenLibrary(folder).load('welcome');
  expect(variants.map(({ variant, display }) => [variant, display.width])).toEqual([
    [undefined, 120],
    ['small', 90],
  ]);
});

test('what lies outside of the frame and names that cannot be files are refused before anything is written', () => {
  expect(() => recordVariant(FRAME, { screen: 'welcome', areas: [{ ...AREA, x: 100 }] })).toThrow(
    /areas\[0\]: 40x30 at 100,20 is outside/,
  );
  expect(() => recordVariant(FRAME, { screen: '../welcome', areas: [AREA] })).toThrow(
    /expected a name such as/,
  );
});

test('a folder that cannot be written is an error and leaves no file', async ({ folder }) => {
  await writeFile(join(folder, 'file'), '');
  const saving = saveScreen(join(folder, 'file'), recordVariant(FRAME, { screen: 'welcome', areas: [AREA] }));
  await expect(saving).rejects.toMatchObject({ code: 'io' });
  expect(await readdir(folder)).toEqual(['file']);
});
