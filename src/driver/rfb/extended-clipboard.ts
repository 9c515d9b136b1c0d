/** The extended clipboard's messages: announce, ask, provide Unicode text (rfbproto, Extended Clipboard). Pure. */
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { rfbError } from './parsing.ts';
import { CLIPBOARD } from './protocol.ts';

/** What the other side says. Only text is spoken of. */
export type ClipboardMessage =
  /** What it understands; `textBytes`: it takes text of so many bytes unasked. */
  | { readonly action: 'caps'; readonly actions: number; readonly textBytes: number }
  | { readonly action: 'request' | 'peek'; readonly text: boolean }
  /** It has text now, or no longer. */
  | { readonly action: 'notify'; readonly text: boolean }
  | { readonly action: 'provide'; readonly text: string | undefined };

/** Flags of 16 bits for formats, each with a size in the caps message. */
const FORMAT_BITS = 0xffff;
const SIZE_BYTES = 4;
/** Everything of ours: actions and the one format. */
const OUR_CAPS =
  CLIPBOARD.caps | CLIPBOARD.request | CLIPBOARD.peek | CLIPBOARD.notify | CLIPBOARD.provide | CLIPBOARD.text;

/** `flags` and `data` as received; nothing for actions that nobody defined. Errors: `protocol`. */
export function readClipboardMessage(
  flags: number,
  data: Uint8Array,
  limit: number,
): ClipboardMessage | undefined {
  const text = (flags & CLIPBOARD.text) !== 0;
  if (flags & CLIPBOARD.caps)
    return { action: 'caps', actions: flags & ~FORMAT_BITS, textBytes: text ? firstSize(data) : 0 };
  if (flags & CLIPBOARD.request) return { action: 'request', text };
  if (flags & CLIPBOARD.peek) return { action: 'peek', text };
  if (flags & CLIPBOARD.notify) return { action: 'notify', text };
  if (flags & CLIPBOARD.provide)
    return { action: 'provide', text: text ? unpackText(data, limit) : undefined };
  return undefined;
}

/** Our answer to the server's caps: what we understand and how much text we take unasked. */
export function clipboardCaps(limit: number): { flags: number; data: Uint8Array } {
  const data = Buffer.alloc(SIZE_BYTES);
  data.writeUInt32BE(limit);
  return { flags: OUR_CAPS, data };
}

/**
 * The data of a provide message: lines end with CR LF, a zero at the end, behind its size, deflated. The stream is
 * flushed, not ended, as by TigerVNC: LibVNCServer takes an end for an error, and closes the connection.
 */
export function packText(text: string): Uint8Array {
  const bytes = Buffer.from(`${text.replace(/\r\n|\r|\n/g, '\r\n')}\0`, 'utf8');
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeUInt32BE(bytes.length);
  return deflateSync(Buffer.concat([size, bytes]), { finishFlush: constants.Z_SYNC_FLUSH });
}

/** Text comes first of all formats. */
function unpackText(data: Uint8Array, limit: number): string {
  const bytes = inflate(data, limit + SIZE_BYTES);
  if (bytes.length < SIZE_BYTES)
    throw rfbError('extended clipboard data', `expected a size of 4 bytes, got ${bytes.length}`);
  const size = bytes.readUInt32BE();
  if (size > bytes.length - SIZE_BYTES)
    throw rfbError('extended clipboard size', `expected at most ${bytes.length - SIZE_BYTES}, got ${size}`);
  const text = bytes.toString('utf8', SIZE_BYTES, SIZE_BYTES + size);
  return text.replace(/\0$/, '').replaceAll('\r\n', '\n');
}

function inflate(data: Uint8Array, limit: number): Buffer {
  try {
    // Servers flush the stream but need not end it.
    return inflateSync(data, { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw rfbError('extended clipboard data', `expected at most ${limit} bytes unpacked, got more`, {
        limit,
      });
    throw rfbError('extended clipboard data', 'expected a zlib stream, got something else');
  }
}

function firstSize(data: Uint8Array): number {
  return data.length < SIZE_BYTES ? 0 : new DataView(data.buffer, data.byteOffset).getUint32(0);
}
