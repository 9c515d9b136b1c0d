/** The X servers and programs that our VNC tests talk to die with the worker that started them, and leave nothing. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { isAlive, processesWith } from './support/leftovers.ts';
import { runNode } from './support/run-process.ts';

const JITI = fileURLToPath(new URL('../../node_modules/.bin/jiti', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../support/vnc/killed-session.ts', import.meta.url));

interface Told {
  readonly home: string;
  readonly pids: readonly number[];
}

for (const server of ['Xvnc', 'x11vnc'])
  test(`${server} and its programs, running or stopped, die when the test's worker is killed`, async () => {
    let told: Told | undefined;
    await runNode([JITI, PROGRAM, server], {
      cwd: import.meta.dirname,
      onOutput: (stdout, child) => {
        if (told || !stdout.includes('\n')) return;
        const { home, pids } = JSON.parse(stdout) as Told;
        told = { home, pids };
        expect([existsSync(home), ...pids.map(isAlive)]).toEqual([true, true, true]);
        child.kill('SIGKILL');
      },
    });
    expect(told, 'what the inner process said').toBeDefined();
    const { home, pids } = told as unknown as Told;
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
    await expect.poll(() => processesWith(home)).toEqual([]);
    await expect.poll(() => existsSync(home)).toBe(false);
  });
