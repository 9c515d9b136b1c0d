/** The live page's server: nobody but pages of its own address gets in, and nothing but the page gets out. */
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { WebSocket } from 'ws';
import type { Channel } from '../../../../src/recorder/channel.ts';
import { LiveServer } from '../../../../src/recorder/http/live-server.ts';
import { Rooms } from '../../../../src/recorder/rooms.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

async function setUp() {
  const page = test.info().outputPath('page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<title>page</title>');
  await writeFile(join(page, 'assets', 'main-1.js'), 'script');
  await writeFile(join(page, '..', 'outside.txt'), 'outside');
  const rooms = new Rooms();
  const joined: Channel[] = [];
  const summary = { id: 'one', title: 'One', driver: 'd', machine: 'off', step: undefined, held: false };
  rooms.add({ id: 'one', summary, join: (channel) => void joined.push(channel) });
  const picture = async (name: string) => (name === 'a.png' ? Buffer.from('picture') : undefined);
  const server = await LiveServer.start({ guests: rooms, page, picture });
  const host = `127.0.0.1:${server.port}`;
  const token = /#token=(.+)$/.exec(server.address)?.[1] ?? '';
  return { server, rooms, joined, host, origin: `http://${host}`, token };
}

function ask(
  { port }: LiveServer,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; host?: string } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body, host = '127.0.0.1' } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** The cookie that the token is worth. */
async function cookieOf({ server, origin, token }: Awaited<ReturnType<typeof setUp>>): Promise<string> {
  const body = JSON.stringify({ token });
  const answer = await ask(server, '/session', { method: 'POST', headers: { origin }, body });
  return String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
}

/** Opens a WebSocket; the status of a refusal, or the open socket. */
function open(
  { port }: LiveServer,
  path: string,
  headers: Record<string, string>,
): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

test('the page is served with a strict policy, and nothing of it is kept but what its name tells', async () => {
  const { server } = await setUp();
  await using _server = server;
  const page = await ask(server, '/');
  expect(page).toMatchObject({ status: 200, body: '<title>page</title>' });
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(page.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  const script = await ask(server, '/assets/main-1.js');
  expect(script.headers['cache-control']).toContain('immutable');
});

test('it listens on the loopback address alone, at a port of the system’s choice', async () => {
  const [one, two] = [await setUp(), await setUp()];
  await using _one = one.server;
  await using _two = two.server;
  expect(one.server.port).not.toBe(two.server.port);
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others)
    await expect(ask(one.server, '/', { host: address })).rejects.toThrow(/ECONNREFUSED/);
});

test('a name that was rebound to this computer is refused, on HTTP and WebSocket', async () => {
  const all = await setUp();
  await using server = all.server;
  for (const host of ['evil.example', 'localhost.evil.example:80', '127.0.0.1.evil.example', 'a127.0.0.1']) {
    expect((await ask(server, '/', { headers: { host } })).status, host).toBe(421);
    const cookie = await cookieOf(all);
    expect(await open(server, '/guests', { host, origin: `http://${host}`, cookie }), host).toBe(421);
  }
  for (const host of [`localhost:${server.port}`, 'localhost:9000', '[::1]:9000']) // an SSH tunnel's end
    expect((await ask(server, '/', { headers: { host } })).status, host).toBe(200);
});

test('pages of other origins are refused, on HTTP and WebSocket', async () => {
  const all = await setUp();
  await using server = all.server;
  const { host, token } = all;
  const cookie = await cookieOf(all);
  const body = JSON.stringify({ token });
  for (const origin of [
    'http://evil.example',
    `https://${host}`,
    'null',
    `http://localhost:${server.port}`,
  ]) {
    expect((await ask(server, '/', { headers: { origin } })).status, origin).toBe(403);
    const exchange = await ask(server, '/session', { method: 'POST', headers: { origin }, body });
    expect(exchange.status, origin).toBe(403);
    expect(await open(server, '/guests', { origin, cookie }), origin).toBe(403);
  }
  expect((await ask(server, '/session', { method: 'POST', body })).status).toBe(403); // no Origin at all
  expect(await open(server, '/guests', { cookie })).toBe(403);
  const loading = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  expect((await ask(server, '/', { headers: loading })).status).toBe(403);
});

test('the token is worth a cookie that scripts cannot read and other sites do not send', async () => {
  const { server, origin, token } = await setUp();
  await using _server = server;
  const post = (body: string) => ask(server, '/session', { method: 'POST', headers: { origin }, body });
  for (const body of ['', '{}', 'null', '[]', '{"token":7}', JSON.stringify({ token: `${token}x` })]) {
    const answer = await post(body);
    expect(answer.status, body).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
  const answer = await post(JSON.stringify({ token }));
  expect(answer.status).toBe(204);
  expect(String(answer.headers['set-cookie'])).toMatch(
    new RegExp(`^guestwright-${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
  );
  expect(String(answer.headers['set-cookie'])).not.toContain(token);
});

test('without the cookie no WebSocket opens and no picture is told', async () => {
  const all = await setUp();
  await using server = all.server;
  const { origin, token } = all;
  for (const cookie of [
    '',
    'guestwright=x',
    `guestwright-${server.port}=${token}`,
    `guestwright-${server.port}=`,
  ])
    for (const path of ['/guests', '/guests/one'])
      expect(await open(server, path, { origin, cookie }), `${path} ${cookie}`).toBe(403);
  expect((await ask(server, '/pictures/a.png')).status).toBe(404);
  const cookie = await cookieOf(all);
  expect((await ask(server, '/pictures/a.png', { headers: { cookie } })).body).toBe('picture');
  expect((await ask(server, '/pictures/b.png', { headers: { cookie } })).status).toBe(404);
});

test('no path leads out of the page, and no other method is answered', async () => {
  const all = await setUp();
  await using server = all.server;
  const cookie = await cookieOf(all);
  const paths = [
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/assets/..%2f..%2foutside.txt',
  ];
  for (const path of [
    ...paths,
    '//outside.txt',
    '/assets',
    '/assets/',
    '/constructor',
    '/pictures/../a.png',
    '*',
  ])
    expect((await ask(server, path, { headers: { cookie } })).status, path).toBe(404);
  for (const method of ['PUT', 'DELETE', 'OPTIONS'])
    expect((await ask(server, '/', { method, headers: { origin: all.origin } })).status, method).toBe(405);
});

test('a body or a message that is too long ends its connection', async () => {
  const all = await setUp();
  await using server = all.server;
  const { origin, joined } = all;
  const body = JSON.stringify({ token: 'x'.repeat(5000) });
  const answer = await ask(server, '/session', { method: 'POST', headers: { origin }, body });
  expect(answer.status).toBe(403);
  const socket = (await open(server, '/guests/one', { origin, cookie: await cookieOf(all) })) as WebSocket;
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.send('x'.repeat(2 ** 18 + 1));
  expect(await closed).toBe(1009);
  await expect.poll(() => joined[0]?.closed.aborted).toBe(true);
});

test('pages are told which guests there are, and whenever that changes', async () => {
  const all = await setUp();
  await using server = all.server;
  const { origin, rooms } = all;
  const cookie = await cookieOf(all);
  const socket = (await open(server, '/guests', { origin, cookie })) as WebSocket;
  const told: string[][] = [];
  socket.on('message', (text) => {
    told.push((JSON.parse(String(text)) as { guests: { id: string }[] }).guests.map(({ id }) => id));
  });
  rooms.changed();
  await expect.poll(() => told.at(-1)).toEqual(['one']);
  const summary = { id: 'two', title: 'Two', driver: 'd', machine: 'off', step: undefined, held: false };
  const two = rooms.add({ id: 'two', summary, join: () => {} });
  await expect.poll(() => told.at(-1)).toEqual(['one', 'two']);
  two[Symbol.dispose]();
  await expect.poll(() => told.at(-1)).toEqual(['one']);
  expect(await open(server, '/guests/three', { origin, cookie })).toBe(404);
  socket.terminate();
});

test('disposing ends every connection and frees the port', async () => {
  const all = await setUp();
  const { server, origin } = all;
  const socket = (await open(server, '/guests/one', { origin, cookie: await cookieOf(all) })) as WebSocket;
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await server[Symbol.asyncDispose]();
  await closed;
  await expect(ask(server, '/')).rejects.toThrow(/ECONNREFUSED/);
});
