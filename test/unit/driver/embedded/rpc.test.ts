/** Calls between threads: answers, errors, events, moved memory, deadlines, the end. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, test } from '@playwright/test';
import { GuestwrightError } from '../../../../src/base/errors.ts';
import { Moved, RpcClient, serveRpc } from '../../../../src/driver/embedded/rpc.ts';

interface Table {
  double: { asks: number; answers: number };
  fail: { asks: 'ours' | 'other'; answers: undefined };
  never: { asks: undefined; answers: undefined };
  reverse: { asks: ArrayBuffer; answers: ArrayBuffer };
}

interface Events {
  news: string;
}

let ports: MessagePort[] = [];

function connect() {
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  const heard: string[] = [];
  const client = new RpcClient<Table, Events>(port1, (name, value) => heard.push(`${name}: ${value}`));
  const server = serveRpc<Table, Events>(port2, {
    double: (value) => value * 2,
    fail: (kind) => {
      if (kind === 'other') throw new TypeError('oops');
      throw new GuestwrightError('no disk', { code: 'io', remedy: 'Add one.', details: { disk: 0 } });
    },
    never: () => new Promise(() => {}),
    reverse: (buffer) => {
      const reversed = new Uint8Array(buffer).reverse().buffer;
      return new Moved(reversed, [reversed]);
    },
  });
  return { client, server, heard };
}

test.afterEach(() => {
  for (const port of ports) port.close();
});

test('calls are answered, several at once', async () => {
  const { client } = connect();
  expect(await Promise.all([client.call('double', 1), client.call('double', 2)])).toEqual([2, 4]);
});

test('memory moves there and back instead of being copied', async () => {
  const { client } = connect();
  const buffer = Uint8Array.of(1, 2, 3).buffer;
  const answer = await client.call('reverse', buffer, { transfer: [buffer] });
  expect(buffer.byteLength).toBe(0);
  expect([...new Uint8Array(answer)]).toEqual([3, 2, 1]);
});

test('an error of our family arrives as it was, another one as an error of the hypervisor', async () => {
  const { client } = connect();
  await expect(client.call('fail', 'ours')).rejects.toMatchObject({
    name: 'GuestwrightError',
    code: 'io',
    shortMessage: 'no disk',
    remedy: 'Add one.',
    details: { disk: 0 },
  });
  await expect(client.call('fail', 'other')).rejects.toMatchObject({
    code: 'hypervisor',
    shortMessage: 'embedded emulator: oops',
  });
});

test('events arrive in order with answers', async () => {
  const { client, server, heard } = connect();
  server.emit('news', 'first');
  await client.call('double', 1);
  expect(heard).toEqual(['news: first']);
});

test('a call that is not answered ends at its deadline or when its signal fires', async () => {
  const { client } = connect();
  await expect(client.call('never', undefined, { timeout: 20 })).rejects.toMatchObject({
    code: 'timeout',
    shortMessage: 'embedded emulator: never did not finish within 20 ms',
  });
  const abort = new AbortController();
  const call = client.call('never', undefined, { signal: abort.signal });
  abort.abort();
  await expect(call).rejects.toMatchObject({ code: 'aborted' });
});

test('closing rejects calls under way and later ones with the first reason', async () => {
  const { client } = connect();
  const call = client.call('never', undefined);
  client.close(new Error('it died'));
  client.close(new Error('later'));
  await expect(call).rejects.toThrow('it died');
  await expect(client.call('double', 1)).rejects.toThrow('it died');
});
