/** Films of a filmstrip, and the animated PNG that is made of them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { encodeScreenPng } from '../../../../src/frame/palette-png.ts';
import { createPicture, type Picture } from '../../../../src/frame/picture.ts';
import { formatEvents } from '../../../../src/report/trace/event-lines.ts';
import { filmOf } from '../../../../src/report/trace/film.ts';
import type { ScreencastFrame } from '../../../../src/report/trace/format.ts';
import { writeVideo } from '../../../../src/report/trace/video.ts';
import { zipFolder } from '../../../../src/report/trace/zip-folder.ts';

function shot(name: string, timestamp: number, size = { width: 64, height: 48 }): ScreencastFrame {
  return { type: 'screencast-frame', pageId: 'guest@1', file: `resources/${name}.png`, timestamp, ...size };
}

function plain(colour: number, size = { width: 64, height: 48 }): Picture {
  const picture = createPicture(size);
  picture.pixels.fill(0xff000000 + colour);
  return picture;
}

async function traceOf(
  frames: readonly ScreencastFrame[],
  pictures: Readonly<Record<string, Picture>>,
): Promise<string> {
  const folder = test.info().outputPath('trace');
  await mkdir(join(folder, 'resources'), { recursive: true });
  for (const [name, picture] of Object.entries(pictures))
    await writeFile(join(folder, `resources/${name}.png`), await encodeScreenPng(picture));
  await writeFile(join(folder, 'trace.trace'), formatEvents(frames));
  await zipFolder(folder, `${folder}.zip`);
  return `${folder}.zip`;
}

test('pictures are shown as long as they stood, at most 3 s', () => {
  const film = filmOf([shot('a', 1000), shot('b', 1250.4), shot('a', 60_000)]);
  expect(film.map(({ shownFor }) => shownFor)).toEqual([250, 3000, 2000]);
});

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(file: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    chunks.push({
      type: file.toString('latin1', at + 4, at + 8),
      data: file.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/** Sequence, box and time of each picture of an animation. */
function controlsOf(file: Buffer): readonly (readonly number[])[] {
  return chunksOf(file)
    .filter(({ type }) => type === 'fcTL')
    .map(({ data }) => [
      ...[0, 4, 8, 12, 16].map((at) => data.readUInt32BE(at)),
      data.readUInt16BE(20) / data.readUInt16BE(22),
    ]);
}

test('an animated PNG has the first picture whole, of the others what changed, each with its time', async () => {
  const [a, b] = [plain(0x0000ff), plain(0x0000ff)];
  b.pixels[2 * 64 + 40] = 0xffff0000;
  const size = { width: 64, height: 48 };
  const shots = [shot('a', 10, size), shot('b', 110, size), shot('b', 310, size)];
  const trace = await traceOf(shots, { a, b });
  const output = test.info().outputPath('film.png');
  await writeVideo(trace, output);
  const file = await readFile(output);
  const types = chunksOf(file).map(({ type }) => type);
  expect(types).toEqual(['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT', 'IEND']);
  expect(controlsOf(file)).toEqual([
    [0, 64, 48, 0, 0, 0.1],
    [1, 16, 16, 32, 0, 0.2], // tiles of 16x16
    [3, 1, 1, 0, 0, 2],
  ]);
  expect([...PNG.sync.read(file).data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
});

test('pictures of several sizes are put on black of the largest', async () => {
  const small = { width: 2, height: 2 };
  const trace = await traceOf([shot('a', 10, small), shot('b', 110)], {
    a: plain(0x0000ff, small),
    b: plain(0xff0000),
  });
  const output = test.info().outputPath('film.png');
  await writeVideo(trace, output);
  const file = await readFile(output);
  const { width, height, data } = PNG.sync.read(file);
  const at = (x: number) => [...data.subarray(x * 4, x * 4 + 3)];
  expect([width, height, at(1), at(2)]).toEqual([64, 48, [255, 0, 0], [0, 0, 0]]);
  expect(controlsOf(file).map(([, w, h]) => [w, h])).toEqual([
    [64, 48],
    [64, 48],
  ]);
});

test('what is no video, and a guest that is not there, are told', async () => {
  const trace = await traceOf([shot('a', 10)], { a: plain(1) });
  const at = (name: string) => test.info().outputPath(name);
  await expect(writeVideo(trace, at('film.mp4'))).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(writeVideo(trace, at('film.png'), { guest: 2 })).rejects.toMatchObject({
    code: 'invalid-argument',
  });
});
