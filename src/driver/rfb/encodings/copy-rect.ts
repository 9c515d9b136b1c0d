/** CopyRect (RFC 6143 section 7.7.2): pixels that the framebuffer has elsewhere. */
import type { Decoder } from './decoder.ts';

/** src-x-position, src-y-position. */
const SOURCE_BYTES = 4;

export function createCopyRectDecoder(): Decoder {
  return {
    name: 'CopyRect',
    *decode(queue, rectangle, { framebuffer }) {
      yield SOURCE_BYTES;
      const x = queue.u16();
      const y = queue.u16();
      const { width, height } = rectangle;
      framebuffer.mustContain({ x, y, width, height }, 'CopyRect src-x-position and src-y-position');
      framebuffer.copy(x, y, rectangle);
    },
  };
}
