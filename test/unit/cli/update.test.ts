import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../../src/cli/command.ts';
import { createPicture, type Picture, wordOf } from '../../../src/frame/picture.ts';
import type { Region } from '../../../src/frame/region.ts';
import type { GuestMatch } from '../../../src/guest/target.ts';
import { matchScreen } from '../../../src/matchers/match-screen.ts';
import { recordVariant, saveScreen } from '../../../src/matchers/save-screen.ts';
import type { MatchRule } from '../../../src/matchers/screen.ts';
import { ScreenLibrary } from '../../../src/matchers/screen-library.ts';
import { SeenRecorder } from '../../../src/report/seen-recorder.ts';
import { type RecordingContext, recordingContext } from './support/cli-context.ts';

const DISPLAY = { width: 320, height: 200 };
const BUTTON = { x: 40, y: 60, width: 96, height: 24 };
const GREY = wordOf(0xc0, 0xc0, 0xc0);
const BLACK = wordOf(0, 0, 0);
const BLUE = wordOf(0, 0, 0xa0);

/** A page with a label of its own: strokes that no other seed draws, in `ink` on `ground`. */
function page(seed: number, ink = BLACK, ground = GREY, at = BUTTON): Picture {
  const picture = createPicture(DISPLAY);
  picture.pixels.fill(ground);
  let state = seed;
  for (let y = 4; y < 20; y++) {
    for (let x = 8; x < 88; x++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      if (state >>> 30 === 0) picture.pixels[(at.y + y) * DISPLAY.width + at.x + x] = ink;
    }
  }
  return picture;
}

/** A project with a screen of each of these pages. */
async function project(
  pages: Readonly<Record<string, Picture>>,
  match: MatchRule = 'exact',
): Promise<RecordingContext> {
  const context = recordingContext();
  for (const [screen, picture] of Object.entries(pages)) {
    const areas = [{ ...BUTTON, match, search: 30 }];
    const recording = { screen, areas, points: { ok: { x: 90, y: 70 } }, margin: 4 };
    await saveScreen(libraryOf(context).folder, recordVariant(picture, recording));
  }
  return context;
}

function libraryOf({ cwd }: RecordingContext): ScreenLibrary {
  return new ScreenLibrary(join(cwd, 'screens'));
}

/** Records a test that waited for these screens: on the given pictures, in vain unless they match. */
async function seen(
  context: RecordingContext,
  sights: Readonly<Record<string, Picture>>,
  title = 'a test',
): Promise<void> {
  const recorder = new SeenRecorder();
  for (const [screen, frame] of Object.entries(sights)) {
    const outcome = matchScreen(frame, await libraryOf(context).load(screen));
    if (outcome.kind === 'match') {
      const { reference, offset, region: box } = outcome.match;
      recorder.shown(guestMatch({ screen, reference, offset, box }), frame);
    } else {
      recorder.missed({ frame: { ...frame, ...FRAME }, looked: [{ screen, what: screen, explanation: '' }] });
    }
  }
  await recorder.write(context.cwd, { title, screens: 'screens' });
}

const FRAME = { display: 0, sequence: 1, time: 0, damage: 'all' as const };

function guestMatch(
  found: Pick<GuestMatch, 'screen' | 'reference' | 'offset'> & { readonly box: Region },
): GuestMatch {
  return {
    what: 'screen',
    centre: found.box,
    points: {},
    regions: {},
    identity: '',
    how: '',
    ...found,
  } as GuestMatch;
}

test('a missed screen in new colours is proposed on a page, and written when accepted', async () => {
  const context = await project({ ok: page(1), other: page(2) });
  const moved = { ...BUTTON, x: BUTTON.x + 10 };
  await seen(context, { ok: page(1, BLUE), other: page(2, BLACK, GREY, moved) });

  expect(await runCommand(['update'], context)).toBe(0);
  const [wrote, ...lines] = context.printed;
  expect(wrote).toBe('wrote .guestwright/update/index.html');
  expect(lines).toEqual([expect.stringMatching(/^ok: \d+ of 2304 pixels differ$/)]);
  const html = await readFile(join(context.cwd, '.guestwright/update/index.html'), 'utf8');
  expect(html).toContain('npx guestwright update --accept ok');
  expect(html).toContain('1-before.png');
  const untouched = await libraryOf(context).load('ok');
  expect(matchScreen(page(1), untouched).kind).toBe('match');

  expect(await runCommand(['update', '--accept', 'ok'], context)).toBe(0);
  expect(context.printed.at(-1)).toBe('wrote screens/ok.png');
  const renewed = await libraryOf(context).load('ok');
  expect(matchScreen(page(1, BLUE), renewed).kind).toBe('match');
  expect(matchScreen(page(1), renewed).kind).toBe('mismatch');
  expect(renewed.variants[0]?.points).toEqual({ ok: { x: 90, y: 70 } });
  expect(await runCommand(['update'], context)).toBe(0);
  expect(context.printed.at(-1)).toBe('every reference that the last runs saw still matches exactly');
});

test('--variant keeps the old look beside the new one', async () => {
  const context = await project({ ok: page(1) });
  await seen(context, { ok: page(1, BLUE) });
  expect(await runCommand(['update', '--yes', '--variant', 'blue'], context)).toBe(0);
  const screen = await libraryOf(context).load('ok');
  expect(screen.variants.map(({ variant }) => variant)).toEqual([undefined, 'blue']);
  expect(matchScreen(page(1, BLUE), screen).kind).toBe('match');
  expect(matchScreen(page(1), screen).kind).toBe('match');
});

test('a fuzzy match with drift is proposed where it showed, points and all', async () => {
  const context = await project({ ok: page(1) }, { tolerance: 4, pixelsPerTile: 20 });
  const moved = { ...BUTTON, x: BUTTON.x + 7, y: BUTTON.y + 3 };
  await seen(context, { ok: page(1, wordOf(2, 2, 2), GREY, moved) });
  expect(await runCommand(['update', '--yes'], context)).toBe(0);
  const [look] = (await libraryOf(context).load('ok')).variants;
  expect(look?.areas[0]).toMatchObject(moved);
  expect(look?.points.ok).toEqual({ x: 97, y: 73 });
});

test('what shows something else is not written by --yes, only by its name', async () => {
  const context = await project({ ok: page(1) });
  const blank = createPicture(DISPLAY);
  await seen(context, { ok: page(99, BLACK, GREY, { ...BUTTON, x: 150, y: 120 }) }, 'elsewhere');
  expect(await runCommand(['update', '--yes'], context)).toBe(1);
  expect(context.warned.join('\n')).toMatch(/not written: ok: /);
  expect(context.warned.join('\n')).toContain('--accept ok');
  await seen(context, { ok: blank }, 'elsewhere');
  await runCommand(['update'], context);
  expect(context.printed.at(-1)).toMatch(/look twice: screen 'ok' has no area to be recognised by/);
});

test('a run on a display of another size cannot renew a screen, and says so', async () => {
  const context = await project({ ok: page(1) });
  await seen(context, { ok: createPicture({ width: 64, height: 48 }) });
  expect(await runCommand(['update'], context)).toBe(1);
  expect(context.warned).toEqual([
    "not possible: 'ok' was recorded at 320x200, and the run showed 64x48: record it anew",
  ]);
});

test('nothing recorded, and a name that has no new picture, are told', async () => {
  const context = await project({ ok: page(1) });
  expect(await runCommand(['update'], context)).toBe(1);
  expect(context.warned.join('\n')).toContain("no run is recorded here that waited for screens of 'screens'");
  await seen(context, { ok: page(1, BLUE) });
  expect(await runCommand(['update', '--accept', 'okay'], context)).toBe(2);
  expect(context.warned.join('\n')).toContain("no new picture for 'okay' (did you mean 'ok'?)");
});

test('lint warns of screens that never show, that are fuzzy for nothing, or were recorded on another display', async () => {
  const context = await project({ ok: page(1), idle: page(2) }, 'tolerant');
  await seen(context, { ok: page(1) });
  expect(await runCommand(['lint'], context)).toBe(0);
  expect(context.printed).toEqual([
    expect.stringMatching(/^warning: screen 'idle' never showed in the last run\n/),
    expect.stringMatching(
      /^warning: screen 'ok' has a fuzzy rule, and it was seen exactly as recorded the one time/,
    ),
    'no problems, 2 warnings',
  ]);
  expect(await runCommand(['lint', '--strict'], context)).toBe(1);
  await seen(context, { ok: page(1, wordOf(2, 2, 2)), idle: page(2, wordOf(2, 2, 2)) });
  context.printed.length = 0;
  expect(await runCommand(['lint'], context)).toBe(0);
  expect(context.printed).toEqual(['no problems']);
  await seen(context, { ok: createPicture({ width: 64, height: 48 }) });
  context.printed.length = 0;
  await runCommand(['lint'], context);
  expect(context.printed[0]).toContain(
    'was recorded on a display of 320x200; those of the last runs had 64x48',
  );
});
