import { expect, test } from '@playwright/test';
import { Secret } from '../../../src/base/secret.ts';
import { progressPrinter } from '../../../src/cli/progress.ts';
import type { ScriptProgress } from '../../../src/guest/script-contract.ts';
import { recordingContext } from './support/cli-context.ts';

const EVENTS: readonly ScriptProgress[] = [
  { type: 'script-start', script: 'install', steps: 12 },
  { type: 'step-start', index: 0, name: 'boot-menu', total: 12 },
  { type: 'step-end', index: 0, name: 'boot-menu', total: 12, waited: 1240, acted: 30 },
  { type: 'step-skipped', index: 1, name: 'language', total: 12 },
  { type: 'handler', name: 'warning', acted: 12 },
  { type: 'step-failed', index: 9, name: 'user', message: 'not shown' },
  { type: 'script-end', script: 'install', waited: 61_000, acted: 2000 },
];

test('on a terminal there is a line a step', () => {
  const context = recordingContext({ terminal: true });
  EVENTS.forEach(progressPrinter(context));
  expect(context.printed).toEqual([
    'install: 12 steps',
    '[ 1/12] boot-menu  shown after 1.2 s, acted 30 ms',
    '[ 2/12] language  left out',
    '        warning  handled in 12 ms',
    '        user  FAILED',
    'install: done; waited 1 min 1 s, acted 2 s',
  ]);
});

test('elsewhere there is a JSON object a line', () => {
  const context = recordingContext();
  EVENTS.forEach(progressPrinter(context));
  expect(context.printed.map((line) => JSON.parse(line))).toEqual(EVENTS);
});

test('secrets are masked in both', () => {
  process.env.PROGRESS_SECRET = 'correct horse';
  new Secret('PROGRESS_SECRET').reveal();
  const failed: ScriptProgress = { type: 'handler', name: 'saw correct horse', acted: 0 };
  for (const terminal of [true, false]) {
    const context = recordingContext({ terminal });
    progressPrinter(context)(failed);
    expect(context.printed[0]).toContain('saw <secret PROGRESS_SECRET>');
  }
});

test('a secret with characters that JSON escapes is masked', () => {
  process.env.QUOTED_SECRET = 'a"b\\c';
  new Secret('QUOTED_SECRET').reveal();
  const context = recordingContext();
  progressPrinter(context)({ type: 'handler', name: `saw ${process.env.QUOTED_SECRET}`, acted: 0 });
  expect(JSON.parse(context.printed[0] ?? '')).toMatchObject({ name: 'saw <secret QUOTED_SECRET>' });
});
