import { expect, test } from '@playwright/test';
import { decide } from '../../../../src/driver/parallels/questions.ts';

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
