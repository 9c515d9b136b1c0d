/** PNGs as references: exact samples, and each kind of unusable file with its own reason. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { GuestwrightError } from '../../../src/base/errors.ts';
import { createPicture, type Picture } from '../../../src/frame/picture.ts';
import {
  decodeReferencePng,
  encodePng,
  readReferencePng,
  writeReferencePng,
} from '../../../src/frame/png.ts';

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that it needs from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'png-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

function gradient(): Picture {
  const picture = createPicture({ width: 37, height: 21 });
  for (let i = 0; i < picture.data.length; i++) if (i % 4 !== 3) picture.data[i] = (i * 7) % 256;
  return picture;
}

async function refusal(file: Uint8Array): Promise<string> {
  const error = await decodeReferencePng(file, 'page.png').then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GuestwrightError))
    throw new Error(`expected a GuestwrightError, got ${String(error)}`);
  expect(error.code).toBe('invalid-image');
  return error.message;
}

/** The header of a PNG that claims these facts, with the checksum of nothing. */
function claiming(width: number, height: number, depth: number, colour: number): Buffer {
  const file = Buffer.from(PNG.sync.write(new PNG({ width: 1, height: 1 })));
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  file[24] = depth;
  file[25] = colour;
  return file;
}

test('a written reference has the same samples when it is read', async ({ folder }) => {
  const path = join(folder, 'page.png');
  await writeReferencePng(path, gradient());
  expect(await readReferencePng(path)).toEqual(gradient());
});

test('evidence encoded by sharp has the same samples', async () => {
  expect(await decodeReferencePng(await encodePng(gradient()), 'frame')).toEqual(gradient());
});

test('interlacing and gamma do not change samples', async ({ folder }) => {
  const { data, width, height } = gradient();
  const raw = { raw: { width, height, channels: 4 as const } };
  const interlaced = await sharp(data, raw)
    .png({ progressive: true })
    .withMetadata({ density: 300 })
    .toBuffer();
  expect(await decodeReferencePng(interlaced, 'page.png')).toEqual(gradient());
  const path = join(folder, 'gamma.png');
  const plain = await encodePng(gradient());
  const gamma = Buffer.from('00000004' + '67414d41' + '0000b18f' + '0bfc6105', 'hex'); // gAMA 0.45455 with its CRC
  await writeFile(path, Buffer.concat([plain.subarray(0, 33), gamma, plain.subarray(33)]));
  expect(await readReferencePng(path)).toEqual(gradient());
});

test('a missing file is refused by its path', async ({ folder }) => {
  await expect(readReferencePng(join(folder, 'none.png'), 'screens/none.png')).rejects.toThrow(
    'screens/none.png does not exist',
  );
});

test('a truncated file is refused, wherever it is cut', async () => {
  const file = await encodePng(gradient());
  expect(await refusal(file.subarray(0, 0))).toContain('the file is empty');
  for (const length of [1, 7, 8, 20, 28, 40, Math.floor(file.length / 2), file.length - 20]) {
    expect(await refusal(file.subarray(0, length)), `${length} bytes`).toContain('truncated or damaged');
  }
});

test('a file that is no PNG is refused', async () => {
  expect(await refusal(Buffer.from('<svg/>'))).toContain('it is not a PNG');
  expect(
    await refusal(
      await sharp(gradient().data, { raw: { width: 37, height: 21, channels: 4 } })
        .jpeg()
        .toBuffer(),
    ),
  ).toContain('it is not a PNG');
});

test('16-bit, palette and greyscale files are refused with the remedy', async () => {
  const raw = { raw: { width: 37, height: 21, channels: 4 as const } };
  const { data } = gradient();
  const palette = await sharp(data, raw).png({ palette: true }).toBuffer();
  const deep = await sharp(data, raw).toColourspace('rgb16').png().toBuffer();
  const grey = await sharp(data, raw).removeAlpha().toColourspace('b-w').png().toBuffer();
  expect(await refusal(palette)).toBe(
    'page.png cannot be a reference: it has 8-bit palette samples\nSave it as 8-bit RGB or RGBA.',
  );
  expect(await refusal(deep)).toContain('it has 16-bit RGBA samples');
  expect(await refusal(grey)).toContain('it has 8-bit greyscale samples');
});

test('a huge picture is refused by its header, before anything is decoded', async () => {
  expect(await refusal(claiming(2 ** 31 - 1, 2 ** 31 - 1, 8, 6))).toContain(
    'its header says 2147483647x2147483647 pixels; a side may have 1 to 8192',
  );
  expect(await refusal(claiming(0, 5, 8, 6))).toContain('0x5 pixels');
  expect(await refusal(claiming(8193, 1, 8, 2))).toContain('8193x1 pixels');
});

test('transparent pixels are refused, and exclusions recommended', async ({ folder }) => {
  const png = new PNG({ width: 3, height: 2 });
  png.data.fill(255);
  png.data[4 * 4 + 3] = 254;
  const path = join(folder, 'page.png');
  await writeFile(path, PNG.sync.write(png));
  const message = await refusal(await readFile(path));
  expect(message).toContain('its pixel at 1,1 is transparent');
  expect(message).toContain("under 'exclude'");
});
