import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoScreens } from '../../../src/bundled.ts';
import { runCommand } from '../../../src/cli/command.ts';
import { matchScreen } from '../../../src/matchers/match-screen.ts';
import { ScreenLibrary } from '../../../src/matchers/screen-library.ts';
import { type RecordingContext, recordingContext } from './support/cli-context.ts';

/** A folder `needles` with these needles, each over the picture of a screen of the bundled guest. */
async function needles(
  wanted: Readonly<Record<string, { readonly of: string; readonly json: unknown }>>,
): Promise<RecordingContext> {
  const context = recordingContext();
  const folder = join(context.cwd, 'needles');
  await mkdir(folder, { recursive: true });
  for (const [name, { of, json }] of Object.entries(wanted)) {
    await copyFile(join(demoScreens, `${of}.png`), join(folder, `${name}.png`));
    await writeFile(join(folder, `${name}.json`), typeof json === 'string' ? json : JSON.stringify(json));
  }
  return context;
}

const AREA = { xpos: 8, ypos: 34, width: 120, height: 28, type: 'match' };

async function importAll(context: RecordingContext, ...options: string[]): Promise<number> {
  return await runCommand(['import', 'openqa', 'needles', ...options], context);
}

test('a needle becomes a screen with its areas, exclusions, click points and text regions', async () => {
  const context = await needles({
    'welcome-20240101': {
      of: 'language',
      json: {
        area: [
          { ...AREA, match: 90, margin: 12, click_point: { xpos: 10, ypos: 5, id: 'next' } },
          { xpos: '60', ypos: 36, width: 10, height: 6, type: 'exclude' },
          { xpos: 0, ypos: 80, width: 5000, height: 10, type: 'ocr' },
        ],
        tags: ['inst-welcome', 'ENV-DISTRI-any'],
        properties: ['workaround', { name: 'bug', value: 'bsc#1' }],
        comment: 'by hand',
      },
    },
  });
  expect(await importAll(context)).toBe(0);
  const screen = await new ScreenLibrary(join(context.cwd, 'screens')).load('inst-welcome');
  const [look] = screen.variants;
  expect(look?.areas).toEqual([{ x: 8, y: 34, width: 120, height: 28, match: 'exact', search: 12 }]);
  expect(look?.exclude).toEqual([{ x: 60, y: 36, width: 10, height: 6 }]);
  expect(look?.points).toEqual({ next: { x: 18, y: 39 } });
  expect(look?.regions.ocr).toEqual({ x: 0, y: 80, width: look?.display.width, height: 10 });
  expect(matchScreen(look?.picture as never, screen).kind).toBe('match');
  expect(context.printed).toEqual([
    'note: welcome-20240101: similarity of 90 % becomes the rule exact',
    'note: welcome-20240101: OCR areas become regions (openQA does not compare them): expect their text yourself',
    "note: welcome-20240101: 'ENV-DISTRI-any': it is looked for in every run",
    "note: welcome-20240101: properties 'workaround', 'bug=bsc#1' are not carried over",
    "note: welcome-20240101: unknown fields 'comment' are not carried over",
    'wrote screens/inst-welcome.png',
  ]);
});

test('needles of one tag are the looks of one screen, and inherit nothing from each other', async () => {
  const plain = { area: [AREA], tags: ['sle-12.1', 'also this'] };
  const pointed = { area: [{ ...AREA, click_point: 'center' }], tags: ['sle-12.1', 'also this'] };
  const context = await needles({
    a: { of: 'language', json: pointed },
    b: { of: 'licence', json: plain },
  });
  expect(await importAll(context, '--into', 'suse')).toBe(0);
  const library = new ScreenLibrary(join(context.cwd, 'screens'));
  expect(await library.names()).toEqual(['suse/also-this']);
  const { variants } = await library.load('suse/also-this');
  expect(variants.map(({ variant, points }) => [variant, points])).toEqual([
    [undefined, { click: { x: 68, y: 48 } }],
    ['b', {}],
  ]);
  expect(context.printed.join('\n')).toContain("tags 'also this', 'sle-12.1' have the same needles");
});

test('needles that cannot work are refused with their reason, and the others are written', async () => {
  const context = await needles({
    good: { of: 'language', json: { area: [AREA], tags: ['good'] } },
    flat: { of: 'language', json: { area: [{ ...AREA, width: 4, height: 2 }], tags: ['flat'] } },
    torn: { of: 'language', json: '{' },
    wrong: { of: 'language', json: { area: [{ ...AREA, type: 'look' }], tags: ['wrong'] } },
    ocr: { of: 'language', json: { area: [{ ...AREA, type: 'ocr' }], tags: ['ocr'] } },
    two: {
      of: 'language',
      json: {
        area: [
          { ...AREA, click_point: 'center' },
          { ...AREA, click_point: 'center' },
        ],
        tags: ['two'],
      },
    },
  });
  expect(await importAll(context)).toBe(1);
  expect(await new ScreenLibrary(join(context.cwd, 'screens')).names()).toEqual(['good']);
  const warned = context.warned.join('\n');
  expect(warned).toMatch(/refused: screen 'flat' has no area to be recognised by/);
  expect(warned).toMatch(/left out: .*torn\.json: expected a needle's JSON/);
  expect(warned).toMatch(
    /left out: .*wrong\.json: area\[0\]\.type: expected match, exclude or ocr, got 'look'/,
  );
  expect(warned).toMatch(/left out: .*two\.json: click_point: expected an id/);
  expect(context.printed).toContain('note: ocr: left out: it has no area of type match');
});

test('a screen that exists is kept unless --force is given', async () => {
  const context = await needles({ one: { of: 'language', json: { area: [AREA], tags: ['one'] } } });
  expect(await importAll(context)).toBe(0);
  const sidecar = join(context.cwd, 'screens', 'one.json');
  await writeFile(
    join(context.cwd, 'needles', 'one.json'),
    JSON.stringify({ area: [{ ...AREA, width: 90 }], tags: ['one'] }),
  );
  expect(await importAll(context)).toBe(1);
  expect(context.warned.join('\n')).toContain("screen 'one' exists");
  expect(await readFile(sidecar, 'utf8')).toContain('"width": 120');
  expect(await importAll(context, '--force', '--margin', '4', '--match', 'tolerant')).toBe(0);
  expect(JSON.parse(await readFile(sidecar, 'utf8'))).toMatchObject({
    origin: { x: 4, y: 30 },
    areas: [{ width: 90, match: 'tolerant', search: 50 }],
  });
});
