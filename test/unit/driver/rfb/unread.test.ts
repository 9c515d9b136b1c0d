/** A server that asks and asks and reads nothing must not fill our memory with answers. */
import { randomBytes } from 'node:crypto';
import { Duplex } from 'node:stream';
import { expect, test } from '@playwright/test';
import { ByteStream } from '../../../../src/driver/rfb/byte-stream.ts';
import { RfbClient } from '../../../../src/driver/rfb/client.ts';
import { CLIPBOARD } from '../../../../src/driver/rfb/protocol.ts';
import { raw, type ScriptedPeer, serve, u32, update } from '../../../support/rfb/scripted-server.ts';

const cut = (flags: number, data: readonly number[] = []) => [
  ...[3, 0, 0, 0, ...u32(-4 - data.length)],
  ...[...u32(flags), ...data],
];
const MOST_TEXT = 2 ** 20;
const CAPS = cut(CLIPBOARD.caps | CLIPBOARD.provide | CLIPBOARD.request | CLIPBOARD.text, u32(MOST_TEXT));
/** Random hexadecimal digits are packed to half of it: the answers are above our bound and all that the system buffers. */
const TEXT = randomBytes(MOST_TEXT / 4).toString('hex');
const REQUESTS = 200;

test('a server that asks for the clipboard without reading it is left', async () => {
  let capsAreKnown = () => {};
  const known = new Promise<void>((resolve) => {
    capsAreKnown = resolve;
  });
  const flood = async (peer: ScriptedPeer) => {
    await peer.greet();
    peer.write(update(raw(0, 0, 8, 4, [0, 0, 0, 0])), CAPS);
    await peer.next('clipboard'); // its caps
    capsAreKnown();
    await peer.next('clipboard'); // its text
    peer.stream.pause();
    for (let i = 0; i < REQUESTS; i++) peer.write(cut(CLIPBOARD.request | CLIPBOARD.text));
  };
  await using server = await serve(flood);
  await using client = await RfbClient.connect({ address: server.address });
  const lost = new Promise<Error>((resolve) => client.on('lost', resolve));
  const { port } = server.address;
  await known;
  await client.setClipboard(TEXT);
  expect(await lost).toMatchObject({
    code: 'connection-lost',
    shortMessage: expect.stringContaining(`the VNC server at 127.0.0.1:${port} does not read what we send`),
  });
});

test('who reads when the connection is given up is told why, not that the server closed it', async () => {
  using stream = new ByteStream(new Duplex({ read: () => {}, write: () => {} }), 'a:1');
  for (let i = 0; i < 3; i++) stream.write(new Uint8Array(16 * 2 ** 20)).catch(() => {});
  expect(await stream.chunk()).toBeUndefined();
  expect(stream.lost('messages').shortMessage).toContain('the VNC server at a:1 does not read what we send');
});
