/** Everything that a server says after ServerInit (RFC 6143 section 7.6): one parsing, for the client and the fuzzer. */
import type { ByteQueue } from './byte-queue.ts';
import type { DecodeContext, Decoder } from './encodings/decoder.ts';
import { type ClipboardMessage, readClipboardMessage } from './extended-clipboard.ts';
import { framebufferUpdate, type UpdateHandlers } from './framebuffer-update.ts';
import { checkLimit, type RfbLimits } from './limits.ts';
import { type Parsing, rfbError } from './parsing.ts';
import { SERVER_MESSAGE } from './protocol.ts';

/** What is told of messages, each when it was parsed whole. */
export interface ServerMessageHandlers extends UpdateHandlers {
  bell?(): void;
  /** Latin-1 text. */
  cutText?(text: string): void;
  clipboard?(message: ClipboardMessage): void;
  fence?(flags: number, payload: Uint8Array): void;
  /** The first one says that the server knows ContinuousUpdates, later ones that it stopped them. */
  endOfContinuousUpdates?(): void;
}

export interface ServerMessageContext extends DecodeContext {
  readonly decoders: ReadonlyMap<number, Decoder>;
  readonly limits: RfbLimits;
  readonly handlers: ServerMessageHandlers;
}

/** Bytes of a colour map's entry: red, green, blue of 16 bits. */
const COLOUR_BYTES = 6;
/** A colour map has an entry for each value of a pixel of 8 bits. */
const MOST_COLOURS = 256;
/** Padding, flags, length. */
const FENCE_HEAD_BYTES = 8;
/** Padding and length. */
const CUT_TEXT_HEAD_BYTES = 7;
const CLIPBOARD_FLAGS_BYTES = 4;

/**
 * Parses messages for ever, draws into the context's framebuffer and tells its handlers. Errors: `protocol`, naming
 * the field; every length is checked before memory is set aside for it.
 */
export function* serverMessages(queue: ByteQueue, context: ServerMessageContext): Parsing<never> {
  for (;;) {
    yield 1;
    const type = queue.u8();
    switch (type) {
      case SERVER_MESSAGE.framebufferUpdate:
        context.reached?.('FramebufferUpdate');
        yield* framebufferUpdate(queue, context);
        break;
      case SERVER_MESSAGE.setColourMapEntries:
        context.reached?.('SetColourMapEntries');
        yield* colourMapEntries(queue, context);
        break;
      case SERVER_MESSAGE.bell:
        context.reached?.('Bell');
        context.handlers.bell?.();
        break;
      case SERVER_MESSAGE.serverCutText:
        yield* cutText(queue, context);
        break;
      case SERVER_MESSAGE.endOfContinuousUpdates:
        context.reached?.('EndOfContinuousUpdates');
        context.handlers.endOfContinuousUpdates?.();
        break;
      case SERVER_MESSAGE.fence:
        context.reached?.('Fence');
        yield* fence(queue, context);
        break;
      default:
        throw rfbError('message-type', `expected one that servers send, got ${type}`, { type });
    }
  }
}

function* colourMapEntries(queue: ByteQueue, { pixels }: ServerMessageContext): Parsing<void> {
  yield 5;
  queue.skip(1);
  const first = queue.u16();
  const count = queue.u16();
  checkLimit('number-of-colours', count, MOST_COLOURS, 'entries');
  yield count * COLOUR_BYTES;
  pixels.setColours(
    first,
    Uint16Array.from({ length: 3 * count }, () => queue.u16()),
  );
}

function* cutText(queue: ByteQueue, { limits, handlers, reached }: ServerMessageContext): Parsing<void> {
  yield CUT_TEXT_HEAD_BYTES;
  queue.skip(3);
  const length = queue.i32();
  if (length < 0) {
    reached?.('ExtendedClipboard');
    return yield* extendedClipboard(queue, -length, limits, handlers);
  }
  reached?.('ServerCutText');
  checkLimit('ServerCutText length', length, limits.clipboardBytes);
  yield length;
  const text = Buffer.from(queue.take(length)).toString('latin1');
  handlers.cutText?.(text);
}

function* extendedClipboard(
  queue: ByteQueue,
  length: number,
  limits: RfbLimits,
  handlers: ServerMessageHandlers,
): Parsing<void> {
  if (length < CLIPBOARD_FLAGS_BYTES)
    throw rfbError('extended clipboard length', `expected at least 4 bytes of flags, got ${length}`);
  checkLimit('extended clipboard length', length, limits.clipboardBytes);
  yield length;
  const flags = queue.u32();
  const data = queue.take(length - CLIPBOARD_FLAGS_BYTES);
  const message = readClipboardMessage(flags, data, limits.clipboardBytes);
  if (message) handlers.clipboard?.(message);
}

function* fence(queue: ByteQueue, { limits, handlers }: ServerMessageContext): Parsing<void> {
  yield FENCE_HEAD_BYTES;
  queue.skip(3);
  const flags = queue.u32();
  const length = queue.u8();
  checkLimit('Fence length', length, limits.fenceBytes);
  yield length;
  const payload = queue.take(length).slice();
  handlers.fence?.(flags, payload);
}
