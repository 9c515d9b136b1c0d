import { expect, test } from '@playwright/test';
import { GuestwrightError } from '../../../src/base/errors.ts';
import { Secret } from '../../../src/base/secret.ts';
import { packageVersion } from '../../../src/base/version.ts';
import { runCommand } from '../../../src/cli/command.ts';
import { recordingContext } from './support/cli-context.ts';

test('--version prints the version', async () => {
  const context = recordingContext();
  expect(await runCommand(['--version'], context)).toBe(0);
  expect(context.printed).toEqual([packageVersion()]);
});

test('--help lists the verbs and exit codes', async () => {
  const context = recordingContext();
  expect(await runCommand(['--help'], context)).toBe(0);
  const help = context.printed.join('\n');
  for (const verb of ['init', 'run', 'screenshot', 'screen', 'machines', 'snapshots', 'lint', 'doctor']) {
    expect(help).toMatch(new RegExp(`^  ${verb} `, 'm'));
  }
  expect(help).toMatch(/^ {2}130 {2}interrupted by Ctrl-C/m);
});

test('no verb at all is a usage error that prints the help', async () => {
  expect(await runCommand([], recordingContext())).toBe(2);
});

test('an unknown verb is a usage error with the nearest one', async () => {
  const context = recordingContext();
  expect(await runCommand(['doktor'], context)).toBe(2);
  expect(context.warned).toEqual([
    "guestwright: unknown verb 'doktor' (did you mean 'doctor'?)\nRun 'guestwright --help' for the list.",
  ]);
});

test('every verb has its own help', async () => {
  for (const verb of ['init', 'run', 'screenshot', 'screen', 'machines', 'snapshots', 'lint', 'doctor']) {
    const context = recordingContext();
    expect(await runCommand([verb, '--help'], context)).toBe(0);
    expect(context.printed[0]).toContain(`Usage: guestwright ${verb}`);
  }
});

test('an interruption is one line and its own exit code', async () => {
  const failing = {
    ...recordingContext(),
    print: () => {
      throw new GuestwrightError('interrupted by Ctrl-C', { code: 'aborted' });
    },
  };
  for (const [signalName, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const interruption = { signal: AbortSignal.abort(), signalName, [Symbol.dispose]: () => {} };
    expect(await runCommand(['--version'], failing, interruption)).toBe(code);
  }
  expect(failing.warned).toEqual([
    'guestwright: interrupted by Ctrl-C',
    'guestwright: interrupted by Ctrl-C',
  ]);
});

test('an error that is not ours shows its stack', async () => {
  const failing = {
    ...recordingContext(),
    print: () => {
      throw new TypeError('x is not a function');
    },
  };
  expect(await runCommand(['--version'], failing)).toBe(1);
  expect(failing.warned[0]).toMatch(/^guestwright: TypeError: x is not a function\n {4}at /);
});

test('secrets are masked in what is told of an error', async () => {
  process.env.COMMAND_SECRET = 'correct horse';
  new Secret('COMMAND_SECRET').reveal();
  for (const error of [
    new TypeError('saw correct horse'),
    new GuestwrightError('saw correct horse', { code: 'io' }),
  ]) {
    const failing = {
      ...recordingContext(),
      print: () => {
        throw error;
      },
    };
    await runCommand(['--version'], failing);
    const interruption = {
      signal: AbortSignal.abort(),
      signalName: 'SIGINT',
      [Symbol.dispose]: () => {},
    } as const;
    await runCommand(['--version'], failing, interruption);
    expect(failing.warned).toHaveLength(2);
    for (const line of failing.warned) expect(line).toContain('saw <secret COMMAND_SECRET>');
    expect(failing.warned.join()).not.toContain('correct horse');
  }
});
