/** URIs of libvirt's: what they name, and that nothing unprotected leaves this computer unasked. */
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../../src/base/errors.ts';
import { parseUri } from '../../../../src/driver/libvirt/uri.ts';

test('a URI tells the hypervisor, the way there and the host', () => {
  for (const [text, hypervisor, transport, host] of [
    ['qemu:///session', 'qemu', 'local', ''],
    ['qemu:///system', 'qemu', 'local', ''],
    ['qemu+unix:///session?socket=/run/x', 'qemu', 'local', ''],
    ['qemu://far.example/system', 'qemu', 'tls', 'far.example'],
    ['qemu+tls://10.0.0.2:16514/system', 'qemu', 'tls', '10.0.0.2'],
    ['qemu+ssh://root@far.example/system', 'qemu', 'ssh', 'far.example'],
    ['qemu+libssh2://far.example/system', 'qemu', 'ssh', 'far.example'],
    ['qemu+tcp://127.0.0.1/system', 'qemu', 'tcp', '127.0.0.1'],
    ['qemu+tcp://[::1]:16509/system', 'qemu', 'tcp', '[::1]'],
    ['esx://admin@esx.example/?no_verify=1', 'esx', 'tls', 'esx.example'],
    ['test:///default', 'test', 'local', ''],
  ] as const) {
    expect(parseUri(text)).toMatchObject({ text, hypervisor, transport, host });
  }
  expect(parseUri('qemu:///session?socket=/run/my%20socket').socket).toBe('/run/my socket');
});

test('plain TCP to another computer is refused unless it is asked for', () => {
  const uri = 'qemu+tcp://10.0.0.2/system';
  expect(() => parseUri(uri)).toThrow(
    "uri: expected a protected way to '10.0.0.2', got 'qemu+tcp://10.0.0.2/system', which is plain TCP",
  );
  expect(parseUri(uri, { plainTcp: true }).transport).toBe('tcp');
});

test('what is no URI is refused by its text', () => {
  for (const text of ['qemu', 'qemu:/session', '/var/run/libvirt', 'qemu+:///session', '']) {
    const refused = () => parseUri(text);
    expect(refused).toThrow(`expected a URI such as qemu:///session, got '${text}'`);
    try {
      refused();
    } catch (error) {
      expect(isGuestwrightError(error, 'invalid-argument')).toBe(true);
    }
  }
});
