import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { describeRequest, HttpService, type ServedRequest } from '../../../src/services/http-service.ts';

const CONTENT = 'Hello, guest.';
const LOOPBACK = '127.0.0.1';

interface Running {
  readonly service: HttpService;
  readonly told: ServedRequest[];
}

async function withService(use: (running: Running) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(test.info().outputPath('folder-'));
  await writeFile(join(folder, 'hello.txt'), CONTENT);
  await writeFile(join(folder, 'empty'), '');
  await writeFile(join(folder, 'large'), Buffer.alloc(64 * 2 ** 20, 1));
  const told: ServedRequest[] = [];
  await using service = await HttpService.start({
    folder,
    listen: LOOPBACK,
    address: LOOPBACK,
    onRequest: (request) => void told.push(request),
  });
  await use({ service, told });
}

test('a file is served under a path that is another every time, and the request is told', async () => {
  const urls: string[] = [];
  for (const _ of [1, 2]) {
    await withService(async ({ service, told }) => {
      urls.push(new URL(service.url).pathname);
      const answer = await fetch(new URL('hello.txt', service.url));
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe(CONTENT);
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(answer.headers.get('content-length')).toBe(String(CONTENT.length));
      expect(told.map(describeRequest)).toEqual(['GET hello.txt: 200, 13 bytes']);
      expect(service.requests).toEqual(told);
    });
  }
  expect(urls[0]).toMatch(/^\/[0-9a-f]{16}\/$/);
  expect(urls[0]).not.toBe(urls[1]);
});

test('HEAD, ranges, empty files and what is not there', async () => {
  await withService(async ({ service, told }) => {
    const ask = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(new URL(path, service.url), init);
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    };
    const head = await ask('hello.txt', { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '13']);
    const part = await ask('hello.txt', { headers: { range: 'bytes=7-11' } });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([
      206,
      'guest',
      'bytes 7-11/13',
    ]);
    const beyond = await ask('hello.txt', { headers: { range: 'bytes=13-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */13']);
    expect(await ask('empty')).toMatchObject({ status: 200, text: '' });
    expect(await ask('none?query')).toMatchObject({ status: 404, text: '' });
    const post = await ask('hello.txt', { method: 'POST', body: 'x' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await ask('/hello.txt')).toMatchObject({ status: 404 });
    await expect
      .poll(() => told.map(({ method, path, status }) => `${method} ${path} ${status}`))
      .toEqual([
        'HEAD hello.txt 200',
        'GET hello.txt 206',
        'GET hello.txt 416',
        'GET empty 200',
        'GET none 404',
        'POST hello.txt 405',
        'GET /hello.txt 404',
      ]);
  });
});

test("a Packer template's address is the URL too", async () => {
  await withService(async ({ service }) => {
    const { HTTPIP, HTTPPort } = service.bootValues;
    const answer = await fetch(`http://${HTTPIP}:${HTTPPort}/hello.txt`);
    expect(await answer.text()).toBe(CONTENT);
  });
});

test('a path that leads outside is refused as it was sent', async () => {
  await withService(async ({ service, told }) => {
    const { pathname } = new URL(service.url);
    const socket = connect(service.port, LOOPBACK);
    socket.write(`GET ${pathname}../../../../etc/passwd HTTP/1.0\r\n\r\n`);
    const [chunk] = await once(socket, 'data');
    expect(String(chunk)).toMatch(/^HTTP\/1\.1 403 /);
    expect(told[0]?.note).toBe('leads outside of the folder');
    socket.destroy();
  });
});

test('a guest that breaks off is told as such, and the end of the service does not wait for slow ones', async () => {
  await withService(async ({ service, told }) => {
    const request = `GET ${new URL(service.url).pathname}large HTTP/1.1\r\nhost: x\r\n\r\n`;
    const [hasty, slow] = [connect(service.port, LOOPBACK), connect(service.port, LOOPBACK)];
    for (const socket of [hasty, slow]) socket.write(request);
    await Promise.all([hasty, slow].map((socket) => once(socket, 'data')));
    slow.pause();
    hasty.destroy();
    const broken = () => service.requests.filter(({ note }) => note.startsWith('broken off'));
    await expect.poll(broken).toHaveLength(1);
    expect(told).toHaveLength(3); // both answers, and the end of one
    expect(broken()[0]).toMatchObject({ path: 'large', status: 200 });
    await service[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
    await expect.poll(broken).toHaveLength(2);
    await expect(fetch(service.url)).rejects.toThrow();
    slow.destroy();
  });
});

test('a folder that is none, and a place where nothing can listen, are errors', async () => {
  const options = { listen: LOOPBACK, address: LOOPBACK, onRequest: () => {} };
  const none = await HttpService.start({ ...options, folder: '/no/such/folder' }).catch(
    (error: unknown) => error,
  );
  expect(isGuestwrightError(none, 'invalid-argument'), String(none)).toBe(true);
  const folder = test.info().outputPath();
  const foreign = await HttpService.start({ ...options, folder, listen: '192.0.2.1' }).catch(
    (error: unknown) => error,
  );
  expect(isGuestwrightError(foreign, 'io'), String(foreign)).toBe(true);
  expect(String(foreign)).toContain('cannot listen on 192.0.2.1');
  await using first = await HttpService.start({ ...options, folder });
  const taken = await HttpService.start({ ...options, folder, port: first.port }).catch(
    (error: unknown) => error,
  );
  expect(String(taken)).toContain('Leave out the port');
});
