/** Refreshes of an RFB client: answered by pixels that were asked for afterwards, and by no others. */
import { expect, test } from '@playwright/test';
import type { RfbClient } from '../../../../src/driver/rfb/client.ts';
import { raw, rectangle, type ScriptedPeer, serve, update } from '../../../support/rfb/scripted-server.ts';
import { allocator, BLUE, connect, look, PROBE, RED, size, whole } from './client-look.ts';

test('a refresh waits for an update that was asked for after it, and costs no damage', async () => {
  let refreshed = false;
  const order: string[] = [];
  await using server = await serve(async (peer) => {
    await peer.greet(size);
    await peer.next('request');
    peer.write(whole(RED));
    for (;;) {
      const { incremental, region } = await peer.next('request');
      if (incremental) continue;
      order.push(`${region} ${refreshed ? 'after' : 'before'}`);
      peer.write(update(raw(1, 0, 1, 1, RED)), update(raw(0, 0, 1, 1, RED)));
    }
  });
  await using client = await connect(server);
  await expect.poll(() => look(client)).toBe('ff0000ffff0000ff');
  const before = performance.now();
  await client.refresh();
  refreshed = true;
  expect(order).toEqual([`${PROBE} before`]);
  const taken = await client.take(allocator, { fresh: true });
  expect(taken?.damage).toEqual([]);
  expect(taken?.askedAt).toBeGreaterThanOrEqual(before);
});

test('an answer to the request before, late on its way, is not taken for that to a refresh', async () => {
  const requests: string[] = [];
  await using server = await serve(async (peer) => {
    await peer.greet({ width: 2, height: 2 });
    await peer.next('request');
    peer.write(update(raw(0, 0, 2, 2, RED)));
    for (let probes = 0; ; ) {
      const { incremental, region } = await peer.next('request');
      requests.push(incremental ? 'changes' : region);
      if (region !== PROBE) continue;
      // The first was on its way before the probe came: pixels of all, as it happens.
      peer.write(probes++ === 0 ? update(raw(0, 0, 2, 2, BLUE)) : update(raw(0, 0, 1, 1, RED)));
    }
  });
  await using client = await connect(server);
  await expect.poll(() => look(client)).toBe('ff0000ff'.repeat(4));
  await expect.poll(() => requests).toEqual(['changes']);
  const before = performance.now();
  await client.refresh();
  const taken = await client.take(allocator);
  expect(Buffer.from(taken?.data ?? []).toString('hex')).toBe(`ff0000ff${'0000ffff'.repeat(3)}`);
  expect(taken?.askedAt).toBeGreaterThanOrEqual(before);
  expect(requests.filter((region) => region === PROBE)).toHaveLength(2);
});

/** A server that is red; what comes after each question is up to the test. */
async function redServer(questions: ((peer: ScriptedPeer) => void)[]) {
  let peer: ScriptedPeer | undefined;
  const server = await serve(async (connected) => {
    peer = connected;
    await peer.greet(size);
    await peer.next('request');
    peer.write(whole(RED));
    for (;;) {
      const { incremental } = await peer.next('request');
      if (!incremental) questions.shift()?.(peer);
    }
  });
  return Object.assign(server, { say: (...bytes: number[][]) => peer?.write(...bytes) });
}

const rung = (client: RfbClient) => new Promise<void>((resolve) => void client.on('bell', () => resolve()));
const BELL = [2];

test('pixels that the server only moved are no answer to a refresh', async () => {
  await using server = await redServer([
    (peer) => peer.write(update([...rectangle(0, 0, 1, 1, 1), 0, 1, 0, 0]), BELL),
  ]);
  await using client = await connect(server);
  await expect.poll(() => look(client)).toBe('ff0000ffff0000ff');
  const bell = rung(client);
  let done = false;
  const refreshing = client.refresh().then(() => {
    done = true;
  });
  await bell;
  await client.setClipboard(''); // a turn of the event loop and more
  expect(done).toBe(false);
  server.say(update(raw(0, 0, 1, 1, RED)));
  await refreshing;
});

test('an update that began before a refresh is no answer to it, and is not seen half-drawn', async () => {
  const blue = whole(BLUE);
  let asked = () => {};
  const question = new Promise<void>((resolve) => {
    asked = resolve;
  });
  await using server = await redServer([asked]);
  await using client = await connect(server);
  await expect.poll(() => look(client)).toBe('ff0000ffff0000ff');
  const begun = rung(client);
  const two = update(raw(0, 0, 1, 1, BLUE), raw(1, 0, 1, 1, BLUE));
  server.say(BELL, two.slice(0, -4)); // one chunk: all but the last pixel is parsed when the bell was heard
  await begun;
  const seen: (string | undefined)[] = [];
  const looking = look(client).then((pixels) => seen.push(pixels));
  let done = false;
  const refreshing = client.refresh().then(() => {
    done = true;
  });
  await question;
  expect(seen).toEqual([]);
  const ended = rung(client);
  server.say(two.slice(-4), BELL);
  await Promise.all([ended, looking]);
  expect(seen).toEqual(['0000ffff0000ffff']);
  expect(done).toBe(false);
  server.say(blue);
  await refreshing;
});
