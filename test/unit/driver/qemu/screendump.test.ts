/** The picture's file: read while it is wanted, and gone afterwards whenever QEMU writes it. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Screendump } from '../../../../src/driver/qemu/screendump.ts';
import { QmpConnection } from '../../../../src/driver/qmp/connection.ts';
import { PooledAllocator } from '../../../../src/frame/allocator.ts';
import { FakeQemu } from '../qmp/fake-qemu.ts';

/** A picture of one red pixel. */
const PICTURE = Buffer.from('P6\n1 1\n255\n\xff\x00\x00', 'latin1');
const CALL = { allocator: new PooledAllocator(), display: 0 };

/** A QEMU that writes its pictures, and answers everything, only when told. */
class SlowQemu {
  readonly qmp: QmpConnection;
  readonly asked: Promise<void>;
  readonly #held: (() => void)[] = [];

  constructor() {
    let ask = () => {};
    this.asked = new Promise((resolve) => {
      ask = resolve;
    });
    const qemu = new FakeQemu(({ execute, arguments: args, id }, peer) => {
      this.#held.push(() => {
        if (execute === 'screendump') writeFileSync(String(args?.filename), PICTURE);
        peer.send({ return: {}, id });
      });
      ask();
      return undefined;
    });
    this.qmp = new QmpConnection(qemu.stream);
  }

  /** Does what was asked so far, in order. */
  answer(): void {
    for (const answer of this.#held.splice(0)) answer();
  }
}

test('a dump that was given up leaves no file, though QEMU writes it later', async () => {
  const qemu = new SlowQemu();
  await qemu.qmp.open();
  const folder = test.info().outputPath();
  const dump = new Screendump(folder, 'late');
  const giveUp = new AbortController();
  const taking = dump.take(qemu.qmp, { ...CALL, signal: giveUp.signal }).catch((error: unknown) => error);
  await qemu.asked;
  giveUp.abort();
  expect(await taking).toMatchObject({ code: 'aborted' });
  dump[Symbol.dispose]();
  qemu.answer();
  expect(readdirSync(folder)).toEqual(['late.ppm']);
  await expect
    .poll(() => {
      qemu.answer();
      return readdirSync(folder);
    })
    .toEqual([]);
});

test('a dump disposed while QEMU works opens nothing and leaves no file', async () => {
  const qemu = new SlowQemu();
  await qemu.qmp.open();
  const dump = new Screendump(test.info().outputPath(), 'disposed');
  const taking = dump.take(qemu.qmp, CALL);
  await qemu.asked;
  dump[Symbol.dispose]();
  qemu.answer();
  expect(await taking).toBeUndefined();
  expect(existsSync(test.info().outputPath('disposed.ppm'))).toBe(false);
});
