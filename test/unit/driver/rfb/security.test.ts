/** Coming in: versions, security types, passwords, TLS, and an error of its own for each way of not coming in. */

import { readFileSync } from 'node:fs';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import { expect, test } from '@playwright/test';
import { RfbClient } from '../../../../src/driver/rfb/client.ts';
import type { RfbOptions } from '../../../../src/driver/rfb/options.ts';
import { vncResponse } from '../../../../src/driver/rfb/security/vnc-auth.ts';
import {
  raw,
  ScriptedPeer,
  SERVER_FORMAT,
  serve,
  u16,
  u32,
  update,
} from '../../../support/rfb/scripted-server.ts';

const data = (name: string) => readFileSync(new URL(`../../../data/tls/${name}.pem`, import.meta.url));
const [ca, cert, key] = [data('authority'), data('server'), data('server-key')];
const FINGERPRINT =
  '1C:67:D3:AE:AB:0E:B2:50:CF:83:73:38:BE:9D:83:4F:D6:A2:1C:F6:6E:1D:1C:B4:37:4E:74:C2:9A:A8:61:E8';
const PASSWORD = 'geheim12';

/** From ClientInit on: a display of two pixels, whole whenever it is asked for. */
async function finish(peer: ScriptedPeer): Promise<void> {
  await peer.read(1);
  peer.write(u16(2), u16(1), SERVER_FORMAT, u32(1), 'x');
  for (;;) {
    const { incremental } = await peer.next('request');
    if (!incremental) peer.write(update(raw(0, 0, 2, 1, [1, 2, 3, 0])));
  }
}

async function version(peer: ScriptedPeer, number = '003.008'): Promise<string> {
  peer.write(`RFB ${number}\n`);
  return (await peer.read(12)).toString('latin1').trim();
}

/** Sends a challenge; gives 0 for the right answer to it. */
async function challenge(peer: ScriptedPeer): Promise<number> {
  const bytes = Buffer.from(Array.from({ length: 16 }, (_, i) => 17 * i));
  peer.write(bytes);
  return (await peer.read(16)).equals(vncResponse(PASSWORD, bytes)) ? 0 : 1;
}

const reason = (text: string) => [...u32(text.length), ...Buffer.from(text)];

/** Connects to the script and gives how; the error otherwise. */
async function come(
  script: (peer: ScriptedPeer) => Promise<void>,
  options: Partial<RfbOptions> = {},
): Promise<{ security?: string | undefined; version?: string | undefined; error?: unknown }> {
  await using server = await serve(script);
  try {
    await using client = await RfbClient.connect({ address: server.address, ...options });
    await client.refresh();
    return { security: client.features?.security, version: client.features?.version };
  } catch (error) {
    return { error };
  }
}

test("VNC authentication's answer is DES of the challenge with mirrored key bits", () => {
  // Single DES by OpenSSL's legacy provider gives the same.
  const challenge = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  expect(Buffer.from(vncResponse('password', challenge)).toString('hex')).toBe(
    'b7b9c87777661a7a2299733209bfdfce',
  );
  expect(vncResponse('password and more', challenge)).toEqual(vncResponse('password', challenge));
});

for (const [offered, answered, spoken] of [
  ['003.008', 'RFB 003.008', '3.8'],
  ['003.889', 'RFB 003.008', '3.8'],
  ['005.000', 'RFB 003.008', '3.8'],
] as const) {
  test(`a server of version ${offered} is spoken to as ${spoken}`, async () => {
    let answer = '';
    const { version: got } = await come(async (peer) => {
      answer = await version(peer, offered);
      peer.write([1, 1]);
      await peer.read(1);
      peer.write(u32(0));
      await finish(peer);
    });
    expect([answer, got]).toEqual([answered, spoken]);
  });
}

test('version 3.7 has no result for None', async () => {
  const outcome = await come(async (peer) => {
    expect(await version(peer, '003.007')).toBe('RFB 003.007');
    peer.write([2, 2, 1]);
    expect(await peer.read(1)).toEqual(Buffer.from([1]));
    await finish(peer);
  });
  expect(outcome).toEqual({ version: '3.7', security: 'None' });
});

for (const number of ['003.003', '003.005']) {
  test(`in version ${number} the server decides`, async () => {
    const outcome = await come(
      async (peer) => {
        expect(await version(peer, number)).toBe('RFB 003.003');
        peer.write(u32(2));
        peer.write(u32(await challenge(peer)));
        await finish(peer);
      },
      { password: PASSWORD },
    );
    expect(outcome).toEqual({ version: '3.3', security: 'VNC authentication' });
  });
}

test('what is no RFB server is told apart from one that is down', async () => {
  const { error } = await come(async (peer) => {
    peer.write('SSH-2.0-OpenSSH_9.2\r\n');
    await peer.gone();
  });
  expect(error).toMatchObject({
    code: 'protocol',
    shortMessage: `RFB: ProtocolVersion: expected 'RFB 003.008', got "SSH-2.0-Open"`,
  });
  const address = { host: '127.0.0.1', port: 1 };
  await expect(RfbClient.connect({ address })).rejects.toMatchObject({
    code: 'connection-lost',
    message: expect.stringContaining('no VNC server answers at 127.0.0.1:1'),
  });
});

async function offerVnc(peer: ScriptedPeer): Promise<void> {
  await version(peer);
  peer.write([1, 2]);
  await peer.read(1);
  const result = await challenge(peer);
  peer.write(u32(result), result === 0 ? [] : reason('no such password'));
  if (result === 0) await finish(peer);
}

test('the right password comes in, a wrong or a missing one is an error of its own', async () => {
  expect(await come(offerVnc, { password: PASSWORD })).toEqual({
    version: '3.8',
    security: 'VNC authentication',
  });
  expect((await come(offerVnc, { password: 'falsch' })).error).toMatchObject({
    code: 'authentication',
    details: { reason: 'wrong' },
    message: expect.stringMatching(/does not accept the password: "no such password"/),
  });
  expect((await come(offerVnc)).error).toMatchObject({
    code: 'authentication',
    details: { reason: 'missing' },
  });
});

test('a server that refuses everybody is quoted', async () => {
  const { error } = await come(async (peer) => {
    await version(peer);
    peer.write([0], reason('Too many security failures'));
  });
  expect(error).toMatchObject({ code: 'authentication', details: { reason: 'refused' } });
  expect(String(error)).toContain('refuses the connection: "Too many security failures"');
});

test('a reason without end is refused before it is read', async () => {
  const { error } = await come(async (peer) => {
    await version(peer);
    peer.write([0], u32(2 ** 31));
  });
  expect(error).toMatchObject({ code: 'protocol', details: { field: 'reason-length' } });
});

test('security types that we do not have are listed', async () => {
  const { error } = await come(async (peer) => {
    await version(peer);
    peer.write([3, 30, 16, 99]);
    await peer.gone();
  });
  expect(error).toMatchObject({ code: 'security-type' });
  expect(String(error)).toContain('offers Apple Remote Desktop, Tight, type 99');
});

/** VeNCrypt with those sub-types; TLS by `options`; gives the encrypted peer and the type that was chosen. */
async function veNCrypt(
  peer: ScriptedPeer,
  types: readonly number[],
  options: TLSSocketOptions,
): Promise<{ secure: ScriptedPeer; type: number }> {
  await version(peer);
  peer.write([1, 19]);
  await peer.read(1);
  peer.write([0, 2]);
  await peer.read(2);
  peer.write([0, types.length], ...types.map(u32));
  const type = (await peer.read(4)).readUInt32BE();
  if (type === 256) return { secure: peer, type };
  peer.stream.removeAllListeners('data');
  peer.write([1]);
  const socket = new TLSSocket(peer.stream as never, { isServer: true, ...options });
  return { secure: new ScriptedPeer(socket), type };
}

const ANONYMOUS = { ciphers: 'aNULL:@SECLEVEL=0', maxVersion: 'TLSv1.2' } as const;

test('TLS without certificates comes in, unless tls says whom to trust', async () => {
  const script = async (peer: ScriptedPeer) => {
    const { secure } = await veNCrypt(peer, [257], ANONYMOUS);
    secure.write(u32(0));
    await finish(secure);
  };
  expect(await come(script)).toEqual({ version: '3.8', security: 'VeNCrypt TLSNone' });
  expect(await come(script, { tls: { insecure: true } })).toMatchObject({ security: 'VeNCrypt TLSNone' });
  expect((await come(script, { tls: { ca } })).error).toMatchObject({ code: 'security-type' });
  expect((await come(script, { tls: false })).error).toMatchObject({ code: 'security-type' });
});

test('a certificate is trusted by its authority or its fingerprint, and by nothing else', async () => {
  const script = async (peer: ScriptedPeer) => {
    const { secure } = await veNCrypt(peer, [261], { cert, key });
    const result = await challenge(secure);
    secure.write(u32(result), result === 0 ? [] : reason('no'));
    if (result === 0) await finish(secure);
  };
  const password = PASSWORD;
  const security = 'VeNCrypt X509Vnc';
  expect(await come(script, { tls: { ca }, password })).toMatchObject({ security });
  expect(await come(script, { tls: { fingerprint256: FINGERPRINT }, password })).toMatchObject({ security });
  expect(await come(script, { tls: { insecure: true }, password })).toMatchObject({ security });
  for (const tls of [{}, { ca, serverName: 'other' }, { fingerprint256: '00'.repeat(32) }, undefined])
    expect((await come(script, { tls, password })).error).toMatchObject({ code: 'certificate' });
  expect((await come(script, { tls: { ca }, password: 'falsch' })).error).toMatchObject({
    code: 'authentication',
    details: { reason: 'wrong' },
  });
});

test('user and password go within TLS; the safest sub-type is taken', async () => {
  let credentials = '';
  let chosen = 0;
  const script = async (peer: ScriptedPeer) => {
    const { secure, type } = await veNCrypt(peer, [256, 259, 262, 260], { cert, key });
    chosen = type;
    const lengths = await secure.read(8);
    credentials = (await secure.read(lengths.readUInt32BE(0) + lengths.readUInt32BE(4))).toString();
    secure.write(u32(0));
    await finish(secure);
  };
  const outcome = await come(script, { tls: { ca }, username: 'anna', password: PASSWORD });
  expect(outcome).toMatchObject({ security: 'VeNCrypt X509Plain' });
  expect([chosen, credentials]).toEqual([262, `anna${PASSWORD}`]);
});

test('a password is not sent in clear where TLS was asked for', async () => {
  const script = async (peer: ScriptedPeer) => {
    await veNCrypt(peer, [256], {});
    await peer.gone();
  };
  const { error } = await come(script, { tls: { ca }, username: 'anna', password: PASSWORD });
  expect(error).toMatchObject({ code: 'security-type' });
  expect(String(error)).not.toContain(PASSWORD);
});

test('a server that leaves after TLS may want our certificate', async () => {
  const { error } = await come(
    async (peer) => {
      const { secure } = await veNCrypt(peer, [260], { cert, key });
      (secure.stream as TLSSocket).once('secure', () => secure.stream.destroy());
    },
    { tls: { ca } },
  );
  expect(error).toMatchObject({ code: 'certificate', details: { reason: 'client-certificate' } });
});

test('a server that says nothing is left at the deadline, and nothing stays open', async () => {
  let left = false;
  await using server = await serve(async (peer) => {
    await peer.gone();
    left = true;
  });
  await expect(RfbClient.connect({ address: server.address }, { timeout: 50 })).rejects.toMatchObject({
    code: 'timeout',
    shortMessage: `connecting to 127.0.0.1:${server.address.port} did not finish within 50 ms`,
  });
  await expect.poll(() => left).toBe(true);
});

test("the caller's signal ends the handshake at once", async () => {
  const controller = new AbortController();
  await using server = await serve(async (peer) => {
    await version(peer);
    controller.abort();
    await peer.gone();
  });
  const connecting = RfbClient.connect({ address: server.address }, { signal: controller.signal });
  await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
});
