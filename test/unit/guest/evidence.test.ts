import { expect, test } from '@playwright/test';
import { attachEvidence, evidenceOf, type WaitEvidence } from '../../../src/guest/evidence.ts';
import { Log } from '../../../src/guest/log.ts';

const EVIDENCE: WaitEvidence = {
  frame: undefined,
  looked: [],
  matchedInstead: [],
  waited: 1,
  framesSeen: 2,
  callLog: [],
  serialTail: '',
  inputLog: [],
};

test('evidence survives rethrowing and wrapping, and a cycle of causes ends', () => {
  const error = attachEvidence(new Error('inner'), EVIDENCE);
  expect(evidenceOf(new Error('outer', { cause: new Error('middle', { cause: error }) }))).toBe(EVIDENCE);
  const cyclic = new Error('cyclic');
  cyclic.cause = cyclic;
  expect(evidenceOf(cyclic)).toBeUndefined();
  expect(evidenceOf('a string')).toBeUndefined();
});

test('a long log drops its beginning and keeps its marks', () => {
  const log = new Log();
  for (let index = 0; index < 1500; index++) log.add(`line ${index}`);
  const { mark } = log;
  log.add('after the mark');
  expect(log.entries).toHaveLength(1000);
  expect(log.lines(mark).map((line) => line.replace(/^ *[\d.]+ s {2}/, ''))).toEqual(['after the mark']);
  expect(log.lines()[0]).toMatch(/line 501$/);
});
