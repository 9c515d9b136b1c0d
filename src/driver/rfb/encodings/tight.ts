/** Tight without JPEG and PNG: a fill, or filtered pixels in one of four zlib streams. */
import type { Region } from '../../../frame/region.ts';
import type { ByteQueue } from '../byte-queue.ts';
import { type Parsing, rfbError } from '../parsing.ts';
import { OPAQUE } from '../pixel-reader.ts';
import { Inflater } from '../zlib/inflater.ts';
import type { DecodeContext, Decoder } from './decoder.ts';
import { drawCopied, drawGradient, drawPalette, type PixelSource } from './tight-filters.ts';

/** Of the high four bits of basic compression: which of the four streams. */
const STREAM_MASK = 3;
/** compression-control: the low four bits reset streams, the high four say what follows. */
const FILL = 8;
const JPEG = 9;
const PNG = 10;
/** Of the high four bits of basic compression: a filter-id follows. */
const EXPLICIT_FILTER = 4;
const COPY_FILTER = 0;
const PALETTE_FILTER = 1;
const GRADIENT_FILTER = 2;
/** An index has a byte. */
const MOST_COLOURS = 256;
/** Less than this many bytes are not compressed. */
const LEAST_COMPRESSED = 12;
/** A compact length: 7 bits, 7 bits, 8 bits; the top bit of the first two says that another byte follows. */
const LENGTH_MORE = 0x80;

export function createTightDecoder(): Decoder {
  const streams = new Map<number, Inflater>();
  const palette = new Uint32Array(MOST_COLOURS).fill(OPAQUE);
  return {
    name: 'Tight',
    *decode(queue, rectangle, context) {
      if (queue.length < 1) yield 1;
      const control = queue.u8();
      for (const [index, stream] of streams) if ((control >> index) & 1) stream.reset();
      const kind = control >> 4;
      if (kind === FILL) {
        context.reached?.('Tight fill');
        const { tight } = context.pixels;
        if (queue.length < tight.bytes) yield tight.bytes;
        context.framebuffer.fill(rectangle, tight.at(queue.take(tight.bytes), 0));
      } else if (kind < FILL) {
        const stream = streamOf(streams, kind & STREAM_MASK);
        yield* drawBasic(queue, (kind & EXPLICIT_FILTER) !== 0, { stream, palette }, rectangle, context);
      } else {
        const name = kind === JPEG ? 'JPEG' : kind === PNG ? 'PNG' : `kind ${kind}`;
        throw rfbError(
          'Tight compression-control',
          `expected fill or basic compression, got ${name}, which was never asked for`,
        );
      }
    },
  };
}

function streamOf(streams: Map<number, Inflater>, index: number): Inflater {
  const stream = streams.get(index) ?? new Inflater(`Tight zlib stream ${index}`);
  streams.set(index, stream);
  return stream;
}

function* drawBasic(
  queue: ByteQueue,
  explicitFilter: boolean,
  { stream, palette }: { readonly stream: Inflater; readonly palette: Uint32Array },
  rectangle: Region,
  context: DecodeContext,
): Parsing<void> {
  if (explicitFilter && queue.length < 1) yield 1;
  const filter = explicitFilter ? queue.u8() : COPY_FILTER;
  const { width, height } = rectangle;
  const pixel = context.pixels.tight;
  if (filter === COPY_FILTER || filter === GRADIENT_FILTER) {
    context.reached?.(filter === COPY_FILTER ? 'Tight copy' : 'Tight gradient');
    const source = yield* readData(queue, stream, width * pixel.bytes * height);
    (filter === COPY_FILTER ? drawCopied : drawGradient)(source, rectangle, context);
    source.finish();
  } else if (filter === PALETTE_FILTER) {
    if (queue.length < 1) yield 1;
    const colours = queue.u8() + 1;
    if (queue.length < colours * pixel.bytes) yield colours * pixel.bytes;
    pixel.copy(queue.take(colours * pixel.bytes), 0, colours, palette, 0);
    context.reached?.(colours <= 2 ? 'Tight palette of 1 bit' : 'Tight palette');
    const rowBytes = colours <= 2 ? Math.ceil(width / 8) : width;
    const source = yield* readData(queue, stream, rowBytes * height);
    drawPalette(source, rectangle, { palette, colours }, context);
    source.finish();
  } else throw rfbError('Tight filter-id', `expected 0 to 2, got ${filter}`);
}

/** Waits for the data of a rectangle that makes `size` bytes. */
function* readData(queue: ByteQueue, stream: Inflater, size: number): Parsing<PixelSource> {
  if (size < LEAST_COMPRESSED) {
    if (queue.length < size) yield size;
    return literal(queue.take(size));
  }
  let length = 0;
  for (let shift = 0; shift <= 14; shift += 7) {
    if (queue.length < 1) yield 1;
    const byte = queue.u8();
    length |= (shift === 14 ? byte : byte & (LENGTH_MORE - 1)) << shift;
    if ((byte & LENGTH_MORE) === 0) break;
  }
  if (queue.length < length) yield length;
  stream.feed(queue.take(length));
  return stream;
}

/** Bytes that are not compressed. */
function literal(bytes: Uint8Array): PixelSource {
  let at = 0;
  return {
    take(count) {
      at += count;
      return bytes.subarray(at - count, at);
    },
    finish() {},
  };
}
