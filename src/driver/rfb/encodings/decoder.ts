/** What a decoder of one encoding is: it parses a rectangle's bytes and draws them. */
import type { Region } from '../../../frame/region.ts';
import type { ByteQueue } from '../byte-queue.ts';
import type { Framebuffer } from '../framebuffer.ts';
import type { Parsing } from '../parsing.ts';
import type { PixelReaders } from '../pixel-reader.ts';

/** What the rectangles of one connection are drawn with. */
export interface DecodeContext {
  readonly framebuffer: Framebuffer;
  /** For the pixel format that is agreed on at the moment. */
  readonly pixels: PixelReaders;
  /** Told what was reached, such as 'Hextile' or 'ZRLE palette': the fuzzer's coverage. */
  readonly reached?: (state: string) => void;
}

/** One encoding on one connection: it may keep state from rectangle to rectangle, such as a zlib stream. */
export interface Decoder {
  /** The encoding's name in the RFC. */
  readonly name: string;
  /**
   * Parses the bytes behind a rectangle's header and draws them. The rectangle lies within the framebuffer and is not
   * empty. Errors: `protocol`, naming the field.
   */
  decode(queue: ByteQueue, rectangle: Region, context: DecodeContext): Parsing<void>;
}
