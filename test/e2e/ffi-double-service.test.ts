/** The doubles' service: real guests behind a Unix socket, machines in files, nothing left behind. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { defineDemo, said } from '../support/doubles/double-guest.ts';
import { type DoubleService, startDoubleService } from '../support/doubles/double-service.ts';
import { isAlive } from './support/leftovers.ts';

/** Scan codes of set 1: Escape's make and break. */
const ESCAPE = '0181';

async function stateOf(service: DoubleService, id: string): Promise<string | undefined> {
  const [state] = await service.call('state', id);
  return state;
}

test('a machine boots, shows its menu, takes keys and is captured', async () => {
  await using service = await startDoubleService();
  await defineDemo(service, 'one');
  expect(await stateOf(service, 'one')).toBe('off');
  await service.call('start', 'one');
  await said(service, 'one', 'page boot-menu');
  expect(await stateOf(service, 'one')).toBe('running');
  const picture = join(service.folder, 'menu.png');
  const [width, height] = await service.call('capture', 'one', picture, 'png', 0, 0, 0, 0, 0, 0);
  expect([width, height]).toEqual(['720', '400']);
  expect((await readFile(picture)).subarray(1, 4).toString()).toBe('PNG');
  await service.call('keys', 'one', ESCAPE);
  expect(await service.call('exec', 'one', 'page')).toEqual(['0', 'boot-menu\r\n']);
  await service.call('stop', 'one');
  expect(await stateOf(service, 'one')).toBe('off');
});

test('suspending saves the guest, and starting continues it in a second service', async () => {
  await using first = await startDoubleService();
  await defineDemo(first, 'sleeper');
  await first.call('start', 'sleeper');
  await said(first, 'sleeper', 'page boot-menu');
  await first.call('exec', 'sleeper', 'console');
  await first.call('suspend', 'sleeper');
  expect(await stateOf(first, 'sleeper')).toBe('suspended');
  await first.kill();
  await using second = await startDoubleService({ folder: first.folder });
  expect(await second.call('list')).toEqual(['sleeper']);
  expect(await stateOf(second, 'sleeper')).toBe('suspended');
  await second.call('start', 'sleeper');
  expect(await second.call('exec', 'sleeper', 'page')).toEqual(['0', 'console\r\n']);
});

test('a snapshot of a running machine brings back its memory and its disk', async () => {
  await using service = await startDoubleService();
  await defineDemo(service, 'tree');
  await service.call('start', 'tree');
  await said(service, 'tree', 'page boot-menu');
  await service.call('exec', 'tree', 'console');
  await service.call('snapshot-take', 'tree', 'a', 'at the console', 'before');
  await service.call('exec', 'tree', 'font');
  await service.call('snapshot-restore', 'tree', 'a');
  expect(await service.call('exec', 'tree', 'page')).toEqual(['0', 'console\r\n']);
  const [id, parent, name, description, state, , current] = await service.call('snapshot-list', 'tree');
  expect([id, parent, name, description, state, current]).toEqual([
    'a',
    '',
    'at the console',
    'before',
    'running',
    '1',
  ]);
});

test('the guests end with the service, however it ends', async () => {
  await using service = await startDoubleService();
  await defineDemo(service, 'gone');
  await service.call('start', 'gone');
  const [pid] = await service.call('pid', 'gone');
  expect(isAlive(Number(pid))).toBe(true);
  await service.kill();
  await expect(() => expect(isAlive(Number(pid))).toBe(false)).toPass();
});

test('what a machine cannot do now is refused with its code', async () => {
  await using service = await startDoubleService();
  await expect(service.call('start', 'nobody')).rejects.toThrow("unknown: no machine 'nobody'");
  await defineDemo(service, 'off');
  await expect(service.call('stop', 'off')).rejects.toThrow('state: the machine is off');
  await expect(service.call('fly', 'off')).rejects.toThrow("argument: no verb 'fly'");
});
