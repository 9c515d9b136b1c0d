import { Duplex } from 'node:stream';
import { expect, test } from '@playwright/test';
import { Lans } from '../../../../src/driver/qemu/lan.ts';
import { FrameSplitter } from '../../../../src/driver/qemu/lan-frames.ts';

/** As QEMU writes it. */
function frame(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, Buffer.from(text)]);
}

/** The hub's end of a machine's cable: what it received is kept, what it says is pushed. */
class Cable extends Duplex {
  readonly received: Buffer[] = [];
  /** A machine that reads nothing. */
  frozen = false;

  override _write(chunk: Buffer, _: unknown, done: () => void): void {
    this.received.push(chunk);
    if (!this.frozen) done();
  }

  override _read(): void {}

  get text(): string {
    return Buffer.concat(this.received).toString('latin1');
  }
}

test('frames are split wherever the stream was cut', () => {
  const stream = Buffer.concat([frame('one'), frame(''), frame('three')]);
  for (let cut = 0; cut <= stream.length; cut++) {
    const splitter = new FrameSplitter();
    const frames = [stream.subarray(0, cut), stream.subarray(cut)].map((part) => splitter.push(part));
    expect(frames.flat(), `cut at ${cut}`).toEqual([frame('one'), frame(''), frame('three')]);
  }
});

test('a length that QEMU never sends breaks the stream', () => {
  expect(new FrameSplitter().push(Buffer.from([0, 2, 0, 0, 1]))).toBe('broken');
});

test('what one machine sends goes to all others of its LAN, and to no other LAN', async () => {
  const lans = new Lans();
  const cables = ['a', 'a', 'a', 'b'].map((name) => {
    const cable = new Cable();
    lans.plug(name).connect(cable);
    return cable;
  });
  cables[0]?.push(frame('hello'));
  await expect
    .poll(() => cables.map(({ text }) => text))
    .toEqual(['', 'x', 'x', ''].map((sent) => sent && '\0\0\0\x05hello'));
});

test('every machine of a LAN has another address; a place that is free is given again', () => {
  const lans = new Lans();
  const [first, second] = [lans.plug('a'), lans.plug('a')];
  expect([first.mac, second.mac, lans.plug('b').mac]).toEqual([
    '52:54:00:67:77:01',
    '52:54:00:67:77:02',
    '52:54:00:67:77:01',
  ]);
  first[Symbol.dispose]();
  expect(lans.plug('a').mac).toBe('52:54:00:67:77:01');
});

test('a machine that stands still loses what is sent to it, and does not fill the memory', async () => {
  const lans = new Lans();
  const [sender, frozen, other] = [new Cable(), new Cable(), new Cable()];
  frozen.frozen = true;
  for (const cable of [sender, frozen, other]) lans.plug('a').connect(cable);
  const large = frame('x'.repeat(60_000));
  const count = 100;
  for (let sent = 0; sent < count; sent++) sender.push(large);
  await expect.poll(() => other.received.length).toBe(count);
  expect(frozen.writableLength).toBeLessThanOrEqual(4 * 2 ** 20);
  expect(frozen.writableLength).toBeGreaterThan(3 * 2 ** 20);
});

test('a cable that is torn out hurts nobody, and a broken stream is cut', async () => {
  const lans = new Lans();
  const [torn, broken, other] = [new Cable(), new Cable(), new Cable()];
  for (const cable of [torn, broken, other]) lans.plug('a').connect(cable);
  torn.destroy();
  broken.push(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  await expect.poll(() => broken.destroyed).toBe(true);
  expect(other.text).toBe('');
});
