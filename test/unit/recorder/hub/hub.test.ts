/** The page that workers share: only they may put guests on it, and their pages meet them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { WebSocket } from 'ws';
import { LiveServer } from '../../../../src/recorder/http/live-server.ts';
import { Hub } from '../../../../src/recorder/hub/hub.ts';
import { FakePage } from '../support-channel.ts';

async function setUp() {
  const page = test.info().outputPath('page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '');
  const hub = new Hub();
  const server = await LiveServer.start({
    guests: hub,
    page,
    upgrade: (request, socket, head) => hub.upgrade(request, socket, head),
  });
  const open = (path: string, headers: Record<string, string>, heard: string[] = []) =>
    new Promise<WebSocket | number>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      socket.on('message', (data) => void heard.push(String(data)));
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    });
  const dispose = async () => {
    hub[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  };
  return {
    hub,
    open,
    worker: { authorization: `Bearer ${hub.publishToken}` },
    [Symbol.asyncDispose]: dispose,
  };
}

const GUEST = { id: 'g1', title: 'One', driver: 'd', machine: 'running', step: undefined, held: false };

test('nobody but a worker may put guests on the page: no browser, no wrong token, no other name', async () => {
  await using all = await setUp();
  const { worker } = all;
  const wrong: Record<string, string>[] = [
    {},
    { authorization: 'Bearer x' },
    { ...worker, origin: 'http://127.0.0.1' },
    { ...worker, host: 'evil.example' },
  ];
  for (const headers of wrong) {
    expect(await all.open('/publish', headers), JSON.stringify(headers)).toBe(403);
    expect(await all.open('/publish/abc', headers), JSON.stringify(headers)).toBe(403);
  }
  expect(await all.open('/publish', worker)).toBeInstanceOf(WebSocket);
});

test('a page meets the worker that has its guest, and both end together', async () => {
  await using all = await setUp();
  const publisher = (await all.open('/publish', all.worker)) as WebSocket;
  const meets: { guest: string; channel: string }[] = [];
  publisher.on('message', (data) => void meets.push(JSON.parse(String(data))));
  publisher.send(JSON.stringify({ type: 'guests', guests: [GUEST] }));
  await expect.poll(() => all.hub.list().map(({ id }) => id)).toEqual(['g1']);
  const page = new FakePage();
  all.hub.room('g1')?.join(page.channel);
  page.say({ type: 'control', take: true }); // before the worker has come
  await expect.poll(() => meets[0]?.guest).toBe('g1');
  const heard: string[] = [];
  const meeting = (await all.open(`/publish/${meets[0]?.channel}`, all.worker, heard)) as WebSocket;
  meeting.send(JSON.stringify({ type: 'guest' }));
  meeting.send(Buffer.from([1, 2, 3]));
  await expect.poll(() => page.pictures.map((picture) => [...picture])).toEqual([[1, 2, 3]]);
  expect(page.last('guest')).toBeDefined();
  page.say({ type: 'shown', sequence: 1 });
  await expect.poll(() => heard).toEqual(['{"type":"control","take":true}', '{"type":"shown","sequence":1}']);
  meeting.close();
  await expect.poll(() => page.closedWith).toBe('the guest has gone');
  publisher.close();
  await expect.poll(() => all.hub.list()).toEqual([]);
  expect(all.hub.room('g1')).toBeUndefined();
});
