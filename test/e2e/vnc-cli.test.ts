/** The command line over VNC: the demo's install script unchanged, a screenshot, a password from a file, clear errors. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoMachine } from 'guestwright/script';
import { qemuPeer } from '../support/vnc/qemu-behind-vnc.ts';
import { DEMO_SCRIPT, guestwright, writeFolder } from './support/command.ts';

const PASSWORD = 'secret42';

test('the demo installs over VNC, with the same script and the same screens', async () => {
  const cwd = await writeFolder();
  await using peer = await qemuPeer(demoMachine);
  await peer.qemu.start();
  const connect = ['--driver', 'vnc', '--connect', `address=${peer.address}`];
  const result = await guestwright(['run', DEMO_SCRIPT, ...connect], { cwd });
  expect(result.exitCode, result.stderr).toBe(0);
  expect(result.summary).toMatchObject({ status: 'passed' });
  expect(result.temporary).toEqual([]);
  expect((await peer.qemu.state()).state).toBe('running'); // it is not ours
  await expect.poll(() => peer.qemu.serial().output).toContain('ready');

  const machines = await guestwright(['machines', ...connect], { cwd });
  expect(machines.stdout).toContain(`${peer.address}\trunning`);
  const shot = await guestwright(['screenshot', ...connect, '-o', 'desktop.png'], { cwd });
  expect(shot.exitCode, shot.stderr).toBe(0);
  expect(shot.stdout).toContain('desktop.png: 800x600');
  expect((await readFile(join(cwd, 'desktop.png'))).subarray(1, 4).toString()).toBe('PNG');
});

test('a password comes from a file, and its lack is a clear error', async () => {
  const cwd = await writeFolder();
  await using peer = await qemuPeer(demoMachine, {
    vnc: ',password-secret=password',
    args: ['-object', `secret,id=password,data=${PASSWORD}`],
  });
  await peer.qemu.start();
  await writeFile(join(cwd, 'password.txt'), `${PASSWORD}\n`);
  const connect = ['--driver', 'vnc', '--connect', `address=${peer.address}`];
  const refused = await guestwright(['screenshot', ...connect], { cwd });
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/password/);
  const shot = await guestwright(['screenshot', ...connect, '--connect', 'password.file=password.txt'], {
    cwd,
  });
  expect(shot.exitCode, shot.stderr).toBe(0);
  expect(shot.stdout).toMatch(/frame\.png: \d+x\d+/);
});

test('doctor finds nothing missing', async () => {
  const result = await guestwright(['doctor', '--driver', 'vnc'], { cwd: await writeFolder() });
  expect(result.exitCode).toBe(0);
  expect(result.stdout).toContain('ok       driver vnc: ready');
});
