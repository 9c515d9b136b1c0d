/** The guest agent's protocol, against a model of the agent. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@playwright/test';
import { QemuAgent } from '../../../../src/driver/qemu/agent.ts';
import { AgentChannel } from '../../../../src/driver/qemu/agent-channel.ts';
import { streamPair } from '../qmp/fake-qemu.ts';

interface Request {
  readonly execute: string;
  readonly arguments: Arguments;
}

interface Arguments {
  readonly id?: number;
  readonly path: string;
  readonly mode?: 'r' | 'w';
  readonly handle: number;
  readonly 'buf-b64': string;
}

const SENTINEL = 0xff;
/** The model takes and gives this many bytes of a file at a time, as the agent may. */
const FILE_PIECE = 1000;

/** A guest with files and programs that print their arguments and input. */
class ModelGuest {
  readonly files = new Map<string, Buffer>();
  readonly requests: string[] = [];
  readonly ours: Duplex;
  readonly #wire: Duplex;
  readonly #handles: { path: string; at: number }[] = [];
  #asked = 0;
  /** The read, counted from 1, that the agent refuses. */
  failingRead = 0;
  #reads = 0;

  constructor({ leftover = '' } = {}) {
    [this.ours, this.#wire] = streamPair();
    this.#wire.write(leftover);
    let text = '';
    this.#wire.on('data', (chunk: Buffer) => {
      const whole = Buffer.concat([Buffer.from(text, 'latin1'), chunk]);
      const lines = whole.toString('latin1').split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.#answer(JSON.parse(line.slice(line.lastIndexOf('\xff') + 1)) as Request);
    });
  }

  #answer({ execute, arguments: args }: Request): void {
    this.requests.push(execute);
    if (execute === 'guest-sync-delimited') {
      this.#wire.write(Buffer.of(SENTINEL));
      this.#reply({ return: args.id });
    } else this.#reply(this.#run(execute, args));
  }

  #run(execute: string, args: Arguments): unknown {
    const text = (value: unknown) => Buffer.from(String(value)).toString('base64');
    switch (execute) {
      case 'guest-exec':
        this.files.set('command', Buffer.from(JSON.stringify(args)));
        return args.path === '/bin/none'
          ? { error: { class: 'GenericError', desc: 'No such file' } }
          : { return: { pid: 7 } };
      case 'guest-exec-status':
        if (++this.#asked < 2) return { return: { exited: false } };
        return {
          return: { exited: true, exitcode: 3, 'out-data': text('grün\n'), 'err-data': text('oops') },
        };
      case 'guest-file-open':
        if (args.mode === 'w') this.files.set(args.path, Buffer.alloc(0));
        return { return: this.#handles.push({ path: args.path, at: 0 }) - 1 };
      case 'guest-file-write': {
        const handle = this.#handles[args.handle] as { path: string };
        const data = Buffer.from(args['buf-b64'], 'base64').subarray(0, FILE_PIECE);
        this.files.set(handle.path, Buffer.concat([this.files.get(handle.path) as Buffer, data]));
        return { return: { count: data.length, eof: false } };
      }
      case 'guest-file-read': {
        if (++this.#reads === this.failingRead)
          return { error: { class: 'GenericError', desc: 'I/O error' } };
        const handle = this.#handles[args.handle] as { path: string; at: number };
        const data = (this.files.get(handle.path) as Buffer).subarray(handle.at, handle.at + FILE_PIECE);
        handle.at += data.length;
        return {
          return: { count: data.length, 'buf-b64': data.toString('base64'), eof: data.length < FILE_PIECE },
        };
      }
      default:
        return { return: {} };
    }
  }

  /** In pieces, as a serial line delivers. */
  #reply(message: unknown): void {
    for (const byte of Buffer.from(`${JSON.stringify(message)}\n`)) this.#wire.write(Buffer.of(byte));
  }
}

/** Bytes. */
const CHATTER = 32 * 2 ** 20;
const CHATTER_PIECE = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function arrayBuffersInUse(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

function agentOf(guest: ModelGuest): QemuAgent {
  const channel = new AgentChannel(guest.ours);
  return new QemuAgent(() => channel);
}

test('a program gives its exit code and output', async () => {
  const guest = new ModelGuest();
  const result = await agentOf(guest).exec('/bin/sh', ['-c', 'true'], { input: 'in', env: { LANG: 'C' } });
  expect(result).toEqual({ exitCode: 3, stdout: 'grün\n', stderr: 'oops' });
  expect(JSON.parse(String(guest.files.get('command')))).toEqual({
    path: '/bin/sh',
    arg: ['-c', 'true'],
    'capture-output': true,
    'input-data': Buffer.from('in').toString('base64'),
    env: ['LANG=C'],
  });
});

test('a serial line that sends back our own words until the agent runs is waited for', async () => {
  const guest = new ModelGuest({
    leftover: 'login: {"execute":"guest-sync-delimited","arguments":{"id":1}}\r\n',
  });
  expect(await agentOf(guest).exec('/bin/true', [])).toMatchObject({ exitCode: 3 });
});

test('what an earlier conversation left on the line is thrown away', async () => {
  const guest = new ModelGuest({ leftover: '{"return": {"pid": 1}}\n{"return": {"exi' });
  expect(await agentOf(guest).exec('/bin/true', [])).toMatchObject({ exitCode: 3 });
});

test('files come and go whole, in the pieces that the agent takes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agent-test-'));
  try {
    const guest = new ModelGuest();
    const content = Buffer.from(Array.from({ length: 4321 }, (_, index) => index % 251));
    await writeFile(join(folder, 'in'), content);
    await agentOf(guest).copyIn(join(folder, 'in'), '/tmp/file');
    expect(guest.files.get('/tmp/file')?.equals(content)).toBe(true);
    const agent = agentOf(new ModelGuest());
    await agent.copyIn(join(folder, 'in'), '/tmp/file');
    await agent.copyOut('/tmp/file', join(folder, 'out'));
    expect((await readFile(join(folder, 'out'))).equals(content)).toBe(true);
    expect(guest.requests.filter((name) => name === 'guest-file-close')).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a copy out of the guest that fails leaves what was there, and nothing else', async () => {
  const folder = test.info().outputPath();
  const to = join(folder, 'out');
  await writeFile(to, 'older');
  const guest = new ModelGuest();
  guest.files.set('/tmp/log', Buffer.alloc(FILE_PIECE * 3));
  guest.failingRead = 2;
  const error = await agentOf(guest)
    .copyOut('/tmp/log', to)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'hypervisor' });
  expect(await readdir(folder)).toEqual(['out']);
  expect(await readFile(to, 'utf8')).toBe('older');
  const nowhere = await agentOf(guest)
    .copyOut('/tmp/log', join(folder, 'none', 'out'))
    .catch((thrown: unknown) => thrown);
  expect(nowhere).toMatchObject({ code: 'io' });
  expect(String(nowhere)).toContain(`cannot open '${join(folder, 'none', 'out')}'`);
});

test('what a guest writes while nobody asks is not kept', async () => {
  const [ours, guest] = streamPair();
  new AgentChannel(ours);
  const before = arrayBuffersInUse();
  for (let sent = 0; sent < CHATTER; sent += CHATTER_PIECE) {
    await new Promise((resolve) => guest.write(Buffer.alloc(CHATTER_PIECE, 'x'), resolve));
  }
  await expect.poll(() => arrayBuffersInUse() - before).toBeLessThan(CHATTER / 2); // freed a moment later
  ours.destroy();
});

test('a refusal carries the words of the agent', async () => {
  const error = await agentOf(new ModelGuest())
    .exec('/bin/none', [])
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'hypervisor',
    shortMessage: "the guest agent refused 'guest-exec': No such file",
  });
});

test('a guest without an agent ends the call at its deadline and says how to get one', async () => {
  const [ours] = streamPair();
  const channel = new AgentChannel(ours);
  const error = await new QemuAgent(() => channel)
    .exec('/bin/true', [], { timeout: 30 })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'timeout',
    remedy: 'Install and start qemu-guest-agent in the guest.',
  });
});

test('a machine that ends ends the call', async () => {
  const [ours] = streamPair();
  const channel = new AgentChannel(ours);
  const waiting = new QemuAgent(() => channel).exec('/bin/true', []).catch((thrown: unknown) => thrown);
  ours.destroy();
  expect(await waiting).toMatchObject({ code: 'connection-lost' });
});
