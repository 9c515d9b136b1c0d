/** What an hour of updates leaves in memory: one connection, ten updates a second, every encoding. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ENCODINGS } from '../../src/driver/rfb/encodings/table.ts';
import { RGB_FORMAT } from '../../src/driver/rfb/pixel-format.ts';
import type { Rfb } from '../../test/support/rfb/built.ts';
import { Encoder, type EncodingName, u16 } from '../../test/support/rfb/encoder.ts';
import { randomPicture, seeded } from '../../test/support/rfb/test-picture.ts';
import { round } from '../support/statistics.ts';

const DISPLAY = { width: 1024, height: 768 } as const;
const UPDATES_A_SECOND = 10;
const MINUTES = 60;
/** Of an update: what a typed line or a moved button changes. */
const RECTANGLE = { width: 96, height: 32 } as const;
const NAMES = ['Raw', 'RRE', 'Hextile', 'ZRLE', 'Tight'] as const satisfies readonly EncodingName[];
const SEGMENT_BYTES = 1460;
const MIB = 2 ** 20;

/** MiB in use after the garbage was collected, at the first minute's end and the last one's. */
export function measureMemory(rfb: Rfb) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const random = seeded(1);
  const encoder = new Encoder(random);
  const framebuffer = new rfb.Framebuffer(DISPLAY);
  const queue = new rfb.ByteQueue();
  const parser = new rfb.Parser(
    queue,
    rfb.serverMessages(queue, {
      framebuffer,
      pixels: rfb.createPixelReaders(RGB_FORMAT),
      decoders: rfb.createDecoders(),
      limits: rfb.DEFAULT_LIMITS,
      handlers: { updateEnded: () => void framebuffer.takeDamage() },
    }),
  );
  const samples: number[] = [];
  let bytes = 0;
  for (let minute = 0; minute < MINUTES; minute++) {
    for (let i = 0; i < 60 * UPDATES_A_SECOND; i++) {
      const update = nextUpdate();
      bytes += update.length;
      for (let at = 0; at < update.length; at += SEGMENT_BYTES)
        parser.push(update.slice(at, at + SEGMENT_BYTES));
    }
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    samples.push((heapUsed + arrayBuffers) / MIB);
  }
  const [first = 0, last = 0] = [samples[0], samples.at(-1)];
  return {
    updates: MINUTES * 60 * UPDATES_A_SECOND,
    streamMB: round(bytes / 1e6),
    firstMinuteMiB: round(first),
    lastMinuteMiB: round(last),
    grownMiB: round(last - first),
  };

  function nextUpdate(): Uint8Array {
    const name = NAMES[random(NAMES.length)] as EncodingName;
    const { width, height } = RECTANGLE;
    const [x, y] = [random(DISPLAY.width - width), random(DISPLAY.height - height)];
    const picture = randomPicture(random, RECTANGLE);
    const head = [
      0,
      0,
      0,
      1,
      ...u16(x),
      ...u16(y),
      ...u16(width),
      ...u16(height),
      0,
      0,
      ...u16(ENCODINGS[name]),
    ];
    return Uint8Array.from(Buffer.concat([Buffer.from(head), encoder.encode(name, picture)]));
  }
}
