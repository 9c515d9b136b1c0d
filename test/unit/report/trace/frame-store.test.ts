/** Pictures of a trace: once by content, encoded one after the other, within a bound of memory. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createFrame, type Frame } from '../../../../src/frame/frame.ts';
import { FrameStore } from '../../../../src/report/trace/frame-store.ts';
import { Screencast } from '../../../../src/report/trace/screencast.ts';
import { TraceFolder } from '../../../../src/report/trace/trace-folder.ts';

/** 4 MiB of pixels. */
const SIDE = 1024;

function frameOf(
  colour: number,
  facts: { side?: number; damage?: Frame['damage']; time?: number } = {},
): Frame {
  const { side = 8, damage = 'all', time = colour } = facts;
  const data = new Uint8Array(side * side * 4);
  new Uint32Array(data.buffer).fill(0xff000000 + colour);
  return createFrame(data, { width: side, height: side, sequence: colour, time, damage });
}

function heldEncoder() {
  const started: Frame[] = [];
  const ends: (() => void)[] = [];
  const encode = (frame: Frame) => {
    started.push(frame);
    return new Promise<Uint8Array>((resolve) => ends.push(() => resolve(Buffer.from(`${frame.pixels[0]}`))));
  };
  return { started, encode, end: () => ends.shift()?.() };
}

test('a picture is named at once, encoded later and one at a time, from the pixels of that moment', async () => {
  const folder = await TraceFolder.create(test.info().outputPath('trace'));
  const { started, encode, end } = heldEncoder();
  const store = new FrameStore(folder, encode);
  const frame = frameOf(1);
  const names = [store.keep(frame), store.keep(frameOf(2)), store.keep(frameOf(1))];
  frame.pixels.fill(0);
  expect(names[0]).toBe(names[2]);
  expect(names[0]).not.toBe(names[1]);
  await expect.poll(() => started.length).toBe(1);
  end();
  await expect.poll(() => started.length).toBe(2);
  expect(started.map(({ pixels }) => pixels[0])).toEqual([0xff000001, 0xff000002]);
  end();
  await folder.close();
  expect((await readdir(join(folder.path, 'resources'))).length).toBe(2);
});

test('when too many wait, new pictures are left out and counted, and known ones are not', async () => {
  const folder = await TraceFolder.create(test.info().outputPath('trace'));
  const { started, encode, end } = heldEncoder();
  const store = new FrameStore(folder, encode);
  const kept = Array.from({ length: 12 }, (_, index) => store.keep(frameOf(index, { side: SIDE })));
  expect(kept.filter((name) => name !== undefined).length).toBe(7); // 24 MiB, and the one that went beyond
  expect(store.dropped).toBe(5);
  expect(store.isIdle).toBe(false);
  expect(store.keep(frameOf(0, { side: SIDE }))).toBe(kept[0]);
  for (let encoded = 1; encoded <= 7; encoded++) {
    await expect.poll(() => started.length).toBe(encoded);
    end();
  }
  await folder.close();
  expect(store.isIdle).toBe(true);
});

test('the filmstrip takes no picture where nothing changed, and catches up on a change that came too early', async () => {
  const folder = await TraceFolder.create(test.info().outputPath('trace'));
  let encoded = 0;
  const store = new FrameStore(folder, async () => {
    encoded++;
    return Buffer.from('png');
  });
  const screencast = new Screencast('guest@1', folder, store);
  screencast.offer(frameOf(1));
  screencast.offer(frameOf(1, { damage: [] }));
  screencast.offer(frameOf(2)); // within 300 ms of the first
  await folder.flush();
  expect(encoded).toBe(1);
  await expect
    .poll(async () => {
      screencast.offer(frameOf(2, { damage: [] }));
      await folder.flush();
      return encoded;
    })
    .toBe(2);
  await folder.close();
});

test('a trace that cannot be written ends nothing: it tells at its end', async () => {
  const folder = await TraceFolder.create(test.info().outputPath('trace'));
  const store = new FrameStore(folder, async () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  store.keep(frameOf(1));
  await expect(folder.close()).rejects.toMatchObject({ code: 'disk-full' });
});
