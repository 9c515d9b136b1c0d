/** Ways into a VNC server: TCP, Unix socket, WebSocket; no password, a password, TLS with certificates; QEMU and Xvnc. */

import { mkdir } from 'node:fs/promises';
import {
  createGuest,
  demoMachine,
  demoScreens,
  expect,
  isGuestwrightError,
  loadDriver,
  secret,
  test,
} from 'guestwright';
import { makeCertificates } from '../support/vnc/certificates.ts';
import { freePort } from '../support/vnc/free-port.ts';
import { qemuPeer } from '../support/vnc/qemu-behind-vnc.ts';
import { startXvnc } from '../support/vnc/x-session.ts';
import { passwordFile, usersOfXvnc } from '../support/vnc/xvnc-users.ts';

/** What VNC's own authentication takes at most. */
const PASSWORD = 'secret42';
const QEMU_PASSWORD = ['-object', `secret,id=password,data=${PASSWORD}`];
/** QEMU counts displays from this port. */
const FIRST_PORT = 5900;

/** Connects and sees the bundled guest's first screen. */
async function seesBootMenu(options: Readonly<Record<string, unknown>>): Promise<void> {
  await using host = await (await loadDriver('vnc')).connect(options);
  const [found] = await host.machines();
  expect(found?.state).toBe('running');
  await using guest = await createGuest({
    machine: await host.machine(found?.name ?? ''),
    screens: demoScreens,
  });
  await guest.screen('boot-menu').waitFor();
}

async function failure(options: Readonly<Record<string, unknown>>): Promise<string> {
  try {
    await using _host = await (await loadDriver('vnc')).connect(options);
    return 'connected';
  } catch (error) {
    return isGuestwrightError(error) ? `${error.code}: ${error.shortMessage}` : String(error);
  }
}

test('QEMU without a password: Unix socket, TCP and WebSocket show the same screen', async () => {
  const [port, webPort] = [await freePort(), await freePort()];
  const tcp = ['-vnc', `127.0.0.1:${port - FIRST_PORT},websocket=${webPort}`];
  await using peer = await qemuPeer(demoMachine, { args: tcp });
  await peer.qemu.start();
  await seesBootMenu({ address: peer.address });
  await seesBootMenu({ address: `127.0.0.1:${port}` });
  await seesBootMenu({ address: `ws://127.0.0.1:${webPort}/` });
});

test('QEMU with a password: the right one, from the environment too; a wrong and a missing one are told apart', async () => {
  await using peer = await qemuPeer(demoMachine, { vnc: ',password-secret=password', args: QEMU_PASSWORD });
  await peer.qemu.start();
  const { address } = peer;
  await seesBootMenu({ address, password: PASSWORD });
  process.env.VNC_TEST_PASSWORD = PASSWORD;
  await seesBootMenu({ address, password: secret('VNC_TEST_PASSWORD') });
  const wrong = await failure({ address, password: 'wrong' });
  expect(wrong).toMatch(/^authentication: .*password/);
  expect(wrong).not.toContain('wrong one');
  const missing = await failure({ address });
  expect(missing).toMatch(/^authentication: .*password/);
  expect(missing).not.toBe(wrong);
});

test('QEMU with TLS, over TCP and a WebSocket: its certificate is checked against an authority, a name or a fingerprint', async () => {
  const folder = test.info().outputPath('certificates');
  await mkdir(folder, { recursive: true });
  const { ca, fingerprint256 } = await makeCertificates(folder, 'vnc.example');
  const [port, webPort] = [await freePort(), await freePort()];
  await using peer = await qemuPeer(demoMachine, {
    args: [
      ...QEMU_PASSWORD,
      ...['-object', `tls-creds-x509,id=tls,dir=${folder},endpoint=server,verify-peer=off`],
      ...[
        '-vnc',
        `127.0.0.1:${port - FIRST_PORT},tls-creds=tls,password-secret=password,websocket=${webPort}`,
      ],
    ],
  });
  await peer.qemu.start();
  const options = { address: `localhost:${port}`, password: PASSWORD };
  await seesBootMenu({ ...options, tls: { ca, serverName: 'vnc.example' } });
  await seesBootMenu({ ...options, tls: { fingerprint256 } });
  await seesBootMenu({ ...options, tls: { insecure: true } });
  const web = { ...options, address: `wss://localhost:${webPort}/` };
  await seesBootMenu({ ...web, tls: { ca, serverName: 'vnc.example' } });
  expect(await failure({ ...web, tls: { ca } })).toMatch(/^certificate: .*localhost/);
  expect(await failure(options)).toMatch(/^certificate: /);
  expect(await failure({ ...options, tls: { ca } })).toMatch(/^certificate: .*localhost/);
  expect(await failure({ ...options, tls: { fingerprint256: fingerprint256.replace(/^../, '00') } })).toMatch(
    /^certificate: /,
  );
  const name = { ...options, tls: { ca, serverName: 'vnc.example' }, password: 'wrong' };
  expect(await failure(name)).toMatch(/^authentication: /);
});

/** Security types, each offered by an Xvnc alone, and what it wants of us beside trust in its certificate. */
const XVNC_TYPES = {
  TLSNone: { tls: { insecure: true } },
  TLSVnc: { tls: { insecure: true }, password: PASSWORD },
  TLSPlain: { tls: { insecure: true }, username: 'anna', password: PASSWORD },
  X509None: {},
  X509Vnc: { password: PASSWORD },
  X509Plain: { username: 'anna', password: PASSWORD },
  Plain: { tls: undefined, username: 'anna', password: PASSWORD },
} as const;

for (const [type, ours] of Object.entries(XVNC_TYPES))
  test(`Xvnc with ${type}: its display is seen`, async () => {
    const folder = test.info().outputPath('server');
    await mkdir(folder, { recursive: true });
    const { ca, cert, key } = await makeCertificates(folder);
    const args = ['-SecurityTypes', type, '-X509Cert', cert, '-X509Key', key];
    const plain = type.endsWith('Plain');
    await using users = plain ? await usersOfXvnc(folder, { anna: PASSWORD }) : undefined;
    if (plain) args.push('-PlainUsers', 'anna', '-PAMService', 'vnc');
    if (type.endsWith('Vnc')) args.push('-PasswordFile', await passwordFile(folder, PASSWORD));
    await using session = await startXvnc({ args, ...(users && { env: users.env }) });
    const options = { address: session.address, tls: { ca, serverName: 'localhost' }, ...ours };
    if ('password' in ours)
      expect(await failure({ ...options, password: 'wrong' })).toMatch(/^authentication: .* not accept/);
    await using host = await (await loadDriver('vnc')).connect(options);
    const machine = await host.machine(session.address);
    await using desktop = await machine.openDesktop();
    expect(await desktop.capture()).toMatchObject({ width: 1024, height: 768 });
  });

test('nobody listens: the error says where', async () => {
  const port = await freePort();
  expect(await failure({ address: `127.0.0.1:${port}` })).toContain(`connection-lost: `);
  expect(await failure({ address: `127.0.0.1:${port}` })).toContain(String(port));
  expect(await failure({ address: 'unix:/nonexistent/vnc.sock' })).toContain('/nonexistent/vnc.sock');
});

test('wrong options are refused by name before anything connects', async () => {
  for (const [options, part] of [
    [{}, 'address: expected where the VNC server listens'],
    [{ adress: 'a' }, "unknown option 'adress' (did you mean 'address'?)"],
    [{ address: 'a:1', password: 7 }, 'password: expected a text, a secret or { file }, got number'],
    [{ address: 'a:1', power: { of: 'x' } }, 'power: expected an object with some of on, off, reset, state'],
    [{ address: 'a:1', tls: { insecure: 'yes' } }, 'tls: expected an object with some of ca,'],
    [{ address: 'a:1', headers: { a: 'b' } }, "headers: 'a:1' is no WebSocket"],
  ] as const) {
    expect(await failure(options)).toContain(`invalid-argument: driver 'vnc': ${part}`);
  }
});
