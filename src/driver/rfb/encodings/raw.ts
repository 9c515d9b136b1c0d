/** Raw (RFC 6143 section 7.7.1): the pixels, row by row. */
import type { Decoder } from './decoder.ts';

/** Rows that are converted at once, in bytes at the least: few steps for large updates, little waiting memory. */
const BATCH_BYTES = 2 ** 15;

export function createRawDecoder(): Decoder {
  return {
    name: 'Raw',
    *decode(queue, { x, y, width, height }, { framebuffer, pixels }) {
      const { plain } = pixels;
      const rowBytes = width * plain.bytes;
      const batch = Math.max(1, Math.floor(BATCH_BYTES / rowBytes));
      for (let row = 0; row < height; ) {
        const least = Math.min(batch, height - row);
        if (queue.length < least * rowBytes) yield least * rowBytes;
        const rows = Math.min(height - row, Math.floor(queue.length / rowBytes));
        const source = queue.take(rows * rowBytes);
        const first = (y + row) * framebuffer.width + x;
        if (width === framebuffer.width) plain.copy(source, 0, rows * width, framebuffer.pixels, first);
        else
          for (let i = 0; i < rows; i++)
            plain.copy(source, i * rowBytes, width, framebuffer.pixels, first + i * framebuffer.width);
        row += rows;
      }
    },
  };
}
