/** Runs a server's stream through the parser of server messages, without a socket. */
import { ByteQueue } from '../../../src/driver/rfb/byte-queue.ts';
import { createDecoders } from '../../../src/driver/rfb/encodings/table.ts';
import { Framebuffer } from '../../../src/driver/rfb/framebuffer.ts';
import { DEFAULT_LIMITS } from '../../../src/driver/rfb/limits.ts';
import { Parser } from '../../../src/driver/rfb/parsing.ts';
import type { PixelFormat } from '../../../src/driver/rfb/pixel-format.ts';
import { createPixelReaders } from '../../../src/driver/rfb/pixel-reader.ts';
import { type ServerMessageHandlers, serverMessages } from '../../../src/driver/rfb/server-messages.ts';

export interface Played {
  readonly framebuffer: Framebuffer;
  /** What was parsed, as the decoders and the messages name it. */
  readonly reached: ReadonlySet<string>;
  /** Whether the stream ended between two messages. */
  readonly complete: boolean;
}

/** Feeds `bytes` in the pieces that `lengths` gives in turn; what is left over comes in one piece. */
export function play(
  {
    width,
    height,
    format,
  }: { readonly width: number; readonly height: number; readonly format: PixelFormat },
  bytes: Uint8Array,
  lengths: Iterable<number> = [],
  handlers: (framebuffer: Framebuffer) => ServerMessageHandlers = () => ({}),
): Played {
  const framebuffer = new Framebuffer({ width, height });
  const reached = new Set<string>();
  const queue = new ByteQueue();
  const parser = new Parser(
    queue,
    serverMessages(queue, {
      framebuffer,
      pixels: createPixelReaders(format),
      decoders: createDecoders(),
      limits: DEFAULT_LIMITS,
      handlers: handlers(framebuffer),
      reached: (state) => reached.add(state),
    }),
  );
  let at = 0;
  for (const length of lengths) {
    if (at >= bytes.length) break;
    parser.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (at < bytes.length) parser.push(bytes.subarray(at));
  return { framebuffer, reached, complete: queue.length === 0 && parser.wanted === 1 };
}
