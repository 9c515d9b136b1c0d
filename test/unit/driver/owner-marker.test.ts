/** Whose machines are whose. */
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { expect, test } from '@playwright/test';
import { processStartTime } from '../../../src/base/platform.ts';
import { isAbandoned, liveOwner } from '../../../src/driver/owner-marker.ts';

const MACHINE = { id: 'an-id', settingsFile: '/a/folder/machine.vbox' };
const OURSELVES = {
  host: hostname(),
  pid: process.pid,
  startTime: processStartTime(process.pid),
  ...MACHINE,
};

/** Whether it may be removed, and who has it. */
function judged(marker: unknown, machine = MACHINE): readonly [boolean, number | undefined] {
  const text = typeof marker === 'string' ? marker : JSON.stringify(marker);
  return [isAbandoned(text, machine), liveOwner(text, machine)?.pid];
}

test("a machine of a process that lives is nobody else's", () => {
  expect(judged(OURSELVES)).toEqual([false, process.pid]);
  expect(judged({ ...OURSELVES, startTime: undefined })).toEqual([false, process.pid]);
});

test('a machine of a process that has ended is abandoned', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(judged({ ...OURSELVES, pid })).toEqual([true, undefined]);
  expect(judged({ ...OURSELVES, pid, startTime: undefined })).toEqual([true, undefined]);
});

test('a process of the same number that started at another time is another one', () => {
  expect(judged({ ...OURSELVES, startTime: '1' })).toEqual([true, undefined]);
});

test("another computer's processes cannot be known: theirs are left alone", () => {
  expect(judged({ ...OURSELVES, host: 'elsewhere', pid: 1 })).toEqual([false, 1]);
});

test('a copy that somebody made of one of ours is theirs', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(judged({ ...OURSELVES, pid }, { ...MACHINE, id: 'another' })).toEqual([false, undefined]);
  expect(judged({ ...OURSELVES, pid }, { ...MACHINE, settingsFile: '/b/machine.vbox' })).toEqual([
    false,
    undefined,
  ]);
});

const FOREIGN = ['', 'null', '7', '[]', '{', '{"pid":1}', JSON.stringify({ ...OURSELVES, pid: 'x' })];

test('anything else marks nothing of ours', () => {
  for (const marker of FOREIGN) expect(judged(marker), marker).toEqual([false, undefined]);
});
