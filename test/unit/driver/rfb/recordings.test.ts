/** Streams of real servers: every encoding ends with Raw's picture, and any split of a stream gives the same frames. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { Framebuffer } from '../../../../src/driver/rfb/framebuffer.ts';
import { play } from '../../../support/rfb/play.ts';
import { type Recording, readRecordings } from '../../../support/rfb/recording.ts';

const recordings = readRecordings();
const SPLITS = 3;
/** Of a stream that is split; all of it but for Raw, whose bytes say little. */
const MOST_BYTES_SPLIT = 1_800_000;
/** Streams up to this many bytes are fed byte by byte, too. */
const MOST_BYTES_ALONE = 160_000;

/** The pictures after each update, as far as the stream's beginning goes. */
function framesOf(recording: Recording, lengths: Iterable<number>): Picture[] {
  const frames: Picture[] = [];
  play(recording, recording.bytes.subarray(0, MOST_BYTES_SPLIT), lengths, (framebuffer) => ({
    updateEnded: () => void frames.push(pictureOf(framebuffer)),
  }));
  return frames;
}

interface Picture {
  readonly size: string;
  readonly data: Uint8Array;
}

function pictureOf({ data, width, height }: Framebuffer): Picture {
  return { size: `${width}x${height}`, data: data.slice() };
}

/** Which pictures differ; a comparison that `toEqual` takes a second for. */
function differing(left: readonly Picture[], right: readonly Picture[]): number[] {
  const count = Math.max(left.length, right.length);
  return Array.from({ length: count }, (_, i) => i).filter((i) => {
    const [a, b] = [left[i], right[i]];
    return !a || !b || a.size !== b.size || Buffer.compare(a.data, b.data) !== 0;
  });
}

function* always(length: number): Generator<number> {
  for (;;) yield length;
}

function* repeated(lengths: readonly number[]): Generator<number> {
  for (;;) yield* lengths;
}

test('there are recordings of QEMU, Xvnc and x11vnc in every encoding that each has', () => {
  expect(recordings.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      ...['qemu-raw', 'qemu-hextile', 'qemu-tight', 'qemu-zrle', 'qemu-own-zrle'],
      ...['xvnc-raw', 'xvnc-copyrect', 'xvnc-rre', 'xvnc-hextile', 'xvnc-tight', 'xvnc-zrle'],
      ...['x11vnc-raw', 'x11vnc-copyrect', 'x11vnc-hextile', 'x11vnc-tight', 'x11vnc-zrle'],
    ]),
  );
});

for (const recording of recordings) {
  test(`${recording.name} ends with the picture of its scene in Raw`, () => {
    const raw = recordings.find(({ name }) => name === `${recording.scene}-raw`) as Recording;
    const [played, expected] = [recording, raw].map((one) => play(one, one.bytes));
    expect(played?.complete).toBe(true);
    expect([...(played?.reached ?? [])]).toContain(recording.encoding);
    const pictures = [played, expected].map((one) => [pictureOf(one?.framebuffer as Framebuffer)]);
    expect(differing(pictures[0] ?? [], pictures[1] ?? [])).toEqual([]);
  });

  test(`${recording.name} gives the same frames however it is split`, () => {
    const frames = framesOf(recording, []);
    expect(differing(frames.slice(1), frames.slice(0, -1)).length).toBeGreaterThan(0); // something happens
    const lengths = fc.array(
      fc.oneof(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 100_000 }),
      ),
      {
        minLength: 1,
        maxLength: 50,
      },
    );
    fc.assert(
      fc.property(lengths, (some) =>
        expect(differing(framesOf(recording, repeated(some)), frames)).toEqual([]),
      ),
      { numRuns: SPLITS },
    );
    if (recording.bytes.length <= MOST_BYTES_ALONE)
      expect(differing(framesOf(recording, always(1)), frames)).toEqual([]);
  });
}

test('damage covers every pixel that changes', () => {
  for (const recording of recordings) {
    let before: Uint8Array | undefined;
    play(recording, recording.bytes.subarray(0, MOST_BYTES_SPLIT), [], (framebuffer) => ({
      resized() {
        before = undefined;
      },
      updateEnded() {
        const damage = framebuffer.takeDamage();
        const { data, width } = framebuffer;
        if (before && damage !== 'all') {
          for (const region of damage)
            for (let y = region.y; y < region.y + region.height; y++) {
              const from = 4 * (y * width + region.x);
              before.set(data.subarray(from, from + 4 * region.width), from);
            }
          expect(Buffer.compare(before, data)).toBe(0);
        }
        before = data.slice();
      },
    }));
  }
});
