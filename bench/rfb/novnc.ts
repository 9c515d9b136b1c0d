/** noVNC's decoders on its own queue of bytes, drawing into plain memory where a browser has a canvas. */
import type { Updates } from './rectangles.ts';

const CORE = new URL('../../node_modules/@novnc/novnc/core/', import.meta.url);
const FILES = {
  Raw: 'raw',
  CopyRect: 'copyrect',
  RRE: 'rre',
  Hextile: 'hextile',
  Tight: 'tight',
  ZRLE: 'zrle',
} as const;
const NUMBERS: Readonly<Record<number, keyof typeof FILES>> = {
  0: 'Raw',
  1: 'CopyRect',
  2: 'RRE',
  5: 'Hextile',
  7: 'Tight',
  16: 'ZRLE',
};
const DEPTH = 24;
/** Missing in Node 20. */
const SOCKET_CLASS = 'WebSocket';

interface Decoder {
  decodeRect(
    x: number,
    y: number,
    width: number,
    height: number,
    sock: Websock,
    display: Canvas,
    depth: number,
  ): boolean;
}

interface Channel {
  onmessage?(event: { data: ArrayBufferLike }): void;
}

interface Websock {
  attach(channel: Channel): void;
  on(event: 'message', listener: () => void): void;
}

/** Where noVNC draws; its Display needs a browser. Copies rows, as a canvas must at least. */
class Canvas {
  readonly pixels: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #stride: number;

  constructor({ width, height }: Updates) {
    this.pixels = new Uint32Array(width * height);
    this.#bytes = new Uint8Array(this.pixels.buffer);
    this.#stride = width;
  }

  fillRect(
    x: number,
    y: number,
    width: number,
    height: number,
    [red = 0, green = 0, blue = 0]: ArrayLike<number> & Iterable<number>,
  ): void {
    const word = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
    for (let row = y; row < y + height; row++)
      this.pixels.fill(word, row * this.#stride + x, row * this.#stride + x + width);
  }

  blitImage(x: number, y: number, width: number, height: number, data: Uint8Array, offset: number): void {
    for (let row = 0; row < height; row++) {
      const from = offset + 4 * row * width;
      this.#bytes.set(data.subarray(from, from + 4 * width), 4 * ((y + row) * this.#stride + x));
    }
  }

  copyImage(oldX: number, oldY: number, x: number, y: number, width: number, height: number): void {
    for (let i = 0; i < height; i++) {
      const row = oldY >= y ? i : height - 1 - i;
      const from = (oldY + row) * this.#stride + oldX;
      this.pixels.copyWithin((y + row) * this.#stride + x, from, from + width);
    }
  }
}

/** Decodes all updates, fed in chunks of that many bytes, and gives the pixels. */
export async function createNoVnc() {
  // Of a browser's globals it wants a place for its log, and names of states.
  Object.assign(globalThis, {
    window: { console },
    [SOCKET_CLASS]: { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 },
  });
  const load = async <Type>(file: string) =>
    (await import(new URL(file, CORE).href)) as { default: new () => Type };
  const { default: Queue } = await load<Websock>('websock.js');
  const names = Object.values(NUMBERS);
  const loaded = await Promise.all(
    names.map(async (name) => [name, (await load<Decoder>(`decoders/${FILES[name]}.js`)).default] as const),
  );
  const classes = new Map(loaded);
  return (updates: Updates, chunkBytes: number): Uint32Array => {
    const decoders = new Map(names.map((name) => [name, new (classes.get(name) as new () => Decoder)()]));
    const canvas = new Canvas(updates);
    const sock = new Queue();
    const channel = fakeChannel();
    sock.attach(channel);
    let next = 0;
    sock.on('message', () => {
      for (; next < updates.rectangles.length; next++) {
        const { region, encoding } = updates.rectangles[next] as Updates['rectangles'][number];
        const decoder = decoders.get(NUMBERS[encoding] as keyof typeof FILES) as Decoder;
        const { x, y, width, height } = region;
        if (!decoder.decodeRect(x, y, width, height, sock, canvas, DEPTH)) return;
      }
    });
    for (let at = 0; at < updates.bytes.length; at += chunkBytes)
      channel.onmessage?.({ data: updates.bytes.slice(at, at + chunkBytes) as unknown as ArrayBuffer });
    if (next < updates.rectangles.length) throw new Error('noVNC waits for more');
    return canvas.pixels;
  };
}

/** What Websock wants of a WebSocket. */
function fakeChannel(): Channel {
  return {
    ...{ binaryType: 'arraybuffer', protocol: '', readyState: 'open' },
    ...{ onopen() {}, onclose() {}, onerror() {}, onmessage() {}, send() {}, close() {} },
  } as Channel;
}
