/** Parallels' double under many threads, with the address and leak sanitizers watching. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { defineDemo, said } from '../support/doubles/double-guest.ts';
import { startDoubleService } from '../support/doubles/double-service.ts';

const DOUBLES = join(import.meta.dirname, '../../testbeds/doubles');
const PROGRAM = join(import.meta.dirname, '../support/doubles/prl-threads.c');
const SANITIZED = [
  '-std=gnu11',
  '-O1',
  '-g',
  '-w',
  '-fsanitize=address',
  '-fno-omit-frame-pointer',
  '-pthread',
];

async function sources(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.c'));
  return names.map((name) => join(folder, name));
}

test('six threads share a session, no memory is misused, none is left', async () => {
  await using service = await startDoubleService();
  await defineDemo(service, 'shared');
  await service.call('start', 'shared');
  await said(service, 'shared', 'page boot-menu');
  await service.nasty('PrlSrv_GetSrvConfig never-ends');
  const program = test.info().outputPath('threads');
  const folder = join(DOUBLES, 'parallels');
  const code = [...(await sources(DOUBLES)), ...(await sources(folder)), PROGRAM];
  await promisify(execFile)('cc', [...SANITIZED, '-I', folder, '-o', program, ...code]);
  const { stdout } = await promisify(execFile)(program, { env: { ...process.env, ...service.env } });
  expect(stdout).toBe('done\n');
});
