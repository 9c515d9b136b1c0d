/** Connect options of the virtualbox driver. */
import { writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { secret } from '../../../../src/base/secret.ts';
import { virtualboxOptions } from '../../../../src/driver/virtualbox/options.ts';

test('without options it is the local server, asked without a password', () => {
  expect(virtualboxOptions({})).toEqual({
    url: new URL('http://127.0.0.1:18083/'),
    user: '',
    password: '',
    tls: undefined,
    local: true,
    owner: undefined,
    frames: 'soap',
    guest: undefined,
  });
});

test('whether files are shared follows the address, unless it is said', () => {
  const local = (url: string, said?: unknown) => virtualboxOptions({ url, local: said }).local;
  expect(['http://localhost:1/', 'http://[::1]:1/', 'http://127.9.9.9/'].map((url) => local(url))).toEqual([
    true,
    true,
    true,
  ]);
  expect(local('https://vbox.example.test/')).toBe(false);
  expect(local('https://vbox.example.test/', 'true')).toBe(true);
  expect(local('http://localhost:1/', false)).toBe(false);
});

test('TLS by text, by file, by fingerprint; a login of the guest', async () => {
  const pem = '-----BEGIN CERTIFICATE-----\n';
  const file = test.info().outputPath('ca.pem');
  await writeFile(file, pem);
  expect(virtualboxOptions({ tls: { ca: pem } }).tls?.ca).toBe(pem);
  expect(virtualboxOptions({ tls: { ca: file } }).tls?.ca).toBe(pem);
  const fingerprint256 = Array.from({ length: 32 }, () => 'AB').join(':');
  expect(virtualboxOptions({ tls: { fingerprint256 } }).tls?.fingerprint256).toBe(fingerprint256);
  const password = secret('GUEST_PASSWORD');
  expect(virtualboxOptions({ guest: { user: 'root', password } }).guest).toEqual({ user: 'root', password });
});

for (const [options, message] of [
  [{ urll: 'x' }, "unknown option 'urll' (did you mean 'url'?)"],
  [{ url: 'vbox.example.test' }, 'url: expected an address such as http://127.0.0.1:18083/'],
  [{ url: 'ftp://a/' }, 'url: expected an address'],
  [{ user: 7 }, 'user: expected a text, got 7'],
  [{ password: 7 }, 'password: expected a text or a secret, got number'],
  [{ frames: 'vnc' }, "frames: expected 'soap' or 'rfb', got 'vnc'"],
  [{ owner: '' }, 'owner: expected a text'],
  [{ local: 'maybe' }, 'local: expected true or false'],
  [{ tls: true }, 'tls: expected { ca } or { fingerprint256 }'],
  [{ tls: { cert: 'x' } }, "tls: unknown option 'cert'"],
  [{ tls: { fingerprint256: 'abc' } }, 'tls.fingerprint256: expected 64 hexadecimal digits'],
  [{ tls: { ca: '/no/such/ca.pem' } }, "tls.ca: '/no/such/ca.pem' could not be read"],
  [{ guest: { password: 'x' } }, 'guest: expected { user, password }'],
  [{ guest: { user: 'a', domain: 'x' } }, 'guest: expected { user, password }'],
] as const) {
  test(`${JSON.stringify(options)} is refused`, () => {
    expect(() => virtualboxOptions(options)).toThrow(`driver 'virtualbox': ${message}`);
  });
}
