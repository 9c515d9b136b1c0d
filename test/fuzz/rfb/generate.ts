/** Streams that a server may send: every message, every pseudo-encoding, every encoding, by chance. */
import { deflateSync } from 'node:zlib';
import { ENCODINGS } from '../../../src/driver/rfb/encodings/table.ts';
import { CLIPBOARD, PSEUDO_ENCODING, SERVER_MESSAGE } from '../../../src/driver/rfb/protocol.ts';
import { Encoder, type EncodingName, u16 } from '../../support/rfb/encoder.ts';
import { plainPixel } from '../../support/rfb/pixel-writer.ts';
import { FORMATS, type Random, randomPicture } from '../../support/rfb/test-picture.ts';
import { damage } from './mutate.ts';
import type { Stream } from './target.ts';

const NAMES = ['Raw', 'RRE', 'Hextile', 'ZRLE', 'Tight'] as const satisfies readonly EncodingName[];
const MOST_SIDE = 100;
const MOST_MESSAGES = 6;
const MOST_RECTANGLES = 4;
/** One in so many generated pictures is damaged before it is compressed, so that decoders see it behind zlib. */
const DAMAGED_INSIDE = 3;

/** What every run must reach: the names that the parser and the decoders give. */
export const EXPECTED_STATES = [
  ...['FramebufferUpdate', 'SetColourMapEntries', 'Bell', 'ServerCutText', 'ExtendedClipboard', 'Fence'],
  ...['EndOfContinuousUpdates', 'LastRect', 'DesktopSize', 'ExtendedDesktopSize', 'Cursor', 'DesktopName'],
  ...['LEDState', 'QEMU extended key event', 'ExtendedMouseButtons', 'QEMU pointer motion change'],
  ...['Raw', 'CopyRect', 'RRE', 'Hextile', 'ZRLE', 'Tight'],
  ...[
    'raw',
    'solid',
    'palette of 1 bits',
    'palette of 2 bits',
    'palette of 4 bits',
    'runs',
    'palette runs',
  ].map((kind) => `ZRLE ${kind}`),
  ...['fill', 'copy', 'gradient', 'palette', 'palette of 1 bit'].map((kind) => `Tight ${kind}`),
] as const;

/** A stream of a few messages; valid but for what `damaged` changes within compressed data. */
export function generateStream(random: Random, damaged: boolean): Stream {
  const formats = Object.values(FORMATS);
  const format = formats[random(3) === 0 ? random(formats.length) : 0] as Stream['format'];
  const size = { width: 1 + random(MOST_SIDE), height: 1 + random(MOST_SIDE) };
  const server = new Server(random, { ...size, format }, damaged);
  const messages = Array.from({ length: 1 + random(MOST_MESSAGES) }, () => server.message());
  return { ...size, format, bytes: Buffer.concat(messages), pieces: [] };
}

class Server {
  readonly #random: Random;
  readonly #encoder: Encoder;
  readonly #format: Stream['format'];
  #width: number;
  #height: number;

  constructor(random: Random, { width, height, format }: Omit<Stream, 'bytes' | 'pieces'>, damaged: boolean) {
    this.#random = random;
    const inside = damaged
      ? (data: Uint8Array) => (random(DAMAGED_INSIDE) === 0 ? damage(data, random) : data)
      : undefined;
    this.#encoder = new Encoder(random, inside);
    this.#format = format;
    this.#width = width;
    this.#height = height;
  }

  message(): Buffer {
    const random = this.#random;
    if (random(2) === 0) return this.#update();
    const others = [
      () => [SERVER_MESSAGE.bell],
      () => [SERVER_MESSAGE.endOfContinuousUpdates],
      () => [SERVER_MESSAGE.fence, 0, 0, 0, ...u32(random(8)), ...counted(1, this.#bytes(random(65)))],
      () => [SERVER_MESSAGE.serverCutText, 0, 0, 0, ...counted(4, this.#bytes(random(300)))],
      () => this.#clipboard(),
      () => {
        const count = random(5);
        return [
          SERVER_MESSAGE.setColourMapEntries,
          0,
          ...u16(random(252)),
          ...u16(count),
          ...this.#bytes(6 * count),
        ];
      },
    ];
    return Buffer.from((others[random(others.length)] as () => number[])());
  }

  #update(): Buffer {
    const random = this.#random;
    const count = 1 + random(MOST_RECTANGLES);
    const last = random(4) === 0;
    const rectangles = Array.from({ length: count }, () =>
      random(3) > 0 ? this.#pixels() : Buffer.from(this.#facts()),
    );
    const head = [SERVER_MESSAGE.framebufferUpdate, 0, ...u16(last ? 0xffff : count)];
    const tail = last ? this.#header({ x: 0, y: 0, width: 0, height: 0 }, PSEUDO_ENCODING.lastRect) : [];
    return Buffer.concat([Buffer.from(head), ...rectangles, Buffer.from(tail)]);
  }

  #pixels(): Buffer {
    const random = this.#random;
    const [width, height] = [1 + random(this.#width), 1 + random(this.#height)];
    const place = { x: random(this.#width - width + 1), y: random(this.#height - height + 1), width, height };
    if (random(6) === 0) {
      const from = [...u16(random(this.#width - width + 1)), ...u16(random(this.#height - height + 1))];
      return Buffer.from([...this.#header(place, ENCODINGS.CopyRect), ...from]);
    }
    const name = NAMES[random(NAMES.length)] as EncodingName;
    const picture = randomPicture(random, { width, height, format: this.#format });
    return Buffer.concat([
      Buffer.from(this.#header(place, ENCODINGS[name])),
      this.#encoder.encode(name, picture),
    ]);
  }

  #facts(): number[] {
    const random = this.#random;
    const nowhere = { x: random(2), y: 0, width: 0, height: 0 };
    const resize = (): { x: number; y: number; width: number; height: number } => {
      this.#width = 1 + random(MOST_SIDE);
      this.#height = 1 + random(MOST_SIDE);
      return { x: 0, y: 0, width: this.#width, height: this.#height };
    };
    const kinds = [
      () => this.#header(resize(), PSEUDO_ENCODING.desktopSize),
      () => [...this.#header(resize(), PSEUDO_ENCODING.extendedDesktopSize), 1, 0, 0, 0, ...this.#bytes(16)],
      () => this.#cursor(),
      () => [...this.#header(nowhere, PSEUDO_ENCODING.desktopName), ...counted(4, this.#bytes(random(40)))],
      () => [...this.#header(nowhere, PSEUDO_ENCODING.ledState), random(8)],
      () => this.#header(nowhere, PSEUDO_ENCODING.qemuExtendedKeyEvent),
      () => this.#header(nowhere, PSEUDO_ENCODING.extendedMouseButtons),
      () => this.#header(nowhere, PSEUDO_ENCODING.qemuPointerMotionChange),
    ];
    return (kinds[random(kinds.length)] as () => number[])();
  }

  #cursor(): number[] {
    const random = this.#random;
    const [width, height] = [random(20), random(20)];
    const { redMax, greenMax, blueMax } = this.#format;
    const pixels = Array.from({ length: width * height }, () =>
      plainPixel(this.#format, [random(redMax + 1), random(greenMax + 1), random(blueMax + 1)]),
    );
    const mask = this.#bytes(Math.ceil(width / 8) * height);
    return [
      ...this.#header({ x: 0, y: 0, width, height }, PSEUDO_ENCODING.cursor),
      ...pixels.flat(),
      ...mask,
    ];
  }

  #clipboard(): number[] {
    const random = this.#random;
    const actions = [CLIPBOARD.caps, CLIPBOARD.request, CLIPBOARD.peek, CLIPBOARD.notify, CLIPBOARD.provide];
    const action = actions[random(actions.length)] as number;
    const text = Buffer.from(`${'some text '.repeat(random(20))}\0`);
    const data =
      action === CLIPBOARD.provide
        ? [...deflateSync(Buffer.from([...u32(text.length), ...text]))]
        : u32(1000);
    const body = [...u32(action | CLIPBOARD.text), ...data];
    return [SERVER_MESSAGE.serverCutText, 0, 0, 0, ...u32(-body.length), ...body];
  }

  #header(
    { x, y, width, height }: { x: number; y: number; width: number; height: number },
    encoding: number,
  ) {
    return [...u16(x), ...u16(y), ...u16(width), ...u16(height), ...u32(encoding)];
  }

  #bytes(count: number): number[] {
    return Array.from({ length: count }, () => this.#random(256));
  }
}

/** Big endian. */
export function u32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
}

/** `bytes` behind their number, which has `size` bytes. */
function counted(size: 1 | 4, bytes: readonly number[]): number[] {
  return [...(size === 1 ? [bytes.length] : u32(bytes.length)), ...bytes];
}
