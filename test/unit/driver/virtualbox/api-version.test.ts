/** What servers of each version are sent. */
import { expect, test } from '@playwright/test';
import {
  createMachine,
  isAtLeast,
  parseApiVersion,
  setTimeOffset,
  setUpPlatform,
} from '../../../../src/driver/virtualbox/api-version.ts';
import { Scope } from '../../../../src/driver/virtualbox/objects.ts';
import { WebSession } from '../../../../src/driver/virtualbox/web-session.ts';
import { startFakeService } from '../../../support/virtualbox/fake-service.ts';

test('versions are read and compared; those before 6.1 are refused', () => {
  expect(parseApiVersion('7_2')).toEqual({ major: 7, minor: 2 });
  expect(parseApiVersion('6_1')).toEqual({ major: 6, minor: 1 });
  expect(isAtLeast({ major: 7, minor: 0 }, { major: 6, minor: 1 })).toBe(true);
  expect(isAtLeast({ major: 7, minor: 0 }, { major: 7, minor: 1 })).toBe(false);
  for (const old of ['6_0', '5_2', 'nonsense'])
    expect(() => parseApiVersion(old)).toThrow(`expected VirtualBox 6.1 or later, its API is ${old}`);
});

/** Arguments of createMachine, and whose the platform's settings are. */
const VERSIONS = {
  '6_1': { args: ['settingsFile', 'name', 'osTypeId', 'flags'], platform: 'IMachine', firmware: 'IMachine' },
  '7_0': {
    args: ['settingsFile', 'name', 'osTypeId', 'flags', 'cipher', 'passwordId', 'password'],
    ...{ platform: 'IMachine', firmware: 'IMachine' },
  },
  '7_1': {
    args: ['settingsFile', 'name', 'platform', 'osTypeId', 'flags', 'cipher', 'passwordId', 'password'],
    ...{ platform: 'IPlatform', firmware: 'IFirmwareSettings' },
  },
} as const;

for (const [text, { args, platform, firmware }] of Object.entries(VERSIONS)) {
  test(`a server of version ${text} is sent what it knows, in its order`, async () => {
    await using service = await startFakeService({
      IWebsessionManager_logon: () => 'root',
      IVirtualBox_createMachine: () => 'machine',
      IMachine_getPlatform: () => 'platform',
      IMachine_getFirmwareSettings: () => 'firmware',
      IMachine_getBIOSSettings: () => 'firmware',
    });
    await using web = await WebSession.logon({ url: service.url, user: '', password: '' });
    using scope = new Scope(web);
    const version = parseApiVersion(text);
    const machine = await createMachine(scope, version, {
      name: 'a',
      settingsFile: '/a.vbox',
      osType: 'Other',
    });
    const [, body = ''] = /<s:IVirtualBox_createMachine>(.*)<\/s:/.exec(service.lastCall) ?? [];
    expect([...body.matchAll(/<(\w+)>/g)].map(([, name]) => name)).toEqual(['_this', ...args]);
    await setUpPlatform(scope, version, machine, { uefi: true, chipset: 'ICH9' });
    await setTimeOffset(scope, version, machine, 5n);
    expect(service.calls).toContain(`${platform}_setChipsetType`);
    expect(service.calls).toContain(`${firmware}_setFirmwareType`);
    expect(service.calls.includes('IMachine_getPlatform')).toBe(platform === 'IPlatform');
  });
}
