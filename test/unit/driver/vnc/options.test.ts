import { expect, test } from '@playwright/test';
import { secret } from '../../../../src/base/secret.ts';
import { vncOptions } from '../../../../src/driver/vnc/options.ts';

const failure = (options: Readonly<Record<string, unknown>>) => {
  try {
    return vncOptions(options);
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
};

test('on the command line everything is text', () => {
  const written = {
    address: 'a:1',
    display: '800x600',
    tls: { insecure: 'true' },
    keys: { extended: 'false', press: '20' },
  };
  expect(vncOptions(written)).toEqual({
    address: 'a:1',
    display: { width: 800, height: 600 },
    tls: { insecure: true },
    keys: { extended: false, press: 20 },
  });
  expect(vncOptions({ address: 'a:1', tls: 'false' })).toMatchObject({ tls: false });
  expect(failure({ address: 'a:1', keys: { press: 'soon' } })).toContain('keys: expected an object');
});

test('every option of the right type is taken as it is', () => {
  const options = {
    address: 'a:1',
    machine: 'm',
    password: secret('P'),
    username: 'u',
    tls: { ca: 'ca.pem', insecure: false },
    protocols: ['binary'],
    headers: { Cookie: 'x' },
    display: { width: 800, height: 600 },
    power: { on: () => {}, off: ['plug', 'off'], state: 'plug state' },
    keys: { extended: false, press: 0 },
    encodings: [0],
    reconnect: '2m',
    owner: 'me',
  };
  expect(vncOptions(options)).toEqual(options);
  expect(vncOptions({ address: 'a:1', password: { file: 'p' }, tls: false })).toMatchObject({ tls: false });
});

test('the command line writes all as text', () => {
  expect(vncOptions({ address: 'a:1', display: '1024x768', tls: { insecure: 'true' } })).toEqual({
    address: 'a:1',
    display: { width: 1024, height: 768 },
    tls: { insecure: true },
  });
  expect(vncOptions({ address: 'a:1', tls: 'false' }).tls).toBe(false);
});

test('a wrong option is named with what was expected', () => {
  for (const [options, part] of [
    [{ address: '' }, 'address: expected a text'],
    [{ address: 'a', display: '1024' }, 'display: expected { width, height } in pixels, or 1024x768'],
    [{ address: 'a', reconnect: 'soon' }, "reconnect: expected milliseconds or a duration such as '30s'"],
    [{ address: 'a', power: { on: [] } }, 'power: expected an object with some of on, off, reset, state'],
    [
      { address: 'a', keys: { press: -1 } },
      'keys: expected an object with some of extended, press, interval',
    ],
    [{ address: 'a', tls: { fingerprint: 'x' } }, 'tls: expected an object with some of ca, fingerprint256'],
  ] as const) {
    expect(failure(options)).toContain(`driver 'vnc': ${part}`);
  }
});

test('a password of the wrong type stays out of the message', () => {
  expect(failure({ address: 'a', password: 1234 })).toBe(
    "driver 'vnc': password: expected a text, a secret or { file }, got number",
  );
});
