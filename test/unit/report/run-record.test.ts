import { readdir } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { createFrame, type Frame } from '../../../src/frame/frame.ts';
import type { StepInfo } from '../../../src/guest/observer.ts';
import { FrameWriter } from '../../../src/report/frame-writer.ts';
import { RunRecord } from '../../../src/report/run-record.ts';

function info(title: string): StepInfo {
  return { title, category: 'step', location: undefined };
}

function frameOf(colour: number, sequence: number): Frame {
  const data = new Uint8Array(4 * 4 * 4);
  new Uint32Array(data.buffer).fill(colour);
  return createFrame(data, { width: 4, height: 4, sequence, time: sequence });
}

test('steps nest as they were called, also when they run at the same time', async () => {
  const record = new RunRecord(() => '');
  await record.step(info('script'), async () => {
    await Promise.all([
      record.step(info('a'), () => record.step(info('a1'), async () => {})),
      record.step(info('b'), () => record.step(info('b1'), async () => {})),
    ]);
  });
  await record.step(info('next'), async () => {});
  const titles = (steps: RunRecord['steps']): unknown[] =>
    steps.map((step) => [step.title, ...titles(step.steps)]);
  expect(titles(record.steps)).toEqual([['script', ['a', ['a1']], ['b', ['b1']]], ['next']]);
});

test('a failed step keeps the first line of its error and passes the error on', async () => {
  const record = new RunRecord(() => '');
  const error = new Error('not shown\nin detail');
  await expect(
    record.step(info('wait'), async () => {
      throw error;
    }),
  ).rejects.toBe(error);
  expect(record.steps[0]).toMatchObject({ title: 'wait', error: 'not shown', duration: expect.any(Number) });
});

test('frames belong to the step that showed them', async () => {
  const record = new RunRecord((frame) => `${frame.sequence}.png`);
  const step = info('press Enter');
  await record.step(step, async () => {
    record.frame(frameOf(1, 1), 'before', step);
    record.frame(frameOf(2, 2), 'after', step);
  });
  expect(record.steps[0]?.frames).toEqual({ before: '1.png', after: '2.png' });
});

test('frames are written in order, a repeated picture once', async () => {
  const folder = test.info().outputPath();
  const writer = new FrameWriter(folder);
  const names = [0xff0000ff, 0xff0000ff, 0xff00ff00, 0xff0000ff].map((colour, i) =>
    writer.add(frameOf(colour, i)),
  );
  await writer.flush();
  expect(names).toEqual(['0001.png', '0001.png', '0002.png', '0003.png']);
  expect((await readdir(folder)).sort()).toEqual(['0001.png', '0002.png', '0003.png']);
});

test('a picture that cannot be written is told at the end, not in the middle of a run', async () => {
  const writer = new FrameWriter('/nowhere/at/all');
  writer.add(frameOf(1, 1));
  await expect(writer.flush()).rejects.toMatchObject({ code: 'io' });
});
