import { expect, test } from '@playwright/test';
import { parallelsOptions } from '../../../../src/driver/parallels/options.ts';

test('without options the service of this computer is logged in to as the current user', () => {
  const options = parallelsOptions({});
  expect(options).toMatchObject({ remote: undefined, local: true, security: 'normal', capture: 'bmp' });
  expect(options).toMatchObject({ desktop: 'auto', questions: {}, library: undefined });
});

test('a host wants a user, has a port of its own, and is another computer unless it is the loopback', () => {
  const login = { host: 'mac.example', user: 'ada', password: 'x' };
  expect(parallelsOptions(login)).toMatchObject({ remote: { ...login, port: 64_000 }, local: false });
  expect(parallelsOptions({ ...login, host: '127.0.0.1', port: '64001' })).toMatchObject({
    remote: { port: 64_001 },
    local: true,
  });
  expect(() => parallelsOptions({ host: 'mac.example' })).toThrow('user: expected a user of the server');
});

test('paths are taken from the base folder, names are left to the loader', () => {
  expect(parallelsOptions({ library: './lib/x.so' }, '/project').library).toBe('/project/lib/x.so');
  expect(parallelsOptions({ library: 'libprl_sdk.so.9' }, '/project').library).toBe('libprl_sdk.so.9');
});

for (const [wrong, message] of [
  [{ librarie: '/x' }, "unknown option 'librarie' (did you mean 'library'?)"],
  [{ user: 'ada' }, "user: belongs to a server that 'host' names"],
  [{ host: 'h', user: 'u', port: 70_000 }, 'port: expected a whole number from 1 to 65535, got 70000'],
  [{ security: 'none' }, "security: expected one of 'low', 'normal', 'high', got 'none'"],
  [{ desktop: 'vnc' }, "desktop: expected one of 'auto', 'library', 'virtuozzo', 'prlctl'"],
  [{ local: 'maybe' }, 'local: expected true or false'],
  [{ guest: { password: 'x' } }, "guest: expected { user, password }, 'current' or 'privileged'"],
  [{ questions: { copied: 3 } }, 'questions: expected parts of questions and their answers'],
  [{ owner: '' }, 'owner: expected a text'],
] as const) {
  test(`refuses ${JSON.stringify(wrong)}`, () => {
    expect(() => parallelsOptions(wrong)).toThrow(message);
  });
}
