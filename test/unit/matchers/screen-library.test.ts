/** Screens on disk: names, variants, sidecars, and what is refused. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { GuestwrightError } from '../../../src/base/errors.ts';
import { writeReferencePng } from '../../../src/frame/png.ts';
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

const AREA = { x: 12, y: 12, width: 20, height: 10 };
/** Writes no sidecar. */
const NONE = null;
const SIDECAR = { display: { width: 100, height: 80 }, origin: { x: 10, y: 10 }, areas: [AREA] };

async function save(folder: string, stem: string, sidecar: unknown = SIDECAR, seed = 1): Promise<void> {
  const path = join(folder, stem);
  await mkdir(dirname(path), { recursive: true });
  await writeReferencePng(`${path}.png`, noise({ width: 60, height: 40 }, seed));
  if (sidecar !== NONE)
    await writeFile(`${path}.json`, typeof sidecar === 'string' ? sidecar : JSON.stringify(sidecar));
}

async function errorOf(promise: Promise<unknown>): Promise<GuestwrightError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GuestwrightError) return error;
  throw new Error(`expected a GuestwrightError, got ${String(error)}`);
}

test('a screen has its picture, areas, and defaults for what its sidecar leaves out', async ({ folder }) => {
  await save(folder, 'debian/welcome');
  const screen = await new ScreenLibrary(folder).load('debian/welcome');
  expect(screen.name).toBe('debian/welcome');
  expect(screen.variants).toHaveLength(1);
  expect(screen.variants[0]).toMatchObject({
    screen: 'debian/welcome',
    variant: undefined,
    display: SIDECAR.display,
    origin: SIDECAR.origin,
    areas: [{ ...AREA, match: 'exact', search: 0 }],
    exclude: [],
    points: {},
    regions: {},
  });
  expect(screen.variants[0]?.picture).toEqual(noise({ width: 60, height: 40 }, 1));
});

test("a variant takes its screen's sidecar, and its own replaces keys", async ({ folder }) => {
  await save(folder, 'login', { ...SIDECAR, points: { name: { x: 1, y: 2 } } });
  await save(folder, 'login.gtk2', NONE, 2);
  await save(folder, 'login.gtk4', { areas: [{ ...AREA, match: 'tolerant', search: 'display' }] }, 3);
  const { variants } = await new ScreenLibrary(folder).load('login');
  expect(variants.map(({ variant }) => variant)).toEqual([undefined, 'gtk2', 'gtk4']);
  expect(variants[1]).toMatchObject({ areas: [{ match: 'exact' }], points: { name: { x: 1, y: 2 } } });
  expect(variants[2]).toMatchObject({
    areas: [{ match: 'tolerant', search: 'display' }],
    points: { name: { x: 1, y: 2 } },
  });
});

test('a screen is the same object until its files change', async ({ folder }) => {
  await save(folder, 'menu');
  const library = new ScreenLibrary(folder);
  const first = await library.load('menu');
  expect(await library.load('menu')).toBe(first);
  await save(folder, 'menu', { ...SIDECAR, areas: [{ ...AREA, search: 5 }] });
  const later = new Date(Date.now() + 5000);
  await utimes(join(folder, 'menu.json'), later, later);
  expect((await library.load('menu')).variants[0]?.areas[0]?.search).toBe(5);
});

test('names are listed once, and files that are no screens are not', async ({ folder }) => {
  await save(folder, 'menu');
  await save(folder, 'menu.dark', NONE);
  await save(folder, 'debian/welcome');
  await writeFile(join(folder, 'README.md'), '');
  await writeFile(join(folder, 'orphan.json'), '{}');
  expect(await new ScreenLibrary(folder).names()).toEqual(['debian/welcome', 'menu']);
  expect(await new ScreenLibrary(join(folder, 'none')).names()).toEqual([]);
});

test('a missing screen suggests the nearest', async ({ folder }) => {
  await save(folder, 'debian/welcome');
  const error = await errorOf(new ScreenLibrary(folder).load('debian/wellcome'));
  expect(error.code).toBe('unknown-screen');
  expect(error.shortMessage).toBe(
    `screen 'debian/wellcome' does not exist in ${relative(process.cwd(), folder)} (did you mean 'debian/welcome'?)`,
  );
  const orphan = await errorOf(new ScreenLibrary(join(folder, 'none')).load('x'));
  expect(orphan.code).toBe('unknown-screen');
});

test('a sidecar without a picture and a picture without a sidecar say so', async ({ folder }) => {
  await writeFile(join(folder, 'lonely.json'), JSON.stringify(SIDECAR));
  expect((await errorOf(new ScreenLibrary(folder).load('lonely'))).message).toContain(
    'has a sidecar (lonely.json) but no PNG',
  );
  await save(folder, 'bare', NONE);
  const error = await errorOf(new ScreenLibrary(folder).load('bare'));
  expect(error.code).toBe('invalid-screen');
  expect(error.message).toMatch(/bare\.png has no sidecar .*bare\.json that says which areas to compare/);
});

test('names that cannot be files are refused', async ({ folder }) => {
  for (const name of ['', '../up', 'a.b', '/abs', 'a//b', 'a/', 7]) {
    expect((await errorOf(new ScreenLibrary(folder).load(name as string))).code, String(name)).toBe(
      'invalid-argument',
    );
  }
});

const WRONG: readonly (readonly [string, unknown, string])[] = [
  ['no JSON', '{', 'expected JSON'],
  ['a list', [], 'the file: expected an object'],
  ['an unknown field', { ...SIDECAR, area: [] }, "area: unknown field (did you mean 'areas'?)"],
  ['no display', { areas: [AREA] }, 'display: expected { width, height } of the display, got undefined'],
  ['no areas', { display: SIDECAR.display }, 'areas: expected at least one area, got undefined'],
  ['an empty list of areas', { ...SIDECAR, areas: [] }, 'areas: expected at least one area'],
  [
    'half pixels',
    { ...SIDECAR, areas: [{ ...AREA, x: 12.5 }] },
    'areas[0].x: expected whole pixels from 0, got 12.5 (number)',
  ],
  [
    'no width',
    { ...SIDECAR, areas: [{ x: 1, y: 1, height: 4 }] },
    'areas[0].width: expected whole pixels from 1, got undefined',
  ],
  [
    'a rule by another name',
    { ...SIDECAR, areas: [{ ...AREA, match: 'fuzzy' }] },
    "areas[0].match: expected 'exact', 'tolerant', 'perceptual' or { tolerance, pixelsPerTile }, got 'fuzzy' (string)",
  ],
  [
    'a tolerance beyond sense',
    { ...SIDECAR, areas: [{ ...AREA, match: { tolerance: 200, pixelsPerTile: 1 } }] },
    'areas[0].match: expected a tolerance of 0 to 64',
  ],
  [
    'a misspelt rule field',
    { ...SIDECAR, areas: [{ ...AREA, match: { tolerence: 4, pixelsPerTile: 1 } }] },
    "areas[0].match.tolerence: unknown field (did you mean 'tolerance'?)",
  ],
  [
    'a negative reach',
    { ...SIDECAR, areas: [{ ...AREA, search: -1 }] },
    "areas[0].search: expected a number of pixels or 'display', got -1 (number)",
  ],
  [
    'an area off the picture',
    { ...SIDECAR, areas: [{ ...AREA, x: 60 }] },
    'areas[0]: 20x10 at 60,12 is outside of the picture (60x40 at 10,10)',
  ],
  [
    'a picture off the display',
    { ...SIDECAR, origin: { x: 50, y: 10 } },
    'origin: 60x40 at 50,10 is outside of the display (100x80 at 0,0)',
  ],
  [
    'an exclusion off the display',
    { ...SIDECAR, exclude: [{ x: 90, y: 0, width: 20, height: 2 }] },
    'exclude[0]: 20x2 at 90,0 is outside of the display',
  ],
  [
    'a point off the display',
    { ...SIDECAR, points: { next: { x: 100, y: 5 } } },
    'points.next: 100,5 is outside of the display',
  ],
  [
    'a region off the display',
    { ...SIDECAR, regions: { list: { x: 0, y: 79, width: 5, height: 2 } } },
    'regions.list: 5x2 at 0,79 is outside of the display',
  ],
  [
    'an area without pixels to compare',
    {
      ...SIDECAR,
      exclude: [
        { x: 12, y: 12, width: 9, height: 10 },
        { x: 20, y: 10, width: 20, height: 20 },
      ],
    },
    'areas[0]: it is excluded altogether',
  ],
];

for (const [what, sidecar, message] of WRONG) {
  test(`a sidecar with ${what} is refused, naming file and field`, async ({ folder }) => {
    await save(folder, 'page', sidecar);
    const error = await errorOf(new ScreenLibrary(folder).load('page'));
    expect(error.code).toBe('invalid-screen');
    expect(error.shortMessage).toContain(`${relative(process.cwd(), join(folder, 'page.json'))}: ${message}`);
  });
}

test("the error for a variant names the variant's sidecar", async ({ folder }) => {
  await save(folder, 'page');
  await save(folder, 'page.dark', { areas: [{ ...AREA, x: 99 }] });
  expect((await errorOf(new ScreenLibrary(folder).load('page'))).shortMessage).toContain(
    'page.dark.json: areas[0]',
  );
});
