/** The kept connection: made again after a loss, shared by all who ask, given up for good reasons only. */
import { expect, test } from '@playwright/test';
import { GuestwrightError } from '../../../../src/base/errors.ts';
import { Emitter } from '../../../../src/base/events.ts';
import type { RfbClient } from '../../../../src/driver/rfb/client.ts';
import { VncConnection } from '../../../../src/driver/vnc/connection.ts';

const refused = () => new GuestwrightError('nobody listens', { code: 'connection-lost' });

/** Clients that do nothing but get lost; `answers` says what each attempt meets. */
function setUp(answers: (Error | undefined)[], { wanted = true, patience = 60_000 } = {}) {
  const clients: { emitter: Emitter<Record<string, unknown>>; disposed: boolean }[] = [];
  let attempts = 0;
  const connect = async () => {
    const answer = answers[attempts++];
    if (answer) throw answer;
    const client = { emitter: new Emitter<Record<string, unknown>>(), disposed: false };
    clients.push(client);
    return {
      name: `server ${attempts}`,
      on: (name: string, listener: (value: unknown) => void) => client.emitter.on(name, listener),
      [Symbol.asyncDispose]: async () => {
        client.disposed = true;
      },
    } as unknown as RfbClient;
  };
  const connection = new VncConnection({ connect, patience, wanted: async () => wanted });
  const log: string[] = [];
  connection.on('log', (line) => log.push(line));
  connection.on('failed', (error) => log.push(`failed: ${error.message.split('\n')[0]}`));
  return { connection, clients, log, attempts: () => attempts };
}

test('all who ask at once share one attempt', async () => {
  const { connection, attempts } = setUp([]);
  const [one, other] = await Promise.all([connection.client(), connection.client()]);
  expect(one).toBe(other);
  expect(attempts()).toBe(1);
  await connection[Symbol.asyncDispose]();
});

test('a lost connection is made again by itself, and the log tells', async () => {
  const { connection, clients, log } = setUp([undefined, refused(), refused()]);
  await connection.client();
  clients[0]?.emitter.emit('lost', refused());
  expect(connection.current).toBeUndefined();
  expect((await connection.client()).name).toBe('server 4');
  await expect.poll(() => log).toEqual(['VNC: connection lost (nobody listens)', 'VNC: connected again']);
  expect(clients.map(({ disposed }) => disposed)).toEqual([true, false]);
  await connection[Symbol.asyncDispose]();
  expect(clients.map(({ disposed }) => disposed)).toEqual([true, true]);
});

test('what is off is not connected to again until somebody asks', async () => {
  const { connection, clients, log, attempts } = setUp([], { wanted: false });
  await connection.client();
  clients[0]?.emitter.emit('lost', refused());
  await connection[Symbol.asyncDispose]();
  expect(log).toEqual(['VNC: connection lost (nobody listens)']);
  expect(attempts()).toBe(1);
});

test('after its patience it fails with the last reason', async () => {
  const { connection, clients, log } = setUp([undefined, refused(), refused(), refused()], { patience: 0 });
  await connection.client();
  clients[0]?.emitter.emit('lost', refused());
  await expect
    .poll(() => log.at(-1))
    .toBe('failed: the VNC connection was lost and not made again within 0 ms: nobody listens');
  await connection[Symbol.asyncDispose]();
});

test('a wrong password is not tried again', async () => {
  const wrong = new GuestwrightError('wrong password', { code: 'authentication' });
  const { connection, attempts } = setUp([wrong]);
  await expect(connection.client()).rejects.toBe(wrong);
  expect(attempts()).toBe(1);
  await connection[Symbol.asyncDispose]();
});

test('a caller whose time is up hears why there is no connection; an abort stays an abort', async () => {
  const { connection } = setUp(Array.from({ length: 1000 }, refused));
  await expect(connection.client({ timeout: 100 })).rejects.toMatchObject({ message: 'nobody listens' });
  const controller = new AbortController();
  const waiting = connection.client({ signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  await connection[Symbol.asyncDispose]();
});
