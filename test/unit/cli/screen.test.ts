import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../../src/cli/command.ts';
import { createPicture, type Picture, wordOf } from '../../../src/frame/picture.ts';
import { readReferencePng, writeReferencePng } from '../../../src/frame/png.ts';
import { type RecordingContext, recordingContext } from './support/cli-context.ts';

/** A display of 64x48 with a pattern at 8,8 and the same one, if wanted, at 40,30. */
function display({ twice = false } = {}): Picture {
  const picture = createPicture({ width: 64, height: 48 });
  for (let y = 0; y < 12; y++) {
    for (let x = 0; x < 16; x++) {
      const colour = wordOf((x * 37 + y * 91) % 256, (x * y * 13) % 256, (x * 7) % 256);
      picture.pixels[(y + 8) * 64 + x + 8] = colour;
      if (twice) picture.pixels[(y + 30) * 64 + x + 40] = colour;
    }
  }
  return picture;
}

async function frame(options = {}): Promise<RecordingContext> {
  const context = recordingContext();
  await writeReferencePng(join(context.cwd, 'frame.png'), display(options));
  return context;
}

function add(context: RecordingContext, ...args: string[]): Promise<number> {
  return runCommand(['screen', 'add', ...args, '--from', 'frame.png'], context);
}

test('screen add writes the picture and a sidecar with areas, points, regions and exclusions', async () => {
  const context = await frame();
  const places = [
    '--area',
    '8,8,16,12',
    '--point',
    'next=10,11',
    '--region',
    'field=8,8,4,4',
    '--exclude',
    '9,9,1,1',
  ];
  expect(await add(context, 'debian/welcome', ...places, '--search', '5', '--match', 'tolerant')).toBe(0);
  expect(context.printed).toEqual(['wrote screens/debian/welcome.png', 'wrote screens/debian/welcome.json']);
  const sidecar = JSON.parse(await readFile(join(context.cwd, 'screens/debian/welcome.json'), 'utf8'));
  expect(sidecar).toEqual({
    display: { width: 64, height: 48 },
    origin: { x: 0, y: 0 },
    areas: [{ x: 8, y: 8, width: 16, height: 12, match: 'tolerant', search: 5 }],
    exclude: [{ x: 9, y: 9, width: 1, height: 1 }],
    points: { next: { x: 10, y: 11 } },
    regions: { field: { x: 8, y: 8, width: 4, height: 4 } },
  });
  const picture = await readReferencePng(join(context.cwd, 'screens/debian/welcome.png'));
  expect(Buffer.compare(picture.data, display().data)).toBe(0);
});

test('--margin keeps only what is around the areas', async () => {
  const context = await frame();
  expect(await add(context, 'welcome', '--area', '8,8,16,12', '--margin', '2')).toBe(0);
  expect(await readReferencePng(join(context.cwd, 'screens/welcome.png'))).toMatchObject({
    width: 20,
    height: 16,
  });
  expect(JSON.parse(await readFile(join(context.cwd, 'screens/welcome.json'), 'utf8')).origin).toEqual({
    x: 6,
    y: 6,
  });
});

test('an area without structure is refused with the reason, and nothing is written', async () => {
  const context = await frame();
  expect(await add(context, 'flat', '--area', '30,2,10,10')).toBe(1);
  expect(context.warned[0]).toContain("screen 'flat' has no area to be recognised by");
  await expect(readFile(join(context.cwd, 'screens/flat.json'))).rejects.toThrow('ENOENT');
});

test('an area that matches twice in the picture is refused, also where only a part of it is kept', async () => {
  const context = await frame({ twice: true });
  expect(await add(context, 'two', '--area', '8,8,16,12', '--margin', '0')).toBe(1);
  expect(context.warned[0]).toContain("screen 'two' shows on its own picture again, moved by 32,22");
});

test('a copy of another screen is refused', async () => {
  const context = await frame();
  expect(await add(context, 'first', '--area', '8,8,16,12')).toBe(0);
  expect(await add(context, 'second', '--area', '8,8,16,12')).toBe(1);
  expect(context.warned[0]).toContain("screen 'second' cannot be told from screen 'first'");
});

test('a screen is replaced only by force; a variant is another look', async () => {
  const context = await frame();
  expect(await add(context, 'welcome', '--area', '8,8,16,12')).toBe(0);
  expect(await add(context, 'welcome', '--area', '8,8,16,10')).toBe(2);
  expect(context.warned[0]).toContain("screen 'welcome' exists\nGive --force");
  expect(await add(context, 'welcome', '--area', '8,8,16,10', '--force')).toBe(0);
  expect(await add(context, 'welcome', '--area', '8,8,16,10', '--variant', 'blue')).toBe(0);
  expect(context.printed.at(-1)).toBe('wrote screens/welcome.blue.json');
});

for (const [args, message] of [
  [
    ['welcome', '--area', '8,8,16'],
    "--area: expected x,y,width,height in whole pixels such as 40,60,300,80, got '8,8,16'",
  ],
  [['welcome', '--area', '8,8,0,4'], '--area: expected x,y,width,height'],
  [['welcome'], 'guestwright screen add: --area is missing: what must look as in the picture'],
  [['welcome', '--area', '8,8,16,12', '--point', '1,2'], "--point: expected name=x,y, got '1,2'"],
  [
    ['welcome', '--area', '8,8,16,12', '--match', 'fuzzy'],
    "--match: expected exact, tolerant, perceptual, got 'fuzzy'",
  ],
  [
    ['welcome', '--area', '8,8,16,12', '--search', 'far'],
    "--search: expected a number of pixels or display, got 'far'",
  ],
] as const) {
  test(`screen add ${args.join(' ')} is a mistake on the command line`, async () => {
    const context = await frame();
    expect(await add(context, ...args)).toBe(2);
    expect(context.warned[0]).toContain(message);
  });
}

test('an area outside the picture and a name that cannot be one are refused', async () => {
  const context = await frame();
  expect(await add(context, 'outside', '--area', '60,8,16,12')).toBe(1);
  expect(context.warned[0]).toMatch(/areas\[0\]: 16x12 at 60,8 is outside/);
  expect(await add(context, 'a.b', '--area', '8,8,16,12')).toBe(1);
  expect(context.warned[1]).toContain("got 'a.b'");
});

test('a picture that is not there or none is refused', async () => {
  const context = recordingContext();
  expect(await add(context, 'welcome', '--area', '0,0,4,4')).toBe(1);
  await writeFile(join(context.cwd, 'frame.png'), 'not a picture');
  expect(await add(context, 'welcome', '--area', '0,0,4,4')).toBe(1);
  expect(context.warned[1]).toContain('frame.png');
});
