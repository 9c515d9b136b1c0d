/** What the testbed keeps of vboxwebsrv's log. */
import { expect, test } from '@playwright/test';
import { ServerLog } from '../../support/virtualbox/server-log.ts';

test('the last count is known however the log is cut into pieces', () => {
  const text = 'MOR created, now 7 objects total\nMOR destroyed, now 12 objects total\nother words\n';
  for (let cut = 0; cut <= text.length; cut++) {
    const log = new ServerLog();
    log.add(text.slice(0, cut));
    log.add(text.slice(cut));
    expect(log.references).toBe(12);
    expect(log.text).toBe(text);
  }
});

test('the last words are kept, and no more than twice as many as were asked for', () => {
  const log = new ServerLog(10);
  for (let i = 0; i < 100; i++) log.add(`${i}\n`);
  expect(log.text).toMatch(/98\n99\n$/);
  expect(log.text.length).toBeLessThanOrEqual(20);
});
