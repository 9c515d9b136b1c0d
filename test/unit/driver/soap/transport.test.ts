/** Envelopes over HTTP against servers that behave and that do not. */
import { once, setMaxListeners } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../../src/base/errors.ts';
import { SoapTransport } from '../../../../src/driver/soap/transport.ts';

const FOREVER = new AbortController().signal;
setMaxListeners(0, FOREVER); // many calls wait with it at a time

async function withServer(
  answer: RequestListener,
  use: (transport: SoapTransport, server: Server) => Promise<void>,
  largest?: number,
): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  try {
    using transport = new SoapTransport({ url, peer: 'the service' }, largest);
    await use(transport, server);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const failure = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'no error',
    (error: unknown) => (isGuestwrightError(error) ? `${error.code}: ${error.shortMessage}` : String(error)),
  );

test('a connection is used again, and the status is told', async () => {
  const ports = new Set<number | undefined>();
  await withServer(
    (request, response) => {
      ports.add(request.socket.remotePort);
      request.resume().on('end', () => response.writeHead(500).end('fault'));
    },
    async (transport) => {
      for (let i = 0; i < 20; i++) {
        const { status, body } = await transport.post('<a/>', FOREVER);
        expect([status, body.toString()]).toEqual([500, 'fault']);
      }
    },
  );
  expect(ports.size).toBe(1);
});

test('many calls at a time open one connection after the other', async () => {
  const unanswered = new Set<number | undefined>();
  const known = new Set<number | undefined>();
  let mostNew = 0;
  let mostOpen = 0;
  await withServer(
    (request, response) => {
      const port = request.socket.remotePort;
      if (!known.has(port)) unanswered.add(port);
      mostNew = Math.max(mostNew, unanswered.size);
      setImmediate(() => {
        unanswered.delete(port);
        known.add(port);
        response.end('ok');
      });
    },
    async (transport, server) => {
      const calls = Array.from({ length: 60 }, () => transport.post('<a/>', FOREVER));
      const replies = await Promise.all(calls);
      expect(replies.every(({ status }) => status === 200)).toBe(true);
      mostOpen = await new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    },
  );
  expect(mostNew).toBe(1);
  expect(mostOpen).toBeLessThanOrEqual(8);
});

test('a call that is given up while it waits for a connection is not sent', async () => {
  let requests = 0;
  await withServer(
    () => requests++,
    async (transport) => {
      const [first, second] = [new AbortController(), new AbortController()];
      const calls = [transport.post('<a/>', first.signal), transport.post('<b/>', second.signal)].map(
        failure,
      );
      await expect.poll(() => requests).toBe(1);
      second.abort(new Error('enough'));
      expect(await calls[1]).toBe('Error: enough');
      first.abort(new Error('enough of that too'));
      expect(await calls[0]).toBe('Error: enough of that too');
      const third = new AbortController();
      const last = failure(transport.post('<c/>', third.signal));
      await expect.poll(() => requests).toBe(2); // the place of the first is free
      third.abort(new Error('at last'));
      expect(await last).toBe('Error: at last');
    },
  );
});

test('torn, oversized and broken replies are told apart', async () => {
  const broken: Readonly<Record<string, readonly [RequestListener, RegExp]>> = {
    torn: [
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('half of it');
        setImmediate(() => response.destroy());
      },
      /^protocol: the service at http:\/\/127\.0\.0\.1:\d+: its reply ended after \d+ bytes$/,
    ],
    oversized: [
      (_, response) => void response.end('x'.repeat(2000)),
      /^protocol: the service at .*: its reply is longer than 1000 bytes$/,
    ],
    'hung up': [
      (request) => void request.socket.destroy(),
      /^connection-lost: the service at .*: the connection broke: socket hang up$/,
    ],
    'not HTTP': [
      (request) => void request.socket.end('HELLO WORLD\r\n\r\n'),
      /^connection-lost: the service at .*: the connection broke: /,
    ],
  };
  for (const [name, [answer, message]] of Object.entries(broken)) {
    await withServer(
      answer,
      async (transport) => {
        const sent = failure(transport.post('<a/>', FOREVER));
        expect(await sent, name).toMatch(message);
      },
      1000,
    );
  }
});

test('nobody there', async () => {
  let transport: SoapTransport | undefined;
  await withServer(
    () => {},
    async (_, server) => {
      const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      transport = new SoapTransport({ url, peer: 'the service' });
    },
  );
  expect(await failure(transport?.post('<a/>', FOREVER) ?? Promise.resolve())).toMatch(
    /^connection-lost: the service at .*: nobody answers \(ECONNREFUSED\)$/,
  );
});
