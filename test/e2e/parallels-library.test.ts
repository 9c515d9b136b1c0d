/** A library that is missing, for another computer, too old, or lacks a function: told before anything is done with it. */
import { writeFile } from 'node:fs/promises';
import { expect, loadDriver, test } from 'guestwright';
import { buildDouble } from '../support/doubles/build-double.ts';
import { startParallels } from '../support/parallels/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

const INSTALL =
  'Install Parallels Desktop (Pro or Business edition), Virtuozzo, or its Virtualization SDK. ' +
  "Another place can be named by the option 'library' or by PARALLELS_LIBRARY.";

/** ELF's numbers of machines. */
const X86_64 = 62;
const AARCH64 = 183;

async function failure(library: string): Promise<string> {
  return await codeAndMessage((await loadDriver('parallels')).connect({ library }));
}

test('a library that is not there is told with its path and what to install', async () => {
  expect(await failure('/no/such/libprl_sdk.so')).toBe(
    "not-installed: Parallels Virtualization SDK: '/no/such/libprl_sdk.so' cannot be used: there is no such file\n" +
      INSTALL,
  );
});

test('without a named one the usual places are tried, each told with its reason', async () => {
  const missing = await (await loadDriver('parallels')).probe();
  expect(missing?.missing).toBe('Parallels Virtualization SDK: no library that can be used was found');
  expect(missing?.remedy).toBe(INSTALL);
});

test('a library for another architecture is told by both names', async ({ browserName: _ }, info) => {
  const library = info.outputPath('foreign.so');
  const header = Buffer.alloc(4096);
  header.write('\u007fELF\u0002\u0001\u0001', 'latin1');
  header.writeUInt16LE(process.arch === 'x64' ? AARCH64 : X86_64, 18);
  await writeFile(library, header);
  const [theirs, ours] = process.arch === 'x64' ? ['arm64', 'x64'] : ['x64', process.arch];
  expect(await failure(library)).toContain(
    `cannot be used: it is built for ${theirs}, this Node for ${ours}`,
  );
});

test('a library without a function that is needed is told by its name', async () => {
  const library = await buildDouble('parallels', ['-DPrlVm_Reset=PrlVm_Rest']);
  expect(await failure(library)).toContain('cannot be used: it lacks PrlVm_Reset\n');
});

test('a library that is too old is told by the version that is needed', async () => {
  await using testbed = await startParallels();
  await testbed.service.nasty('PrlApi_InitEx version');
  expect(await codeAndMessage(testbed.connect())).toMatch(
    /^not-installed: Parallels Virtualization SDK: '.*' cannot be used: it is older than version 9\.0 of the API\nUpdate/,
  );
});
