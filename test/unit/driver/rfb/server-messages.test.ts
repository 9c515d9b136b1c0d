/** What servers say after ServerInit, from bytes; and what they must not say, refused by the name of its field. */

import { deflateSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { ByteQueue } from '../../../../src/driver/rfb/byte-queue.ts';
import { DEFAULT_LIMITS } from '../../../../src/driver/rfb/limits.ts';
import { Parser } from '../../../../src/driver/rfb/parsing.ts';
import { PSEUDO_ENCODING } from '../../../../src/driver/rfb/protocol.ts';
import { type ServerMessageHandlers, serverMessages } from '../../../../src/driver/rfb/server-messages.ts';
import { raw, rectangle, u16, u32, update } from '../../../support/rfb/scripted-server.ts';
import { Canvas } from './support.ts';

/** Every handler, writing down what it is told. */
function record(told: unknown[][]): ServerMessageHandlers {
  const names = [
    ...[
      'updateStarted',
      'drawn',
      'updateEnded',
      'resized',
      'layout',
      'cursor',
      'name',
      'leds',
      'extendedKeys',
    ],
    ...[
      'extendedButtons',
      'pointerAbsolute',
      'bell',
      'cutText',
      'clipboard',
      'fence',
      'endOfContinuousUpdates',
    ],
  ];
  return Object.fromEntries(
    names.map((name) => [name, (...args: unknown[]) => void told.push([name, ...args])]),
  );
}

/** What the handlers are told of `bytes`, fed whole and byte by byte alike. */
function hear(
  bytes: readonly number[],
  chunk = bytes.length,
): { told: unknown[][]; canvas: Canvas; left: number } {
  const told: unknown[][] = [];
  const canvas = new Canvas({ width: 8, height: 4 });
  const queue = new ByteQueue();
  const { framebuffer, pixels, decoders } = canvas;
  const context = { framebuffer, pixels, decoders, limits: DEFAULT_LIMITS, handlers: record(told) };
  const parser = new Parser(queue, serverMessages(queue, context));
  for (let at = 0; at < bytes.length; at += chunk) parser.push(Uint8Array.from(bytes.slice(at, at + chunk)));
  return { told, canvas, left: queue.length };
}

const WHITE = [255, 255, 255, 0];
const pseudo = (encoding: number, x = 0, y = 0, width = 0, height = 0) =>
  rectangle(x, y, width, height, encoding);

test('an update tells its start, each rectangle and its end', () => {
  const { told } = hear(update(raw(1, 2, 2, 1, WHITE)));
  expect(told).toEqual([
    ['updateStarted'],
    ['drawn', { x: 1, y: 2, width: 2, height: 1 }, 0],
    ['updateEnded'],
  ]);
});

test('an update of unknown length ends at LastRect', () => {
  const { told, left } = hear([
    0,
    0,
    0xff,
    0xff,
    ...raw(0, 0, 1, 1, WHITE),
    ...pseudo(PSEUDO_ENCODING.lastRect),
    2,
  ]);
  expect(told.map(([name]) => name)).toEqual(['updateStarted', 'drawn', 'updateEnded', 'bell']);
  expect(left).toBe(0);
});

test('messages split at any byte tell the same', () => {
  const bytes = [
    ...update(
      raw(0, 0, 2, 1, WHITE),
      pseudo(PSEUDO_ENCODING.desktopSize, 0, 0, 5, 3),
      raw(4, 2, 1, 1, WHITE),
    ),
    ...[248, 0, 0, 0, ...u32(0x8000_0001), 3, 7, 8, 9],
    ...[3, 0, 0, 0, ...u32(2), 0x68, 0xe9, 150],
  ];
  const whole = hear(bytes);
  for (const chunk of [1, 2, 3, 7]) expect(hear(bytes, chunk).told).toEqual(whole.told);
  expect(whole.told.map(([name]) => name)).toEqual([
    ...['updateStarted', 'drawn', 'resized', 'drawn', 'updateEnded'],
    ...['fence', 'cutText', 'endOfContinuousUpdates'],
  ]);
  expect(whole.told.find(([name]) => name === 'cutText')).toEqual(['cutText', 'hé']);
});

test('the pointer is a picture of its own with a mask, and never drawn', () => {
  const pixels = [...WHITE, ...[1, 2, 3, 0]];
  const { told, canvas } = hear(
    update([...pseudo(PSEUDO_ENCODING.cursor, 1, 0, 2, 1), ...pixels, 0b0100_0000]),
  );
  const data = Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 255);
  expect(told[1]).toEqual(['cursor', { width: 2, height: 1, hotspot: { x: 1, y: 0 }, data }]);
  expect(canvas.framebuffer.data.every((byte, index) => byte === (index % 4 === 3 ? 255 : 0))).toBe(true);
});

test('a picture of no pixels is an invisible pointer', () => {
  expect(hear(update(pseudo(PSEUDO_ENCODING.cursor))).told[1]).toEqual(['cursor', undefined]);
});

test('facts come as pseudo-rectangles', () => {
  const { told } = hear(
    update(
      [...pseudo(PSEUDO_ENCODING.ledState), 0b110],
      pseudo(PSEUDO_ENCODING.qemuExtendedKeyEvent),
      pseudo(PSEUDO_ENCODING.extendedMouseButtons),
      pseudo(PSEUDO_ENCODING.qemuPointerMotionChange, 1),
      pseudo(PSEUDO_ENCODING.qemuPointerMotionChange, 0),
      [...pseudo(PSEUDO_ENCODING.desktopName), ...u32(3), 0x61, 0xc3, 0xa9],
    ),
  );
  expect(told.slice(1, -1)).toEqual([
    ['leds', { capsLock: true, numLock: true, scrollLock: false }],
    ['extendedKeys'],
    ['extendedButtons'],
    ['pointerAbsolute', true],
    ['pointerAbsolute', false],
    ['name', 'aé'],
  ]);
});

test('ExtendedDesktopSize resizes unless it is a refusal, and tells its screens', () => {
  const screen = [...u32(7), ...u16(0), ...u16(0), ...u16(3), ...u16(2), ...u32(0)];
  const size = (status: number) => [
    ...pseudo(PSEUDO_ENCODING.extendedDesktopSize, 1, status, 3, 2),
    1,
    0,
    0,
    0,
    ...screen,
  ];
  const screens = [{ id: 7, x: 0, y: 0, width: 3, height: 2, flags: 0 }];
  expect(hear(update(size(0))).told.slice(1, -1)).toEqual([
    ['resized', { width: 3, height: 2 }],
    ['layout', { width: 3, height: 2, screens, reason: 1, status: 0 }],
  ]);
  const { told, canvas } = hear(update(size(1)));
  expect(told.slice(1, -1)).toEqual([['layout', { width: 3, height: 2, screens, reason: 1, status: 1 }]]);
  expect(canvas.framebuffer.width).toBe(8);
});

test('a display without pixels keeps the size that it had', () => {
  const { told, canvas } = hear(update(pseudo(PSEUDO_ENCODING.desktopSize)));
  expect(told.map(([name]) => name)).toEqual(['updateStarted', 'updateEnded']);
  expect(canvas.framebuffer.width).toBe(8);
});

test('the extended clipboard tells what the server can, has and gives', () => {
  const message = (flags: number, data: Uint8Array | number[] = []) => [
    ...[3, 0, 0, 0],
    ...u32(-(4 + data.length)),
    ...u32(flags),
    ...data,
  ];
  const text = Buffer.from('a\r\né\0');
  const { told } = hear([
    ...message(0x1f00_0001, u32(4096)),
    ...message(0x0800_0001),
    ...message(0x1000_0001, deflateSync(Buffer.from([...u32(text.length), ...text]))),
  ]);
  expect(told).toEqual([
    ['clipboard', { action: 'caps', actions: 0x1f00_0000, textBytes: 4096 }],
    ['clipboard', { action: 'notify', text: true }],
    ['clipboard', { action: 'provide', text: 'a\né' }],
  ]);
});

const bomb = deflateSync(Buffer.alloc(2 ** 22));
const REFUSED: readonly [what: string, bytes: number[], message: string | RegExp][] = [
  ['an unknown message', [77], 'message-type: expected one that servers send, got 77'],
  [
    'an encoding that nobody asked for',
    update(rectangle(0, 0, 1, 1, 15)),
    'encoding-type: expected one that was asked for, got 15',
  ],
  [
    'a rectangle outside',
    update(raw(8, 0, 1, 1, WHITE)),
    /Raw rectangle: expected it within the framebuffer of 8x4/,
  ],
  [
    'a huge display',
    update(pseudo(PSEUDO_ENCODING.desktopSize, 0, 0, 65535, 65535)),
    /DesktopSize width and height: expected at most \d+ pixels in all, got 65535x65535/,
  ],
  [
    'a huge name',
    update([...pseudo(PSEUDO_ENCODING.desktopName), ...u32(2 ** 30)]),
    'DesktopName length: expected at most 4096 bytes, got 1073741824',
  ],
  [
    'a huge pointer',
    update(pseudo(PSEUDO_ENCODING.cursor, 0, 0, 65535, 1)),
    'Cursor width: expected at most 512 pixels, got 65535',
  ],
  [
    'a huge clipboard',
    [3, 0, 0, 0, ...u32(2 ** 30)],
    'ServerCutText length: expected at most 1048576 bytes, got 1073741824',
  ],
  [
    'a huge extended clipboard',
    [3, 0, 0, 0, ...u32(-(2 ** 31))],
    'extended clipboard length: expected at most 1048576 bytes, got 2147483648',
  ],
  [
    'an extended clipboard without flags',
    [3, 0, 0, 0, ...u32(-3), 0, 0, 0],
    'extended clipboard length: expected at least 4 bytes of flags, got 3',
  ],
  [
    'a clipboard that unpacks without end',
    [3, 0, 0, 0, ...u32(-4 - bomb.length), ...u32(0x1000_0001), ...bomb],
    'extended clipboard data: expected at most 1048580 bytes unpacked, got more',
  ],
  [
    'a clipboard that is no zlib stream',
    [3, 0, 0, 0, ...u32(-6), ...u32(0x1000_0001), 1, 2],
    'extended clipboard data: expected a zlib stream, got something else',
  ],
  ['a long fence', [248, 0, 0, 0, ...u32(0), 65], 'Fence length: expected at most 64 bytes, got 65'],
  ['a large colour map', [1, 0, 0, 0, 1, 1], 'number-of-colours: expected at most 256 entries, got 257'],
  [
    'LEDs that do not exist',
    update([...pseudo(PSEUDO_ENCODING.ledState), 9]),
    'LED state: expected three bits, got 9',
  ],
];

for (const [what, bytes, message] of REFUSED) {
  test(`${what} is refused by the name of its field`, () => {
    let error: unknown;
    try {
      hear(bytes);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'protocol' });
    const { shortMessage } = error as { shortMessage: string };
    if (typeof message === 'string') expect(shortMessage).toBe(`RFB: ${message}`);
    else expect(shortMessage).toMatch(message);
  });
}
