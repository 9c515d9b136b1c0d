/** What an installation needs beside the machine: files by TFTP and HTTP, on a disc and on a floppy. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { grubOnOurMedia } from './media/grub.ts';
import type { Testbed } from './media/testbed.ts';
import { expect, test } from './real-test.ts';

/** Boots by iPXE, which is in the ROM of QEMU's network card, from the script `boot.ipxe` in its TFTP folder. */
const ipxe: Testbed = {
  async machine(folder) {
    const tftp = path.join(folder, 'tftp');
    await mkdir(tftp);
    return { network: { user: { tftp, bootFile: 'boot.ipxe' } }, bootOrder: ['network'] };
  },
};

test.describe('iPXE', () => {
  test.use({ testbed: ipxe });

  test('chains from TFTP to a script of the HTTP service, whose log tells', async ({ guest }, testInfo) => {
    const media = testInfo.outputPath('media');
    const seed = path.join(media, 'seed');
    await mkdir(seed);
    await writeFile(path.join(seed, 'hello.ipxe'), '#!ipxe\necho Hello by HTTP\nshell\n');
    const service = await guest.services.http(seed);
    expect(service.url).toMatch(/^http:\/\/10\.0\.2\.2:\d+\/[0-9a-f]{16}\/$/);
    await writeFile(path.join(media, 'tftp', 'boot.ipxe'), `#!ipxe\nchain ${service.url}hello.ipxe\n`);

    await guest.power.on();
    await expect(guest).toShowText(/^Hello by HTTP$/m);
    const served = { method: 'GET', path: 'hello.ipxe', status: 200, note: '' };
    await expect.poll(() => service.requests).toEqual([expect.objectContaining(served)]);
    expect(guest.callLog.join('\n')).toContain('http: GET hello.ipxe: 200');
    expect(guest.services.requestLog.join('\n')).toContain('GET hello.ipxe: 200');

    await guest.dispose();
    await expect(fetch(`${service.url.replace('10.0.2.2', '127.0.0.1')}hello.ipxe`)).rejects.toThrow();
  });
});

test.describe('media made of folders', () => {
  test.use({ testbed: grubOnOurMedia });

  test('a guest boots from the disc and reads files of both', async ({ guest }) => {
    await guest.power.on();
    await expect(guest).toShowText(/^read from the disc$/m);
    await expect(guest).toShowText(/^read from the floppy$/m);
  });
});

test('a guest without a network is told, and so is one whose way to us nobody knows', async ({ guest }) => {
  await expect(guest.services.http('.')).rejects.toThrow(
    /driver 'qemu' knows no way from machine '.*' to the loopback of this computer\n.*network: 'user'.*listen:/,
  );
  const service = await guest.services.http('.', { address: 'files.example' });
  expect(service.url).toMatch(/^http:\/\/files\.example:\d+\//);
  await expect(guest.services.http('.', { listen: '0.0.0.0' })).rejects.toThrow(
    /0\.0\.0\.0 is every address/,
  );
});
