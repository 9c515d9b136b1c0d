/** A Linux guest, booted by its kernel: programs and files through the agent, a forwarded port, a cut cable. */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, isGuestwrightError, loadDriver, test } from 'guestwright';
import { READY, tinyLinux } from './support/tiny-linux.ts';

/** Under TCG on a busy machine. */
const BOOT_TIMEOUT = 120_000;
/** Enough for many messages of the agent. */
const BLOB_SIZE = 700_000;

test('programs run, files travel and a forwarded port answers in a Linux guest', async () => {
  test.setTimeout(BOOT_TIMEOUT * 2);
  const folder = test.info().outputDir;
  const network = { user: { forwards: [{ guest: 80 }], model: 'virtio-net-pci' } };
  await using host = await (await loadDriver('qemu')).connect({});
  await using machine = await host.define({ ...tinyLinux(folder), network });
  await machine.start();
  await expect.poll(() => machine.serial().output, { timeout: BOOT_TIMEOUT }).toContain(READY);

  const { agent } = machine;
  const ran = await agent.exec('/bin/sh', ['-c', 'echo "$GREETING"; cat; echo oops >&2; exit 7'], {
    input: 'from the host',
    env: { GREETING: 'hello', PATH: '/bin' },
    timeout: BOOT_TIMEOUT,
  });
  expect(ran).toEqual({ exitCode: 7, stdout: 'hello\nfrom the host', stderr: 'oops\n' });

  const blob = Buffer.from(Array.from({ length: BLOB_SIZE }, (_, index) => (index * 7919) % 256));
  await writeFile(`${folder}/blob`, blob);
  await agent.copyIn(`${folder}/blob`, '/tmp/blob');
  await agent.copyOut('/tmp/blob', `${folder}/back`);
  expect((await readFile(`${folder}/back`)).equals(blob)).toBe(true);

  const refused = await agent.exec('/bin/none', []).catch((error: unknown) => error);
  expect(isGuestwrightError(refused, 'hypervisor'), String(refused)).toBe(true);
  expect((refused as Error).message).toContain('/bin/none');

  const { host: address, port } = machine.forwarded(80);
  const page = async () =>
    (await fetch(`http://${address}:${port}/`, { signal: AbortSignal.timeout(2000) })).text();
  expect(await page()).toBe('hello from the guest\n');
  await machine.setNetworkLink(false);
  await expect(page()).rejects.toThrow();
  await machine.setNetworkLink(true);
  await expect.poll(() => page().catch(() => '')).toBe('hello from the guest\n');
});
