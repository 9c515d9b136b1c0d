/** No space left: for files of ours one clear error, for what the guest writes a blocked machine that can go on. */
import { writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { runProgram } from './support/run-process.ts';

/** What both programs need: a small file system that can be filled, and errors as codes. */
const PREAMBLE = `
import { createGuest, demoMachine, demoScreens, isGuestwrightError, loadDriver } from 'guestwright/script';
import { statfsSync, writeFileSync, rmSync, mkdirSync } from 'node:fs';
const folder = process.env.TMPDIR;
const told = {};
const caught = (promise) => promise.then(() => undefined, (error) => error);
const code = (error) => (isGuestwrightError(error) ? error.code : String(error));
const fill = (left) => {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(folder + '/filler', Buffer.alloc(Math.max(0, bavail * bsize - left)));
};
const free = () => rmSync(folder + '/filler');
const host = await (await loadDriver('qemu')).connect({});
`;

const EPILOGUE = `
await host[Symbol.asyncDispose]();
console.log(JSON.stringify(told));
`;

const OUR_FILES = `${PREAMBLE}
fill(0);
told.define = code(await caught(host.define(demoMachine)));
free();
const machine = await host.define(demoMachine);
await machine.start();
const guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
await guest.screen('boot-menu').waitFor();
fill(65536);
told.suspend = code(await caught(machine.suspend()));
told.afterSuspend = (await machine.state()).state;
mkdirSync(folder + '/saved');
told.export = code(await caught(machine.snapshots.export(folder + '/saved')));
told.snapshot = code(await caught(machine.snapshots.take('full')));
told.afterSnapshot = (await machine.state()).state;
free();
await machine.suspend();
await machine.start();
told.afterwards = (await machine.state()).state;
${EPILOGUE}`;

const GUEST_WRITES = `${PREAMBLE}
const machine = await host.define(demoMachine);
const guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
const page = (name) => guest.screen(name).waitFor();
await guest.power.on();
await page('boot-menu');
await guest.keyboard.press('Enter');
await page('language');
await guest.keyboard.press('Enter');
await page('licence');
await guest.keyboard.press('F8');
await page('disk');
await guest.keyboard.press('Enter');
await page('user');
await guest.keyboard.type('ada\\tsecret\\n');
await page('pointer');
fill(0);
const blocked = new Promise((resolve) => machine.on('state', ({ state }) => state === 'blocked' && resolve()));
await guest.screen('pointer').click('continue');
await blocked;
told.state = await machine.state();
free();
await machine.resume();
await page('installed');
told.afterwards = (await machine.state()).state;
await guest.dispose();
${EPILOGUE}`;

/** Runs the program with a temporary folder of 3 MiB that nobody else sees. */
async function runOnSmallDisk(program: string): Promise<unknown> {
  const path = test.info().outputPath('program.mjs');
  await writeFile(path, program);
  const script = 'mkdir "$1" && mount -t tmpfs -o size=3m tmpfs "$1" && TMPDIR="$1" exec "$2" "$3"';
  const result = await runProgram(
    'unshare',
    [
      ...['--user', '--map-root-user', '--mount', '/bin/sh', '-c', script, 'sh'],
      ...[test.info().outputPath('small'), process.execPath, path],
    ],
    { cwd: test.info().outputDir },
  );
  expect(result.exitCode, result.stderr).toBe(0);
  return JSON.parse(result.stdout);
}

test('a full disk is told as such, and the machine goes on', async () => {
  expect(await runOnSmallDisk(OUR_FILES)).toEqual({
    define: 'disk-full',
    suspend: 'disk-full',
    afterSuspend: 'running',
    export: 'disk-full',
    snapshot: 'disk-full',
    afterSnapshot: 'running',
    afterwards: 'running',
  });
});

test('a guest that writes to a full disk is blocked, says why, and goes on once there is space', async () => {
  expect(await runOnSmallDisk(GUEST_WRITES)).toEqual({
    state: { state: 'blocked', detail: expect.stringMatching(/^io-error: No space left on device/) },
    afterwards: 'running',
  });
});
