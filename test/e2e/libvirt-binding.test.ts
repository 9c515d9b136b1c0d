/** The binding to libvirt's library: its errors by its own words, its machines, and processes that go with us. */
import { expect, isGuestwrightError, loadDriver, test } from 'guestwright';
import { codeAndMessage } from './support/code-and-message.ts';

/** libvirt's own double: a host inside of the library. */
const TEST_HOST = { uri: 'test:///default' } as const;

test('a host tells its version and its machines', async () => {
  const libvirt = await loadDriver('libvirt');
  await using host = await libvirt.connect(TEST_HOST);
  expect(host.version).toMatch(/^libvirt \d+\.\d+\.\d+, TEST \d/);
  expect(await host.machines()).toEqual([{ name: 'test', state: 'running' }]);
});

test('several hosts do not disturb each other, and go one by one', async () => {
  const libvirt = await loadDriver('libvirt');
  const hosts = await Promise.all([1, 2, 3].map(() => libvirt.connect(TEST_HOST)));
  for (const host of hosts) {
    expect(await host.machines()).toHaveLength(1);
    await host[Symbol.asyncDispose]();
    expect(await codeAndMessage(host.machines())).toMatch(
      /^connection-lost: the connection to test:\/\/\/default was closed/,
    );
  }
});

test('a host that is not there is told by its URI and in the words of the library', async ({
  browserName: _,
}, info) => {
  const libvirt = await loadDriver('libvirt');
  const uri = `qemu:///session?socket=${info.outputPath('none')}`;
  const error = await libvirt.connect({ uri }).catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'connection-lost')).toBe(true);
  expect((error as Error).message).toContain(`cannot connect to ${uri}: Failed to connect socket to`);
  expect((error as { details: object }).details).toMatchObject({ libvirt: 38 });
});

test('a library that is not there is told, with the command that gets it', async () => {
  const libvirt = await loadDriver('libvirt');
  expect(await codeAndMessage(libvirt.connect({ ...TEST_HOST, library: '/none/libvirt.so' }))).toMatch(
    /^not-installed: libvirt: '\/none\/libvirt\.so' cannot be used: there is no such file\nInstall libvirt's client library: /,
  );
});
