/** Options of the libvirt driver: each is checked by name and type before anything starts. */
import { expect, test } from '@playwright/test';
import { libvirtOptions } from '../../../../src/driver/libvirt/options.ts';

test("the defaults are this user's own libvirt, asked every 3 seconds", () => {
  expect(libvirtOptions({})).toMatchObject({
    uri: { text: 'qemu:///session' },
    connection: { uri: 'qemu:///session', keepalive: { interval: 3, count: 4 } },
    frames: 'auto',
  });
});

test('a wrong option is refused by its name', () => {
  for (const [options, message] of [
    [{ url: 'qemu:///session' }, "unknown option 'url'"],
    [{ uri: 5 }, 'uri: expected a text, got 5 (number)'],
    [{ frames: 'rfb' }, "frames: expected 'auto', 'screenshot' or 'vnc', got 'rfb' (string)"],
    [
      { frames: 'vnc', vncListen: '10.0.0.2' },
      "vncListen: expected frames: 'vnc' and a host over +tls or +tcp",
    ],
    [
      { uri: 'qemu+tls://one/system', vncListen: '10.0.0.2' },
      "vncListen: expected frames: 'vnc' and a host over +tls or +tcp beside it, got frames: 'auto'",
    ],
    [{ plainTcp: 'yes' }, "plainTcp: expected true or false, got 'yes' (string)"],
    [{ keepalive: { interval: 0, count: 1 } }, 'keepalive: expected { interval, count }'],
    [{ keepalive: { interval: 1, count: 1, more: 1 } }, 'keepalive: expected { interval, count }'],
    [{ patience: 'soon' }, 'patience: expected milliseconds or a duration'],
  ] as const) {
    expect(() => libvirtOptions(options)).toThrow(message);
  }
});

test('on the command line, where everything is text, plain TCP can be asked for', () => {
  const { uri } = libvirtOptions({ uri: 'qemu+tcp://10.0.0.2/system', plainTcp: 'true' });
  expect(uri.transport).toBe('tcp');
});
