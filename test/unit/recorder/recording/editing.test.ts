/** A recording is played back, its steps recorded again, split, merged and renamed, its areas drawn by a person. */
import { readdir } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { screensFolder } from '../../../../src/recorder/recording/emit.ts';
import { enter, givenRecording, outline } from './given-recording.ts';
import { BLANK, drawPage } from './pages.ts';

test('input is refused while the recording plays back, and a mismatch is shown at its step', async () => {
  await using session = await givenRecording();
  await session.tap('Enter');
  await session.show(2);
  await session.tap('F8');
  await session.recording.settled();
  const [, second] = session.recording.view.steps;
  session.recording.edits.setTimeout(second?.id ?? '', 300);
  drawPage(session.fake.display, 1);
  session.fake.onKey = () => drawPage(session.fake.display, 9); // another version of the second page
  const replayed = session.recording.replay();
  await expect(session.act({ type: 'press', chord: 'Escape' })).rejects.toThrow(/is replaying/);
  expect(await replayed).toBe(false);
  const { steps } = session.recording.view;
  expect(steps.map(({ replay }) => replay?.outcome)).toEqual(['passed', 'failed']);
  expect(steps[1]?.replay).toMatchObject({ message: expect.stringMatching(/did not show/) });

  await session.recording.rerecord(second?.id ?? '');
  expect(session.recording.view.mode).toBe('rerecording');
  await session.recording.quiet({ for: 0 });
  await session.tap('F9');
  session.recording.finishRerecording();
  await session.recording.settled();
  expect(outline(session.recording.view)).toEqual([
    { screen: 0, actions: [enter] },
    { screen: 1, actions: [{ kind: 'press', chord: 'F9', count: 1 }] },
  ]);
});

test('steps are split where the screen was frozen, merged, renamed and removed', async () => {
  await using session = await givenRecording();
  const { recording } = session;
  const { edits } = recording;
  await session.tap('Tab', 'Enter');
  await recording.settled();
  const [step] = recording.view.steps;
  await edits.split(step?.id ?? '', step?.actions[1]?.id ?? '');
  await recording.settled();
  expect(outline(recording.view).length).toBe(2);
  edits.merge(recording.view.steps[1]?.id ?? '');
  expect(outline(recording.view)).toEqual([
    { screen: 0, actions: [{ kind: 'press', chord: 'Tab', count: 1 }, enter] },
  ]);
  const screen = recording.view.screens[0]?.id ?? '';
  edits.rename(screen, 'welcome');
  await recording.emit();
  expect((await readdir(screensFolder(session.folder))).sort()).toEqual(['welcome.json', 'welcome.png']);
  edits.rename(screen, 'start');
  await recording.emit();
  expect((await readdir(screensFolder(session.folder))).sort()).toEqual(['start.json', 'start.png']);
  edits.removeStep(recording.view.steps[0]?.id ?? '');
  expect(recording.view).toMatchObject({ steps: [], screens: [] });
});

test('a person draws the areas: they stay, and what is wrong with them is told at once', async () => {
  await using session = await givenRecording();
  const { recording } = session;
  await session.tap('Enter');
  await session.show(2);
  await session.tap('Enter');
  await recording.settled();
  const [first] = recording.view.screens;
  const header = { x: 8, y: 0, width: 140, height: 32, match: 'exact', search: 0 } as const;
  const blank = { ...BLANK, match: 'exact', search: 0 } as const;
  const draft = { areas: [header], exclude: [], points: {}, regions: {} };
  const judgement = await recording.judge(first?.id ?? '', draft);
  expect(judgement).toEqual({ flaws: [], elsewhere: [recording.view.steps[1]?.id] });
  await recording.edits.editScreen(first?.id ?? '', { areas: [blank] });
  await recording.settled();
  expect(recording.view.screens[0]).toMatchObject({
    accepted: true,
    areas: [blank],
    flaws: [{ code: 'screen-without-structure' }],
  });
  await expect(
    recording.edits.editScreen(first?.id ?? '', { areas: [{ ...header, x: 300 }] }),
  ).rejects.toThrow(/outside/);
});
