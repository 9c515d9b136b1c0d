/** The pool of frame memory: released blocks are used again, held ones never. */
import { expect, test } from '@playwright/test';
import { PooledAllocator } from '../../../src/frame/allocator.ts';

test('a released block is used again, also for a display mode that fits it', () => {
  const pool = new PooledAllocator();
  const first = pool.allocate(720, 400);
  expect(first.length).toBe(720 * 400 * 4);
  pool.release(first);
  const second = pool.allocate(640, 480);
  expect(second.length).toBe(640 * 480 * 4);
  expect(second.buffer).toBe(first.buffer);
});

test('held memory and memory released twice is never lent to two', () => {
  const pool = new PooledAllocator();
  const held = pool.allocate(64, 64);
  expect(pool.allocate(64, 64).buffer).not.toBe(held.buffer);
  pool.release(held);
  pool.release(held);
  const again = pool.allocate(64, 64);
  expect(again.buffer).toBe(held.buffer);
  expect(pool.allocate(64, 64).buffer).not.toBe(held.buffer);
});

test('at most the blocks asked for are kept, and none that is far too large', () => {
  const pool = new PooledAllocator({ kept: 1 });
  const blocks = [pool.allocate(1920, 1080), pool.allocate(1920, 1080)];
  for (const block of blocks) pool.release(block);
  const [dropped, kept] = blocks;
  expect(pool.allocate(320, 200).buffer).not.toBe(kept?.buffer);
  expect(pool.allocate(1920, 1080).buffer).toBe(kept?.buffer);
  expect(pool.allocate(1920, 1080).buffer).not.toBe(dropped?.buffer);
});

test('memory from elsewhere is not taken in', () => {
  const pool = new PooledAllocator();
  const foreign = new Uint8Array(64 * 64 * 4);
  pool.release(foreign);
  expect(pool.allocate(64, 64).buffer).not.toBe(foreign.buffer);
});
