/** The rectangles of a recorded stream, each with its own bytes, for decoders without the rest of a client. */
import { ENCODINGS } from '../../src/driver/rfb/encodings/table.ts';
import type { PixelFormat } from '../../src/driver/rfb/pixel-format.ts';
import type { Region } from '../../src/frame/region.ts';
import type { Rfb } from '../../test/support/rfb/built.ts';
import { type Recording, readRecordings } from '../../test/support/rfb/recording.ts';

export interface Rectangle {
  readonly region: Region;
  readonly encoding: number;
}

export interface Updates {
  readonly name: string;
  readonly encoding: string;
  readonly format: PixelFormat;
  /** Large enough for all rectangles: displays change their size in between. */
  readonly width: number;
  readonly height: number;
  readonly rectangles: readonly Rectangle[];
  /** What follows the rectangles' headers, all together. */
  readonly bytes: Uint8Array;
  /** Pixels of all rectangles, as bytes of a frame. */
  readonly pixelBytes: number;
}

const RECTANGLE_HEADER = 12;

/** Of all recordings in the pixel format that we ask for, which is also noVNC's. */
export function recordedUpdates(rfb: Rfb): Updates[] {
  const numbers = Object.entries(ENCODINGS).map(([name, number]) => [name, number] as const);
  return readRecordings()
    .filter(({ format }) => format.bitsPerPixel === 32 && format.redShift === 0 && !format.bigEndian)
    .map((recording) => {
      const { rectangles, parts, width, height } = split(rfb, recording);
      const area = rectangles.reduce((sum, { region }) => sum + region.width * region.height, 0);
      const encoding = numbers.find(([name]) => name === recording.encoding)?.[0] ?? recording.encoding;
      const { name, format } = recording;
      return {
        name,
        encoding,
        format,
        width,
        height,
        rectangles,
        bytes: Buffer.concat(parts),
        pixelBytes: 4 * area,
      };
    });
}

/** Parses the stream once, and notes what each rectangle took from the queue. */
function split(rfb: Rfb, recording: Recording) {
  const rectangles: Rectangle[] = [];
  const parts: Uint8Array[] = [];
  const queue = new rfb.ByteQueue();
  const framebuffer = new rfb.Framebuffer(recording);
  let [width, height] = [recording.width, recording.height];
  const at = () => recording.bytes.length - queue.length;
  const decoders = new Map(
    [...rfb.createDecoders()].map(([number, decoder]) => [
      number,
      {
        name: decoder.name,
        *decode(...[source, region, context]: Parameters<typeof decoder.decode>) {
          const from = at();
          yield* decoder.decode(source, region, context);
          rectangles.push({ region, encoding: number });
          parts.push(recording.bytes.subarray(from, at()));
        },
      },
    ]),
  );
  const parser = new rfb.Parser(
    queue,
    rfb.serverMessages(queue, {
      framebuffer,
      pixels: rfb.createPixelReaders(recording.format),
      decoders,
      limits: rfb.DEFAULT_LIMITS,
      handlers: {
        resized(size) {
          width = Math.max(width, size.width);
          height = Math.max(height, size.height);
        },
      },
    }),
  );
  parser.push(recording.bytes);
  if (queue.length >= RECTANGLE_HEADER) throw new Error(`${recording.name} was not parsed to its end`);
  return { rectangles, parts, width, height };
}
