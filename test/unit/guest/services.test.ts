import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { unsupported } from '../../../src/driver/capabilities.ts';
import type { HttpOptions } from '../../../src/guest/services.ts';
import { givenGuest } from '../support/given-guest.ts';

/** A guest whose machine says that of the way to our loopback. */
async function guestWith(loopbackAddress: (() => string | undefined) | undefined) {
  const folder = test.info().outputPath('seed');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'answers'), 'yes');
  const given = await givenGuest({ guest: { baseFolder: test.info().outputPath() } });
  if (loopbackAddress) Object.assign(given.fake.machine, { loopbackAddress });
  return given;
}

test('a folder is served where the guest reaches it, logged, and gone with the guest', async () => {
  const given = await guestWith(() => '127.0.0.1');
  const { guest } = given;
  const service = await guest.services.http('seed');
  const url = new URL('answers', service.url);
  expect(await (await fetch(url)).text()).toBe('yes');
  expect(guest.services.requestLog).toHaveLength(1);
  expect(guest.services.requestLog[0]).toMatch(/ s {2}http: GET answers: 200, 3 bytes$/);
  expect(guest.callLog.join('\n')).toContain(`'seed' is at ${service.url}`);
  expect(guest.callLog.join('\n')).toContain('http: GET answers: 200, 3 bytes');
  await given[Symbol.asyncDispose]();
  await expect(fetch(url)).rejects.toThrow();
});

for (const [what, machine, options, host] of [
  ["the driver's address", () => '10.0.2.2', {}, '10.0.2.2'],
  ['the interface that was named', undefined, { listen: '127.0.0.2' }, '127.0.0.2'],
  ['the address that was named', undefined, { listen: '0.0.0.0', address: 'files.example' }, 'files.example'],
  ['a named address over the loopback', () => undefined, { address: 'tunnel.example' }, 'tunnel.example'],
] as const) {
  test(`the URL has ${what}`, async () => {
    await using given = await guestWith(machine);
    const service = await given.guest.services.http('seed', options satisfies HttpOptions);
    expect(new URL(service.url).hostname).toBe(host);
  });
}

for (const [what, machine, options, code, message] of [
  [
    'a driver that does not know',
    undefined,
    {},
    'invalid-argument',
    /driver 'fake' knows no way .* loopback of this computer\n.*listen: '192\.168\.56\.1'/,
  ],
  ['a guest without a network', () => undefined, {}, 'invalid-argument', /network: 'user'/],
  ['every address', undefined, { listen: '0.0.0.0' }, 'invalid-argument', /0\.0\.0\.0 is every address/],
  [
    'a driver without a network, whatever is named',
    () => {
      throw unsupported('fake', 'network');
    },
    { listen: '127.0.0.2' },
    'unsupported',
    /driver 'fake' lacks the capability 'network'/,
  ],
] as const) {
  test(`${what} is an error`, async () => {
    await using given = await guestWith(machine);
    const error = await given.guest.services
      .http('seed', options satisfies HttpOptions)
      .catch((thrown: unknown) => thrown);
    expect(isGuestwrightError(error, code), String(error)).toBe(true);
    expect(String(error)).toMatch(message);
  });
}
