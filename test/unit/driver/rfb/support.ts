/** Bytes and framebuffers for tests of decoders. */
import { ByteQueue } from '../../../../src/driver/rfb/byte-queue.ts';
import type { Decoder } from '../../../../src/driver/rfb/encodings/decoder.ts';
import { createDecoders, decodeRectangle } from '../../../../src/driver/rfb/encodings/table.ts';
import { Framebuffer } from '../../../../src/driver/rfb/framebuffer.ts';
import { Parser } from '../../../../src/driver/rfb/parsing.ts';
import { type PixelFormat, RGB_FORMAT } from '../../../../src/driver/rfb/pixel-format.ts';
import { createPixelReaders, type PixelReaders } from '../../../../src/driver/rfb/pixel-reader.ts';
import type { Dimensions, Region } from '../../../../src/frame/region.ts';

/** A connection's state without the connection. */
export class Canvas {
  readonly framebuffer: Framebuffer;
  readonly pixels: PixelReaders;
  readonly decoders: ReadonlyMap<number, Decoder> = createDecoders();
  readonly reached = new Set<string>();

  constructor(size: Dimensions, format: PixelFormat = RGB_FORMAT) {
    this.framebuffer = new Framebuffer(size);
    this.pixels = createPixelReaders(format);
  }

  /** Feeds `bytes` as one rectangle, in `chunks` if given; returns how many bytes were left over. */
  draw(
    encoding: number,
    rectangle: Region,
    bytes: Uint8Array | readonly number[],
    chunk = Number.POSITIVE_INFINITY,
  ): number {
    const context = {
      framebuffer: this.framebuffer,
      pixels: this.pixels,
      reached: (state: string) => void this.reached.add(state),
    };
    const queue = new ByteQueue();
    const parser = new Parser(queue, decodeRectangle(queue, encoding, rectangle, context, this.decoders));
    const all = Uint8Array.from(bytes);
    if (all.length === 0) parser.run();
    for (let at = 0; at < all.length; at += chunk) parser.push(all.slice(at, at + chunk));
    if (!parser.result) throw new Error(`the rectangle is not complete: ${parser.wanted} more bytes wanted`);
    return queue.length;
  }

  /** The RGBA bytes of `region`, row by row. */
  part({ x, y, width, height }: Region): Uint8Array {
    const { data, width: stride } = this.framebuffer;
    const rows = Array.from({ length: height }, (_, row) => {
      const from = 4 * ((y + row) * stride + x);
      return data.subarray(from, from + 4 * width);
    });
    return Buffer.concat(rows);
  }

  /** The pixels as '#rrggbb' rows, or a letter for each of `names`. */
  rows(names: Readonly<Record<string, string>> = {}): string[] {
    const { width, height, data } = this.framebuffer;
    return Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => {
        const at = 4 * (y * width + x);
        const colour = `#${Buffer.from(data.subarray(at, at + 3)).toString('hex')}`;
        return names[colour] ?? colour;
      }).join(Object.keys(names).length > 0 ? '' : ' '),
    );
  }
}
