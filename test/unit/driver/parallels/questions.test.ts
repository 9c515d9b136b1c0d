import { expect, test } from '@playwright/test';
import type { OwnedHandle } from '../../../../src/driver/ffi/handles.ts';
import type { PrlApi } from '../../../../src/driver/parallels/api.ts';
import { decide, Questions } from '../../../../src/driver/parallels/questions.ts';

const CHOICES = [
  { code: -2147482000, text: 'Yes' },
  { code: -2147481999, text: 'No' },
];
const QUESTION = 'The machine was copied or moved. Is it a copy?';

test('the first entry whose text is in the question answers, by the text of the answer or its number', () => {
  expect(decide(QUESTION, CHOICES, { 'Copied or Moved': 'no', copy: 'Yes' })).toEqual({ answer: CHOICES[1] });
  expect(decide(QUESTION, CHOICES, { copied: '-2147482000' })).toEqual({ answer: CHOICES[0] });
});

test('without an entry, or with an answer that is not offered, nothing is answered', () => {
  expect(decide(QUESTION, CHOICES, {})).toEqual({ refused: 'no answer is given for it' });
  expect(decide(QUESTION, CHOICES, { copied: 'Maybe' })).toEqual({
    refused: "'Maybe' is none of its answers",
  });
});

/** A question without answers, of a service whose events say no more. */
const API = { text: async () => `${QUESTION}\n`, get: async () => 0 } as unknown as PrlApi;
const NO_HANDLE = { value: 1n } as OwnedHandle;

function fixture() {
  const questions = new Questions(API, {});
  const ask = (machine: string) => questions.answer(NO_HANDLE, NO_HANDLE, machine);
  return { questions, ask };
}

test('an unanswered question fails who waits for its machine, and nobody else', async () => {
  const { questions, ask } = fixture();
  using one = questions.watch('{AB-1}');
  using another = questions.watch('cd-2');
  using service = questions.watch('');
  await ask('ab-1'); // ids come with braces and without
  expect(String(one.signal.reason)).toContain(`Parallels asks: '${QUESTION}'; no answer is given for it`);
  expect([another.signal.aborted, service.signal.aborted]).toEqual([false, false]);
});

test('a question of a machine of ours that nobody waits for is remembered, and fails nobody', async () => {
  const { questions, ask } = fixture();
  const known = questions.know('{AB-1}');
  using another = questions.watch('cd-2');
  await ask('ab-1');
  expect(another.signal.aborted).toBe(false);
  expect(questions.openOf('AB-1')).toBe(QUESTION);
  known[Symbol.dispose]();
  expect(questions.openOf('AB-1')).toBeUndefined();
});

test('a question about no machine of ours fails all who wait: it may be about one that is being made', async () => {
  const { questions, ask } = fixture();
  using one = questions.watch('ab-1');
  using service = questions.watch('');
  await ask('ef-3');
  expect([one.signal.aborted, service.signal.aborted]).toEqual([true, true]);
});
