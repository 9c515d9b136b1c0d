/** How much a server may make us hold, checked before a byte is set aside for it. */
import { rfbError } from './parsing.ts';

/** The display itself is bounded by the framebuffer. */
export interface RfbLimits {
  /** A desktop's name, in bytes. */
  readonly nameBytes: number;
  /** Why a server refuses us, in bytes. */
  readonly reasonBytes: number;
  /** Clipboard text of either protocol, as sent and unpacked, in bytes. */
  readonly clipboardBytes: number;
  /** Width and height of a pointer's picture, in pixels. */
  readonly cursorSide: number;
  /** The payload of a fence, in bytes: 64 by the protocol. */
  readonly fenceBytes: number;
}

export const DEFAULT_LIMITS: RfbLimits = {
  nameBytes: 4096,
  reasonBytes: 4096,
  clipboardBytes: 2 ** 20, // what QEMU and TigerVNC take at most
  cursorSide: 512, // servers send 16 to 256
  fenceBytes: 64,
};

/** Throws `protocol`, naming the field, for a value above its limit. */
export function checkLimit(field: string, value: number, limit: number, unit = 'bytes'): void {
  if (value > limit)
    throw rfbError(field, `expected at most ${limit} ${unit}, got ${value}`, { limit, value });
}
