/** What a recording makes of what a person does, and that nothing of it is lost. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { touches } from '../../../../src/frame/region.ts';
import { Recording } from '../../../../src/recorder/recording/recording.ts';
import { enter, givenRecording, outline } from './given-recording.ts';
import { BLANK, drawLine } from './pages.ts';

test('a new page begins a new step; what is typed on a page stays with it', async () => {
  await using session = await givenRecording();
  await session.tap('Enter');
  await session.show(2);
  await session.tap('KeyA', 'KeyB');
  drawLine(session.fake.display, BLANK.x, BLANK.y, 2, 77); // the echo
  await session.recording.quiet({ for: 0 });
  await session.tap('Enter');
  await session.show(3);
  await session.tap('F8');
  await session.recording.settled();
  const { view } = session.recording;
  expect(outline(view)).toEqual([
    { screen: 0, actions: [enter] },
    { screen: 1, actions: [{ kind: 'type', text: 'ab' }, enter] },
    { screen: 2, actions: [{ kind: 'press', chord: 'F8', count: 1 }] },
  ]);
  for (const screen of view.screens) {
    expect(screen.areas.length).toBeGreaterThan(0);
    expect(screen).toMatchObject({ flaws: [], elsewhere: [] });
    // The header is on every page, the echo changed.
    for (const area of screen.areas) {
      expect(area.y).toBeGreaterThanOrEqual(32);
      expect(area.y + area.height).toBeLessThanOrEqual(BLANK.y);
    }
  }
});

test('what a choice changes on a page is not what the page is recognised by', async () => {
  await using session = await givenRecording();
  await session.tap('ArrowDown');
  const line = { x: 24, y: 48, width: 208, height: 16 }; // the one that would be proposed
  session.fake.display.fill([230, 230, 220], line);
  drawLine(session.fake.display, line.x, line.y, 26, 55);
  await session.recording.quiet({ for: 0 });
  await session.tap('Enter');
  await session.recording.settled();
  const { screens, steps } = session.recording.view;
  expect(steps.length).toBe(1);
  expect(screens[0]).toMatchObject({ flaws: [], elsewhere: [] });
  expect(screens[0]?.areas.length).toBeGreaterThan(0);
  expect(screens[0]?.areas.filter((area) => touches(area, line))).toEqual([]);
});

test('a page that comes back is the same screen', async () => {
  await using session = await givenRecording();
  await session.tap('Enter');
  await session.recording.settled();
  await session.show(2);
  await session.tap('Escape');
  await session.show(1);
  await session.tap('Enter');
  await session.recording.settled();
  expect(outline(session.recording.view).map((step) => (step as { screen: number }).screen)).toEqual([
    0, 1, 0,
  ]);
});

test('clicks become named points where they were made', async () => {
  await using session = await givenRecording();
  await session.act({
    type: 'pointer',
    events: [
      { type: 'move', x: 40, y: 170 },
      { type: 'button', button: 'left', down: true },
      { type: 'button', button: 'left', down: false },
    ],
  });
  await session.recording.settled();
  const [screen] = session.recording.view.screens;
  expect(screen?.points).toEqual({ point: { x: 40, y: 170 } });
  expect(outline(session.recording.view)).toEqual([
    { screen: 0, actions: [{ kind: 'click', point: 'point', button: 'left', count: 1 }] },
  ]);
});

test('a secret is in no file, and Backspace belongs to it', async () => {
  await using session = await givenRecording();
  session.recording.beginSecret('RECORDED_SECRET');
  expect(session.recording.view.secret).toBe('RECORDED_SECRET');
  await session.tap('KeyZ', 'KeyQ', 'KeyJ', 'KeyX', 'Backspace', 'KeyV', 'Enter');
  await session.recording.emit();
  expect(outline(session.recording.view)).toEqual([
    { screen: 0, actions: [{ kind: 'secret', name: 'RECORDED_SECRET' }, enter] },
  ]);
  expect(process.env.RECORDED_SECRET).toBe('zqjv');
  expect(await textsIn(session.folder)).not.toContain('zqj');
});

test('a text that is marked as a secret afterwards leaves the files', async () => {
  await using session = await givenRecording();
  await session.tap('KeyQ', 'KeyZ', 'KeyQ', 'KeyZ');
  await session.recording.settled();
  expect(await textsIn(session.folder)).toContain('qzqz');
  const [step] = session.recording.view.steps;
  session.recording.edits.markSecret(step?.id ?? '', step?.actions[0]?.id ?? '', 'MARKED_SECRET');
  await session.recording.emit();
  expect(await textsIn(session.folder)).not.toContain('qzqz');
  expect(process.env.MARKED_SECRET).toBe('qzqz');
});

test('whatever ends the process, the recording is on disk and goes on', async () => {
  {
    await using session = await givenRecording();
    await session.tap('Enter');
    await session.show(2);
    await session.tap('KeyA');
    await session.recording.settled(); // nothing is told to it any more: as if it had been killed
    const written = JSON.parse(await readFile(workFile(session.folder), 'utf8'));
    expect(written.steps.length).toBe(2);
    for (const { frame } of written.screens)
      await readFile(join(session.folder, '.guestwright/recordings/demo/frames', `${frame}.png`));
    await expect(
      Recording.open({ guest: session.recording as never, folder: session.folder, name: 'demo' }),
    ).rejects.toThrow(/recording of 'demo'/);
  }
  await expect(givenRecording()).rejects.toThrow(/recording 'demo' exists already/);
  await using resumed = await givenRecording({ resume: true });
  await resumed.show(3);
  await resumed.tap('F8');
  await resumed.recording.settled();
  expect(resumed.recording.view.steps.length).toBe(3);
});

test('a disk that cannot be written loses nothing: it is told, and written when it can be', async () => {
  await using session = await givenRecording();
  await session.recording.settled();
  const work = join(session.folder, '.guestwright/recordings/demo');
  await rm(work, { recursive: true });
  await writeFile(work, 'in the way'); // as good as a full disk, for root too
  await session.tap('Enter');
  await expect(session.recording.settled()).rejects.toThrow(/could not be written/);
  expect(session.recording.view.unsaved).toMatch(/could not be written/);
  await rm(work);
  await session.show(2);
  await session.tap('Enter');
  await session.recording.settled();
  expect(session.recording.view.unsaved).toBeUndefined();
  const written = JSON.parse(await readFile(workFile(session.folder), 'utf8'));
  expect(written.steps.length).toBe(2);
  expect((await readdir(join(work, 'frames'))).length).toBeGreaterThanOrEqual(2);
});

test('a guest that dies is told, and what was recorded stays', async () => {
  await using session = await givenRecording();
  await session.tap('Enter');
  session.fake.die();
  await session.recording.settled();
  expect(session.recording.view.problem).toBe('fake: the process ended');
  expect(session.recording.view.steps.length).toBe(1);
  await session.recording.emit();
  expect(await readFile(session.recording.view.script, 'utf8')).toContain(".press('Enter')");
});

function workFile(folder: string): string {
  return join(folder, '.guestwright/recordings/demo/recording.json');
}

async function textsIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.png'));
  const texts = files.map((entry) => readFile(join(entry.parentPath ?? entry.path, entry.name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}
