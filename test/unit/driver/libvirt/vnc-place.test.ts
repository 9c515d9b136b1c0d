/** VNC servers of domains: the device that ours get, and the way to the one that a domain's XML tells of. */
import { expect, test } from '@playwright/test';
import { parseUri } from '../../../../src/driver/libvirt/uri.ts';
import { graphicsElement } from '../../../../src/driver/libvirt/vnc/graphics-element.ts';
import { vncPlace } from '../../../../src/driver/libvirt/vnc/place.ts';
import { sshCommand } from '../../../../src/driver/libvirt/vnc/ssh-stream.ts';

const LOCAL = parseUri('qemu:///session');
const SSH = parseUri('qemu+ssh://ci@one.example:2222/session');
const TLS = parseUri('qemu+tls://one.example/system');

function place(uri: ReturnType<typeof parseUri>, graphics: string) {
  return vncPlace('one', uri, `<domain><devices>${graphics}</devices></domain>`);
}

test('a machine of ours listens nowhere, on a socket, or where it is told with a password of its own', () => {
  expect(graphicsElement(LOCAL, undefined)).toBe("<graphics type='vnc'><listen type='none'/></graphics>");
  expect(graphicsElement(SSH, undefined)).toBe("<graphics type='vnc'><listen type='socket'/></graphics>");
  expect(graphicsElement(TLS, '10.0.0.2')).toMatch(
    /^<graphics type='vnc' port='-1' autoport='yes' passwd='[0-9a-f]{8}'><listen type='address' address='10\.0\.0\.2'\/>/,
  );
  expect(() => graphicsElement(TLS, undefined)).toThrow(
    "frames: 'vnc' over 'qemu+tls://one.example/system' needs",
  );
});

test('on this computer libvirt hands over a descriptor of the first VNC device', () => {
  const graphics = "<graphics type='spice'/><graphics type='vnc' socket='/run/one' passwd='secret'/>";
  expect(place(LOCAL, graphics)).toEqual({ way: 'descriptor', index: 1, password: 'secret' });
});

test('behind ssh a socket or a port of the host is reached', () => {
  for (const [attributes, target] of [
    ["socket='/run/one'", '/run/one'],
    ["port='5901' listen='127.0.0.1'", '127.0.0.1:5901'],
    ["port='5901' listen='0.0.0.0'", '127.0.0.1:5901'],
    ["port='5901' listen='::1'", '[::1]:5901'],
    ["port='5901'", '127.0.0.1:5901'],
  ]) {
    expect(place(SSH, `<graphics type='vnc' ${attributes}/>`)).toEqual({
      way: 'ssh',
      target,
      password: undefined,
    });
  }
});

test('elsewhere a port is reached where the host listens', () => {
  const server = (listen: string) => `<graphics type='vnc' port='5901' listen='${listen}' passwd='secret'/>`;
  const direct = { way: 'direct', port: 5901, password: 'secret' };
  expect(place(TLS, server('10.0.0.2'))).toEqual({ ...direct, host: '10.0.0.2' });
  expect(place(TLS, server('0.0.0.0'))).toEqual({ ...direct, host: 'one.example' });
});

test('a server that cannot be reached is told by where it listens', () => {
  for (const [uri, graphics, message] of [
    [LOCAL, '', 'has no VNC device'],
    [LOCAL, "<graphics type='spice'/>", 'has no VNC device'],
    [TLS, "<graphics type='vnc' port='5901' listen='127.0.0.1'/>", "listens on '127.0.0.1:5901'"],
    [TLS, "<graphics type='vnc' socket='/run/one'/>", "listens on '/run/one'"],
    [SSH, "<graphics type='vnc' port='-1'/>", "listens on 'nowhere'"],
  ] as const) {
    expect(() => place(uri, graphics)).toThrow(message);
  }
});

test("ssh is started with what libvirt's URI says", () => {
  const tunnel = ['-o', 'BatchMode=yes', '-o', 'ExitOnForwardFailure=yes', '-N', '-L'];
  expect(sshCommand(SSH.text, '/ours', '/run/one')).toEqual([
    ...['ssh', '-p', '2222', '-l', 'ci', ...tunnel, '/ours:/run/one', '--', 'one.example'],
  ]);
  const uri = 'qemu+ssh://[fd00::1]/system?command=/opt/ssh&keyfile=/k&known_hosts=/h&no_verify=1';
  expect(sshCommand(uri, '/ours', '127.0.0.1:5901')).toEqual([
    ...['/opt/ssh', '-i', '/k', '-o', 'UserKnownHostsFile=/h', '-o', 'StrictHostKeyChecking=no'],
    ...[...tunnel, '/ours:127.0.0.1:5901', '--', 'fd00::1'],
  ]);
});
