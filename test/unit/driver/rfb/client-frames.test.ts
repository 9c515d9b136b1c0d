/** Frames of an RFB client: whole, exact, one request at a time, never half-drawn; and what happens in a stall. */
import { expect, test } from '@playwright/test';
import { PSEUDO_ENCODING } from '../../../../src/driver/rfb/protocol.ts';
import {
  raw,
  rectangle,
  type ScriptedPeer,
  serve,
  u32,
  update,
} from '../../../support/rfb/scripted-server.ts';
import { allocator, BLUE, connect, look, RED, size, WHOLE, whole } from './client-look.ts';

test('the first frame is there when every pixel has come, and not before', async () => {
  let continueWith = () => {};
  const half = new Promise<void>((resolve) => {
    continueWith = resolve;
  });
  await using server = await serve(async (peer) => {
    await peer.greet(size);
    await peer.next('request');
    peer.write(update(raw(0, 0, 1, 1, RED)), [2]);
    await half;
    peer.write(update(raw(1, 0, 1, 1, BLUE)));
    await peer.gone();
  });
  await using client = await connect(server);
  const rang = new Promise<void>((resolve) => void client.on('bell', () => resolve()));
  const damaged = new Promise<void>((resolve) => void client.on('damage', () => resolve()));
  await rang;
  await damaged;
  expect(await look(client)).toBeUndefined();
  expect(client.size).toBeUndefined();
  continueWith();
  await expect.poll(() => look(client)).toBe('ff0000ff0000ffff');
  expect(client.size).toEqual(size);
  expect(await look(client)).toBe('unchanged');
});

test('we ask for 32 bits in the order of frames, for exact encodings, and never for JPEG', async () => {
  const said: unknown[] = [];
  await using server = await serve(async (peer) => {
    await peer.greet(size);
    for (let i = 0; i < 3; i++) said.push(await peer.message());
    peer.write(whole(RED));
    await peer.gone();
  });
  await using client = await connect(server);
  await expect.poll(() => client.size).toEqual(size);
  const [format, encodings, request] = said as [{ bytes: Buffer }, { encodings: number[] }, unknown];
  expect([...format.bytes.subarray(0, 13)]).toEqual([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16]);
  expect(encodings.encodings.slice(0, 6)).toEqual([1, 0, 16, 7, 5, 2]);
  expect(encodings.encodings.filter((number) => number >= -32 && number <= -23)).toEqual([]);
  expect(request).toEqual({ type: 'request', incremental: false, region: WHOLE });
});

test('a request is sent when the last was answered and its pixels were taken', async () => {
  const requests: string[] = [];
  let peer: ScriptedPeer | undefined;
  await using server = await serve(async (connected) => {
    peer = connected;
    await peer.greet(size);
    await peer.next('request');
    peer.write(whole(RED));
    for (;;) {
      const { incremental, region } = await peer.next('request');
      requests.push(`${incremental ? 'changes of' : 'all of'} ${region}`);
    }
  });
  await using client = await connect(server);
  await expect.poll(() => look(client)).toBe('ff0000ffff0000ff');
  await expect.poll(() => requests).toEqual([`changes of ${WHOLE}`]);
  expect(await look(client)).toBe('unchanged');
  peer?.write(whole(BLUE));
  await expect.poll(() => look(client)).toBe('0000ffff0000ffff');
  await expect.poll(() => requests).toEqual([`changes of ${WHOLE}`, `changes of ${WHOLE}`]);
});

test('another size is asked for whole, and there is no frame until it has come', async () => {
  const requests: string[] = [];
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  await using server = await serve(async (peer) => {
    await peer.greet(size);
    await peer.next('request');
    peer.write(whole(RED));
    await peer.next('request');
    peer.write(update(rectangle(0, 0, 1, 2, PSEUDO_ENCODING.desktopSize)));
    for (;;) {
      const { incremental, region } = await peer.next('request');
      requests.push(region);
      if (incremental || region !== '1x2 at 0,0') continue;
      await finished;
      peer.write(update(raw(0, 0, 1, 2, BLUE)));
    }
  });
  await using client = await connect(server);
  const resized = new Promise((resolve) => void client.on('resized', resolve));
  await expect.poll(() => look(client)).toBe('ff0000ffff0000ff');
  expect(await resized).toEqual({ width: 1, height: 2 });
  expect(await look(client)).toBeUndefined();
  finish();
  await expect.poll(() => look(client)).toBe('0000ffff0000ffff');
  expect(requests[0]).toBe('1x2 at 0,0');
});

test('a server that sends unasked is not read while nobody takes what it sent', async () => {
  let enabled = '';
  let accepted = 0;
  const flood = Array.from({ length: 64 }, () => whole(BLUE)).flat();
  await using server = await serve(async (peer) => {
    await peer.greet(size);
    peer.write([150]);
    await peer.next('request');
    peer.write(whole(RED));
    const { on, region } = await peer.next('continuous');
    enabled = `${on} ${region}`;
    while (peer.stream.writable) {
      if (!peer.stream.write(Buffer.from(flood)))
        await new Promise((resolve) => peer.stream.once('drain', resolve));
      accepted += flood.length;
    }
  });
  await using client = await connect(server);
  await expect.poll(() => enabled).toBe(`true ${WHOLE}`);
  // It stops when the buffers of both sides are full: wait until it was asked three times and did not go on.
  let same = 0;
  let last = -1;
  await expect
    .poll(() => {
      same = accepted === last ? same + 1 : 0;
      last = accepted;
      return same;
    })
    .toBeGreaterThan(2);
  expect(accepted).toBeGreaterThan(0);
  await expect.poll(() => look(client)).toBe('0000ffff0000ffff');
  await expect
    .poll(async () => {
      await look(client);
      return accepted;
    })
    .toBeGreaterThan(last);
});

test('a server that leaves at our pixel format is taken in its own', async () => {
  const log: string[] = [];
  const formats: number[] = [];
  await using server = await serve(async (peer, connection) => {
    await peer.greet(size);
    const first = await peer.message();
    formats[connection] = first.type === 'format' ? 1 : 0;
    if (first.type === 'format') return void peer.stream.destroy();
    await peer.next('request');
    peer.write(update(raw(0, 0, 2, 1, [0, 0, 255, 0]))); // blue comes first in the server's own
    await peer.gone();
  });
  await using client = await connect(server);
  client.on('log', ({ message }) => log.push(message.replace(/^\S+ /, '')));
  await expect.poll(() => look(client).catch(String)).toBe('ff0000ffff0000ff');
  expect(formats).toEqual([1, 0]);
  expect(log.at(-1)).toBe('connected again');
});

test('a server that stalls is asked for all, then connected to again, then given up, with a line for each', async () => {
  const log: string[] = [];
  const asked: number[] = [];
  let silent = false;
  await using server = await serve(async (peer, connection) => {
    await peer.greet(size);
    for (;;) {
      const { incremental, region } = await peer.next('request');
      if (incremental || region !== WHOLE) continue;
      if (silent) asked[connection] = (asked[connection] ?? 0) + 1;
      else peer.write(whole(RED));
    }
  });
  await using client = await connect(server, { stall: { quiet: 250, full: 250, reconnects: 1 } });
  await expect.poll(() => look(client)).toBe('ff0000ffff0000ff');
  silent = true;
  client.on('log', ({ message }) => log.push(message));
  await expect(client.refresh()).rejects.toMatchObject({
    code: 'connection-lost',
    shortMessage: expect.stringMatching(
      /sent nothing, neither an update within 500 ms nor over 1 new connections$/,
    ),
  });
  expect(asked).toEqual([1, 2]);
  expect(log.map((line) => line.replace(/^\S+: /, '').replace(/after \d+ ms/, 'after N ms'))).toEqual([
    'no update within 250 ms: asks for the whole display',
    'still nothing after N ms: connects again (1 of 1)',
    'connected again',
    'no update within 250 ms: asks for the whole display',
    'still nothing after N ms: gives up after 1 new connections',
  ]);
  await expect(client.take(allocator)).rejects.toMatchObject({ code: 'connection-lost' });
});

test('a server that goes away is told once, and every call says so', async () => {
  const lost: string[] = [];
  await using server = await serve(async (peer) => {
    await peer.greet(size);
    await peer.next('request');
    peer.write(whole(RED));
    await peer.next('request');
    peer.stream.destroy();
  });
  await using client = await connect(server);
  client.on('lost', (error) => lost.push((error as { code?: string }).code ?? ''));
  await expect.poll(() => client.lost).toBeDefined();
  await expect(client.refresh()).rejects.toMatchObject({ code: 'connection-lost' });
  await expect(client.keys([])).rejects.toMatchObject({ code: 'connection-lost' });
  expect(lost).toEqual(['connection-lost']);
});

test('nonsense of a server ends the connection by the name of the field', async () => {
  await using server = await serve(async (peer) => {
    await peer.greet(size);
    await peer.next('request');
    peer.write([3, 0, 0, 0], u32(2 ** 30));
    await peer.gone();
  });
  await using client = await connect(server);
  await expect
    .poll(() => client.lost)
    .toMatchObject({
      code: 'protocol',
      shortMessage: 'RFB: ServerCutText length: expected at most 1048576 bytes, got 1073741824',
    });
});

test('disposing closes the connection, tells nobody, and can be done twice', async () => {
  let gone = false;
  const lost: Error[] = [];
  await using server = await serve(async (peer) => {
    await peer.greet(size);
    await peer.gone();
    gone = true;
  });
  const client = await connect(server);
  client.on('lost', (error) => lost.push(error));
  const waiting = client.refresh();
  await client[Symbol.asyncDispose]();
  await client[Symbol.asyncDispose]();
  await expect(waiting).rejects.toMatchObject({ code: 'connection-lost' });
  await expect.poll(() => gone).toBe(true);
  expect(lost).toEqual([]);
});
