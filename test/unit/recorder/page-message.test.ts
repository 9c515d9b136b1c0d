/** Messages of a page: whatever does not have exactly the form of one is refused. */
import { expect, test } from '@playwright/test';
import { readPageMessage } from '../../../src/recorder/page-message.ts';

const GOOD: readonly object[] = [
  { type: 'shown', sequence: 3 },
  { type: 'control', take: true },
  { type: 'keys', events: [{ code: 'KeyA', down: true }] },
  { type: 'pointer', events: [{ type: 'move', x: 0, y: 399 }] },
  { type: 'pointer', events: [{ type: 'button', button: 'left', down: false }] },
  { type: 'pointer', events: [{ type: 'wheel', dx: 0, dy: -3 }] },
  { type: 'press', chord: 'Control+Alt+Delete' },
  { type: 'text', text: 'Grüße\n' },
  { type: 'power', action: 'reset' },
  { type: 'locate', request: 1, x: 5, y: 6 },
  { type: 'accept', screen: 'welcome' },
  { type: 'resume', verdict: 'retry' },
];

test('messages of the protocol are read as they are', () => {
  for (const message of GOOD) expect(readPageMessage(JSON.stringify(message))).toEqual(message);
});

test('anything else is refused', () => {
  const bad: readonly unknown[] = [
    null,
    7,
    [],
    {},
    { type: 'constructor' },
    { type: 'shown', sequence: -1 },
    { type: 'control', take: 'yes' },
    { type: 'keys', events: [] },
    { type: 'keys', events: [{ code: 'KeyÄ', down: true }] },
    { type: 'keys', events: [{ code: 'toString', down: true }] },
    { type: 'keys', events: [{ code: 'KeyA', down: 1 }] },
    { type: 'keys', events: Array.from({ length: 65 }, () => ({ code: 'KeyA', down: true })) },
    { type: 'pointer', events: [{ type: 'move', x: 0.5, y: 0 }] },
    { type: 'pointer', events: [{ type: 'move', x: 9000, y: 0 }] },
    { type: 'pointer', events: [{ type: 'wheel', dx: 0, dy: 1000 }] },
    { type: 'pointer', events: [{ type: 'button', button: 'third', down: true }] },
    { type: 'text', text: '' },
    { type: 'text', text: 'a'.repeat(20_001) },
    { type: 'power', action: 'delete' },
    { type: 'locate', request: 1, x: '5', y: 6 },
    { type: 'accept', screen: '' },
    { type: 'resume', verdict: 'maybe' },
  ];
  for (const message of bad)
    expect(readPageMessage(JSON.stringify(message)), JSON.stringify(message)).toBeUndefined();
  expect(readPageMessage('{')).toBeUndefined();
});

test('what a message has too much is left out', () => {
  const message = { type: 'keys', events: [{ code: 'KeyA', down: true, keysym: 1 }], extra: 1 };
  expect(readPageMessage(JSON.stringify(message))).toEqual({
    type: 'keys',
    events: [{ code: 'KeyA', down: true }],
  });
});
