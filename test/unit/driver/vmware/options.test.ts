/** Options of the vmware driver. */
import { expect, test } from '@playwright/test';
import { secret } from '../../../../src/base/secret.ts';
import { vmwareOptions } from '../../../../src/driver/vmware/options.ts';

test('nothing said is this computer, by VIX or vmrun, with the pauses that VMware wants', () => {
  expect(vmwareOptions({})).toMatchObject({
    control: 'auto',
    session: { provider: 'default', host: undefined, port: 0, verify: true },
    machines: [],
    keys: { press: 100, interval: 100 },
  });
});

test('texts of the command line are read, paths are taken from the base folder', () => {
  process.env.VMWARE_OPTIONS_TEST = 'hidden';
  const options = vmwareOptions(
    {
      host: 'https://esx/sdk',
      port: '443',
      verify: 'false',
      machines: 'vms',
      library: 'lib.so',
      keys: { interval: '20' },
      guest: { user: 'ada', password: secret('VMWARE_OPTIONS_TEST') },
      encryptionPassword: secret('VMWARE_OPTIONS_TEST'),
    },
    '/base',
  );
  expect(options).toMatchObject({
    library: '/base/lib.so',
    machines: ['/base/vms'],
    session: {
      host: 'https://esx/sdk',
      port: 443,
      verify: false,
      provider: 'vi-server',
      encryptionPassword: 'hidden',
    },
    keys: { press: 100, interval: 20 },
  });
  expect(String(options.guest?.password)).toBe('<secret VMWARE_OPTIONS_TEST>');
});

test('wrong options are named', () => {
  for (const [options, message] of [
    [{ libary: 'x' }, /unknown option 'libary' \(did you mean 'library'\?\)/],
    [{ control: 'gui' }, /control: expected one of auto, vix, vmrun, got 'gui'/],
    [{ provider: 'esx' }, /provider: expected one of default, server/],
    [{ port: 70_000 }, /port: expected a whole number from 0 to 65535, got 70000/],
    [{ guest: { user: '' } }, /guest\.user: expected a text/],
    [{ guest: { name: 'x' } }, /unknown option 'guest\.name'/],
    [{ vnc: 'yes' }, /vnc: expected \{ host, port, password \}/],
    [{ machines: [1] }, /machines: expected folders/],
    [{ verify: 'perhaps' }, /verify: expected true or false/],
  ] as const)
    expect(() => vmwareOptions(options), String(message)).toThrow(message);
  expect(() => vmwareOptions({ password: 1234 })).toThrow(
    /password: expected a text or a secret, got number$/m,
  );
});
