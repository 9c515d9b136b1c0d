/** One captured picture: RGBA, 8 bits a channel, row-major, origin top left, alpha always 255. */
import type { Region } from './region.ts';

/** What changed since the last frame that this consumer received: rectangles, or `'all'` when unknown. */
export type Damage = 'all' | readonly Region[];

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Index of the display, from 0. */
  readonly display: number;
  /** Counts up by at least 1 within one desktop. */
  readonly sequence: number;
  /** Monotonic milliseconds (`now()`) at which its capture *began*. */
  readonly time: number;
  readonly damage: Damage;
  /** `width * height * 4` bytes, R G B A; its buffer offset is a multiple of 4. Never changes while held. */
  readonly data: Uint8Array;
  /** The same memory, one 32-bit word a pixel. */
  readonly pixels: Uint32Array;
}

/** Gives drivers the memory to decode into, so that capturing does not allocate at every tick. */
export interface FrameAllocator {
  /** `width * height * 4` bytes of any content, 4-byte aligned. */
  allocate(width: number, height: number): Uint8Array;
  /** Takes back memory that nobody holds any more. */
  release(data: Uint8Array): void;
}

/** A frame over `data`, which must be RGBA with alpha 255 (see `FrameAllocator`). */
export function createFrame(
  data: Uint8Array,
  facts: { width: number; height: number; display?: number; sequence: number; time: number; damage?: Damage },
): Frame {
  const { width, height, display = 0, sequence, time, damage = 'all' } = facts;
  if (data.byteLength !== width * height * 4) {
    throw new RangeError(
      `frame: expected ${width * height * 4} bytes for ${width}x${height}, got ${data.byteLength}`,
    );
  }
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  return { width, height, display, sequence, time, damage, data, pixels };
}

/** The same frame in memory of its own, or the allocator's, for somebody who keeps it longer than the stream does. */
export function copyFrame(frame: Frame, allocator?: FrameAllocator): Frame {
  if (!allocator) return createFrame(frame.data.slice(), frame);
  const data = allocator.allocate(frame.width, frame.height);
  data.set(frame.data);
  return createFrame(data, frame);
}
