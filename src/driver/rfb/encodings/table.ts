/** The encodings of pixels that we ask for, by their numbers, and the one way to decode a rectangle. */
import type { Region } from '../../../frame/region.ts';
import type { ByteQueue } from '../byte-queue.ts';
import { type Parsing, rfbError } from '../parsing.ts';
import { hasChanged, pixelsBefore } from './change.ts';
import { createCopyRectDecoder } from './copy-rect.ts';
import type { DecodeContext, Decoder } from './decoder.ts';
import { createHextileDecoder } from './hextile.ts';
import { createRawDecoder } from './raw.ts';
import { createRreDecoder } from './rre.ts';
import { createTightDecoder } from './tight.ts';
import { createZrleDecoder } from './zrle.ts';

/** Numbers of the encodings (RFC 6143 section 7.7 and IANA's registry). */
export const ENCODINGS = { Raw: 0, CopyRect: 1, RRE: 2, Hextile: 5, Tight: 7, ZRLE: 16 } as const;

/** Fresh decoders for one connection. */
export function createDecoders(): ReadonlyMap<number, Decoder> {
  return new Map<number, Decoder>([
    [ENCODINGS.Raw, createRawDecoder()],
    [ENCODINGS.CopyRect, createCopyRectDecoder()],
    [ENCODINGS.RRE, createRreDecoder()],
    [ENCODINGS.Hextile, createHextileDecoder()],
    [ENCODINGS.Tight, createTightDecoder()],
    [ENCODINGS.ZRLE, createZrleDecoder()],
  ]);
}

/**
 * Draws the rectangle whose header was just parsed and adds it to the damage, unless it is tiny and brought nothing new.
 * Errors (`protocol`): an encoding that we never ask for, a rectangle outside of the framebuffer, whatever the decoder
 * finds.
 */
export function* decodeRectangle(
  queue: ByteQueue,
  encoding: number,
  rectangle: Region,
  context: DecodeContext,
  decoders: ReadonlyMap<number, Decoder>,
): Parsing<void> {
  const decoder = decoders.get(encoding);
  if (!decoder)
    throw rfbError('encoding-type', `expected one that was asked for, got ${encoding}`, { encoding });
  context.framebuffer.mustContain(rectangle, `${decoder.name} rectangle`);
  context.reached?.(decoder.name);
  if (rectangle.width === 0 || rectangle.height === 0) return;
  const before = pixelsBefore(context.framebuffer, rectangle);
  yield* decoder.decode(queue, rectangle, context);
  if (before && !hasChanged(context.framebuffer, rectangle, before)) return;
  context.framebuffer.markDamaged(rectangle);
}
