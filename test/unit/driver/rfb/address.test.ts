/** Addresses of VNC servers, as people write them. */
import { expect, test } from '@playwright/test';
import { formatAddress, isLocal, parseAddress } from '../../../../src/driver/rfb/address.ts';

for (const [text, address] of [
  ['vm.example', { host: 'vm.example', port: 5900 }],
  ['vm.example:1', { host: 'vm.example', port: 5901 }],
  ['vm.example:5907', { host: 'vm.example', port: 5907 }],
  ['vm.example::80', { host: 'vm.example', port: 80 }],
  [':3', { host: 'localhost', port: 5903 }],
  ['vnc://10.0.0.7:5900/', { host: '10.0.0.7', port: 5900 }],
  ['[::1]:5901', { host: '::1', port: 5901 }],
  ['/run/vm.sock', { path: '/run/vm.sock' }],
  ['unix:/run/vm.sock', { path: '/run/vm.sock' }],
  ['wss://esx/ticket/abc', { url: 'wss://esx/ticket/abc' }],
] as const) {
  test(`'${text}' is understood`, () => expect(parseAddress(text)).toEqual(address));
}

for (const text of ['', ':', 'a b', 'host:', 'host:99999', '::', 'host:5900:1', 'http://x/']) {
  test(`'${text}' is refused`, () => {
    expect(() => parseAddress(text)).toThrow(
      `address: expected where a VNC server listens, got '${text}' (string)`,
    );
  });
}

test('messages show an address without tickets', () => {
  expect(formatAddress({ url: 'wss://user:geheim@esx:902/ticket/1234?token=5' })).toBe(
    'wss://esx:902/ticket/...',
  );
  expect(formatAddress({ url: 'ws://host:5700' })).toBe('ws://host:5700');
  expect(formatAddress({ host: '::1', port: 5901 })).toBe('[::1]:5901');
  expect(formatAddress({ path: '/run/vm.sock' })).toBe('/run/vm.sock');
});

test('loopback and sockets are private, names of others are not', () => {
  const local = ['localhost:1', '127.0.0.9:1', '[::1]:1', '/x', 'ws://127.0.0.1/', 'ws://[::1]:80/'];
  expect(local.filter((text) => !isLocal(parseAddress(text)))).toEqual([]);
  expect(['127.example:1', '10.0.0.1', 'ws://esx/'].filter((text) => isLocal(parseAddress(text)))).toEqual(
    [],
  );
});
