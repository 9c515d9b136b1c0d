/** Decoding recorded updates, ours and noVNC's in turn on the same bytes: MB of pixels a second. */
import type { Rfb } from '../../test/support/rfb/built.ts';
import { geometricMean, percentile, round } from '../support/statistics.ts';
import { createNoVnc } from './novnc.ts';
import { recordedUpdates, type Updates } from './rectangles.ts';

/** What a socket gives at once. */
const CHUNK_BYTES = 2 ** 16;
const WARM_UP_ROUNDS = 3;
const ROUNDS = 15;
/** A round decodes at least so many bytes of pixels, in copies of the stream, so that a clock can measure it. */
const LEAST_PIXEL_BYTES = 4e6;

export interface Throughput {
  readonly stream: string;
  readonly encoding: string;
  readonly oursMBps: number;
  readonly noVncMBps: number;
  /** Ours by noVNC's. */
  readonly ratio: number;
}

export async function measureThroughput(rfb: Rfb): Promise<Throughput[]> {
  const noVnc = await createNoVnc();
  const all = recordedUpdates(rfb);
  for (const updates of all) {
    const [own, other] = [ours(rfb, updates), noVnc(updates, CHUNK_BYTES)];
    const colours = (pixels: Uint32Array) => pixels.map((word) => word & 0xffffff);
    if (Buffer.compare(new Uint8Array(colours(own).buffer), new Uint8Array(colours(other).buffer)) !== 0)
      throw new Error(`${updates.name}: noVNC decodes another picture`);
  }
  return all.map((updates) => {
    const copies = Math.ceil(LEAST_PIXEL_BYTES / updates.pixelBytes);
    const [own, other]: [number[], number[]] = [[], []];
    for (let i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
      const times = [
        timed(copies, () => ours(rfb, updates)),
        timed(copies, () => noVnc(updates, CHUNK_BYTES)),
      ];
      if (i < 0) continue;
      own.push(times[0] as number);
      other.push(times[1] as number);
    }
    const speed = (samples: number[]) =>
      round((copies * updates.pixelBytes) / 1e3 / percentile(samples, 0.5), 3);
    const ratio = round(percentile(other, 0.5) / percentile(own, 0.5), 3);
    return {
      stream: updates.name,
      encoding: updates.encoding,
      oursMBps: speed(own),
      noVncMBps: speed(other),
      ratio,
    };
  });
}

/** Of the streams of each encoding: geometric means. */
export function byEncoding(streams: readonly Throughput[]) {
  return [...new Set(streams.map(({ encoding }) => encoding))].map((encoding) => {
    const own = streams.filter((stream) => stream.encoding === encoding);
    const mean = (pick: (stream: Throughput) => number) => round(geometricMean(own.map(pick)), 3);
    return {
      encoding,
      oursMBps: mean(({ oursMBps }) => oursMBps),
      noVncMBps: mean(({ noVncMBps }) => noVncMBps),
      ratio: mean(({ ratio }) => ratio),
    };
  });
}

function ours(rfb: Rfb, updates: Updates): Uint32Array {
  const framebuffer = new rfb.Framebuffer(updates);
  const context = { framebuffer, pixels: rfb.createPixelReaders(updates.format) };
  const decoders = rfb.createDecoders();
  const queue = new rfb.ByteQueue();
  const parser = new rfb.Parser(queue, everything());
  for (let at = 0; at < updates.bytes.length; at += CHUNK_BYTES)
    parser.push(updates.bytes.slice(at, at + CHUNK_BYTES));
  if (!parser.result) throw new Error(`${parser.wanted} more bytes wanted`);
  return framebuffer.pixels;

  function* everything(): Generator<number, void, void> {
    for (const { region, encoding } of updates.rectangles)
      yield* rfb.decodeRectangle(queue, encoding, region, context, decoders);
  }
}

/** Milliseconds of CPU time: whatever else runs on the machine does not count. */
function timed(copies: number, work: () => unknown): number {
  const begin = process.cpuUsage();
  for (let i = 0; i < copies; i++) work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}
