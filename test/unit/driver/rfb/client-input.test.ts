/** Keys, pointer, clipboard and display size over a connection, as the server hears them. */
import { expect, test } from '@playwright/test';
import { RfbClient } from '../../../../src/driver/rfb/client.ts';
import { packText } from '../../../../src/driver/rfb/extended-clipboard.ts';
import type { RfbOptions } from '../../../../src/driver/rfb/options.ts';
import { PSEUDO_ENCODING } from '../../../../src/driver/rfb/protocol.ts';
import {
  type ClientMessage,
  raw,
  rectangle,
  type ScriptedPeer,
  serve,
  u16,
  u32,
  update,
} from '../../../support/rfb/scripted-server.ts';

const FAST = { keys: { press: 0, interval: 0 }, pointer: { interval: 0 } } satisfies Partial<RfbOptions>;
const fence = (flags: number, payload: string) => [
  ...[248, 0, 0, 0, ...u32(flags), payload.length],
  ...Buffer.from(payload),
];
const pseudo = (encoding: number, x = 0) => rectangle(x, 0, 0, 0, encoding);

/** A server of 200x100 pixels that says `facts` first; then `messages`; hands what it hears to `hear`. */
function listen(
  facts: readonly number[][],
  hear: (message: ClientMessage, peer: ScriptedPeer) => void,
  messages: readonly number[] = [],
) {
  return serve(async (peer) => {
    await peer.greet({ width: 200, height: 100 });
    await peer.next('request');
    peer.write(update(...facts, raw(0, 0, 200, 100, [0, 0, 0, 0])), [...messages]);
    for (;;) {
      const message = await peer.message();
      if (message.type === 'request' && !message.incremental)
        peer.write(update(raw(0, 0, 200, 100, [0, 0, 0, 0])));
      else hear(message, peer);
    }
  });
}

async function connect(
  server: { address: { host: string; port: number } },
  options: Partial<RfbOptions> = {},
): Promise<RfbClient> {
  const client = await RfbClient.connect({ address: server.address, ...FAST, ...options });
  await client.refresh();
  return client;
}

const text = (message: ClientMessage) =>
  message.type === 'key'
    ? `${message.down ? '+' : '-'}${message.keysym.toString(16)}${message.scancode === undefined ? '' : `/${message.scancode.toString(16)}`}`
    : '';

test('keys are keysyms where the server has nothing better, and scan codes where it has', async () => {
  const events = [
    { key: 'ShiftLeft', down: true },
    { key: 'Digit1', down: true },
    { key: 'ShiftLeft', down: false },
    { key: 'Digit1', down: false },
    { key: 'ArrowUp', down: true, keysym: 0xff52 },
    { key: 'ArrowUp', down: false, keysym: 0xff52 },
  ] as const;
  for (const [facts, options, expected] of [
    [[], {}, ['+ffe1', '+21', '-ffe1', '-21', '+ff52', '-ff52']],
    [
      [pseudo(PSEUDO_ENCODING.qemuExtendedKeyEvent)],
      {},
      ['+ffe1/2a', '+21/2', '-ffe1/2a', '-21/2', '+ff52/c8', '-ff52/c8'],
    ],
    [
      [pseudo(PSEUDO_ENCODING.qemuExtendedKeyEvent)],
      { keys: { ...FAST.keys, extended: false } },
      ['+ffe1', '+21', '-ffe1', '-21', '+ff52', '-ff52'],
    ],
  ] as const) {
    const heard: string[] = [];
    await using server = await listen(facts as readonly number[][], (message) => heard.push(text(message)));
    await using client = await connect(server, options);
    await client.keys(events);
    await expect.poll(() => heard.filter(Boolean)).toEqual(expected);
  }
});

test('our answer to a fence is the same without the request', async () => {
  const heard: ClientMessage[] = [];
  await using server = await listen([], (message) => heard.push(message), fence(0x8000_0001, 'ab'));
  await using client = await connect(server);
  await expect
    .poll(() => heard.find(({ type }) => type === 'fence'))
    .toEqual({ type: 'fence', flags: 1, payload: Buffer.from('ab') });
  expect(client.features?.fence).toBe(true);
});

test('keys have arrived when the server answers the fence behind them', async () => {
  const heard: string[] = [];
  let answer: (() => void) | undefined;
  const hear = (message: ClientMessage, peer: ScriptedPeer) => {
    if (message.type === 'key') heard.push('key');
    if (message.type !== 'fence' || message.flags < 2 ** 31) return;
    heard.push('fence');
    answer = () => peer.write(fence(1, message.payload.toString()));
  };
  await using server = await listen([], hear, fence(0x8000_0001, 'ab'));
  await using client = await connect(server);
  let done = false;
  const typing = client.keys([{ key: 'KeyA', down: true }]).then(() => {
    done = true;
  });
  await expect.poll(() => answer).toBeDefined();
  expect([heard, done]).toEqual([['key', 'fence'], false]);
  answer?.();
  await typing;
});

test('the pointer is positions, buttons and notches; then movements where the server says so', async () => {
  const heard: string[] = [];
  let say: (bytes: number[]) => void = () => {};
  await using server = await listen([], (message, peer) => {
    say = (bytes) => peer.write(bytes);
    if (message.type === 'pointer') heard.push(`${message.x},${message.y} ${message.buttons}`);
  });
  await using client = await connect(server);
  await client.pointer([
    { type: 'move', x: 10, y: 20 },
    { type: 'button', button: 'right', down: true },
    { type: 'button', button: 'right', down: false },
    { type: 'wheel', dx: 0, dy: 1 },
  ]);
  await expect.poll(() => heard).toEqual(['10,20 0', '10,20 4', '10,20 0', '10,20 16', '10,20 0']);
  await expect(client.pointer([{ type: 'move', x: 200, y: 0 }])).rejects.toMatchObject({
    code: 'invalid-argument',
  });
  say(update(pseudo(PSEUDO_ENCODING.qemuPointerMotionChange, 0)));
  await expect.poll(() => client.states['pointer.absolute']).toBe(false);
  heard.length = 0;
  await expect(client.pointer([{ type: 'move', x: 1, y: 1 }])).rejects.toMatchObject({
    code: 'machine-state',
  });
  await client.pointer([{ type: 'moveBy', dx: 3, dy: -2 }]);
  await expect.poll(() => heard).toEqual([`${0x7fff + 3},${0x7fff - 2} 0`]);
});

test('LEDs are told, and change what letters mean to QEMU', async () => {
  const heard: string[] = [];
  const facts = [pseudo(PSEUDO_ENCODING.qemuExtendedKeyEvent), [...pseudo(PSEUDO_ENCODING.ledState), 0b100]];
  await using server = await listen(facts, (message) => heard.push(text(message)));
  await using client = await connect(server);
  expect(client.states.leds).toEqual({ capsLock: true, numLock: false, scrollLock: false });
  await client.keys([{ key: 'KeyA', down: true }]);
  await expect.poll(() => heard.filter(Boolean)).toEqual(['+41/1e']);
});

test('the clipboard is Latin-1 both ways on a plain server', async () => {
  const heard: ClientMessage[] = [];
  const guest = [3, 0, 0, 0, ...u32(2), 0x67, 0xfc];
  await using server = await listen([], (message) => heard.push(message), guest);
  await using client = await connect(server);
  await expect.poll(() => client.clipboard).toBe('gü');
  await client.setClipboard('hé☃');
  await expect.poll(() => heard.find(({ type }) => type === 'cut')).toEqual({ type: 'cut', text: 'hé?' });
});

test('the clipboard is Unicode both ways where the server has the extended one', async () => {
  const heard: { flags: number; data: Buffer }[] = [];
  const plain: string[] = [];
  const extended = (flags: number, data: Uint8Array | number[] = []) => [
    ...[3, 0, 0, 0, ...u32(-(4 + data.length)), ...u32(flags)],
    ...data,
  ];
  const hear = (message: ClientMessage, peer: ScriptedPeer) => {
    if (message.type === 'cut') plain.push(message.text);
    if (message.type !== 'clipboard') return;
    heard.push(message);
    if (message.flags === 0x0200_0001) peer.write(extended(0x1000_0001, packText('☃\nzwei'))); // asked: gives
    if (message.flags === 0x0800_0001) peer.write(extended(0x0200_0001)); // told: asks
  };
  const caps = extended(0x1f00_0001, u32(0));
  await using server = await listen([], hear, [...caps, ...extended(0x0800_0001)]);
  await using client = await connect(server);
  await expect.poll(() => client.clipboard).toBe('☃\nzwei');
  await client.setClipboard('größer');
  await expect.poll(() => heard.length).toBe(4);
  expect(heard.map(({ flags }) => flags.toString(16))).toEqual([
    '1f000001',
    '2000001',
    '8000001',
    '10000001',
  ]);
  expect(heard.at(-1)?.data).toEqual(Buffer.from(packText('größer')));
  await client.setClipboard('☃');
  await expect.poll(() => heard.length).toBe(6);
  expect(plain).toEqual(['größer']); // for servers that announce Unicode and drop it
});

test('another size is asked for, and has come when the call is done; a refusal says why', async () => {
  const layout = (reason: number, status: number, width: number, height: number) => [
    ...[
      ...u16(reason),
      ...u16(status),
      ...u16(width),
      ...u16(height),
      ...u32(PSEUDO_ENCODING.extendedDesktopSize),
    ],
    ...[1, 0, 0, 0, ...u32(9), ...u16(0), ...u16(0), ...u16(width), ...u16(height), ...u32(0)],
  ];
  const asked: string[] = [];
  await using server = await serve(async (peer) => {
    let [width, height] = [200, 100];
    await peer.greet({ width, height });
    await peer.next('request');
    const black = () => raw(0, 0, width, height, [0, 0, 0, 0]);
    peer.write(update(layout(0, 0, width, height), black()));
    for (;;) {
      const message = await peer.message();
      if (message.type === 'request' && !message.incremental) peer.write(update(black()));
      if (message.type !== 'size') continue;
      asked.push(`${message.width}x${message.height} ${message.screens}`);
      if (message.width > 500) {
        peer.write(update(layout(1, 2, message.width, message.height)));
        continue;
      }
      [width, height] = [message.width, message.height];
      peer.write(update(layout(1, 0, width, height)));
    }
  });
  await using client = await connect(server);
  await client.setDesktopSize({ width: 60, height: 40 });
  expect(client.size).toEqual({ width: 60, height: 40 });
  await expect(client.setDesktopSize({ width: 600, height: 40 })).rejects.toMatchObject({
    code: 'hypervisor',
    details: { status: 2 },
  });
  expect(asked).toEqual(['60x40 1', '600x40 1']);
});

test('a server that never told of its screens cannot change its size', async () => {
  await using server = await listen([], () => {});
  await using client = await connect(server);
  await expect(client.setDesktopSize({ width: 60, height: 40 })).rejects.toMatchObject({
    code: 'unsupported',
  });
});
