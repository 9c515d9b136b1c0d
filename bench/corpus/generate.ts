/**
 * Renders the corpus by Chromium: `npx jiti bench/corpus/generate.ts`. Its output is committed, so that every run
 * searches the same pixels: run it again only to change the pages (wants Chromium, fonts-dejavu-core, fonts-urw-base35).
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { NEAR_MISSES, PAGE_NAMES, pageHtml } from './pages.ts';

const SIZES = [
  { width: 800, height: 600 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
] as const;
type Size = (typeof SIZES)[number];
/** Near misses and other renderings are made at the size of the targets. */
const MAIN_SIZE = SIZES[1];
/** Text of the other rendering is drawn this much larger and averaged: the same letters, other edges. */
const OVERSAMPLING = 3;

const folder = path.join(import.meta.dirname, '../data/pages');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const changes: Record<string, { x: number; y: number; width: number; height: number }> = {};

await withBrowser(1, async (shot) => {
  for (const name of PAGE_NAMES) {
    for (const size of SIZES)
      await save(`${name}-${size.width}x${size.height}`, await shot(pageHtml(name), size));
    const recorded = await shot(pageHtml(name), MAIN_SIZE);
    for (const kind of NEAR_MISSES) {
      const missed = await shot(pageHtml(name, kind), MAIN_SIZE);
      const box = await changedBox(recorded, missed);
      changes[`${name}-${kind}`] = box;
      const { x: left, y: top, ...size } = box;
      await save(
        `${name}-${kind}`,
        await sharp(missed)
          .extract({ left, top, ...size })
          .png()
          .toBuffer(),
      );
    }
  }
});
await withBrowser(OVERSAMPLING, async (shot) => {
  for (const name of PAGE_NAMES) {
    const large = await shot(pageHtml(name), MAIN_SIZE);
    await save(
      `${name}-oversampled`,
      await sharp(large)
        .resize({ ...MAIN_SIZE, kernel: 'linear', fastShrinkOnLoad: false })
        .png()
        .toBuffer(),
    );
  }
});
writeFileSync(path.join(folder, 'near-misses.json'), `${JSON.stringify(changes, null, 2)}\n`);

async function withBrowser(
  deviceScaleFactor: number,
  work: (shot: (html: string, size: Size) => Promise<Buffer>) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
  try {
    const page = await browser.newPage({ deviceScaleFactor });
    await work(async (html, size) => {
      await page.setViewportSize(size);
      await page.setContent(html);
      return await page.screenshot();
    });
  } finally {
    await browser.close();
  }
}

/** Small and without alpha, as `readReferencePng` takes it. */
async function save(name: string, png: Buffer): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await sharp(png).removeAlpha().png({ compressionLevel: 9, adaptiveFiltering: true }).toFile(file);
}

/** The box around what differs. */
async function changedBox(a: Buffer, b: Buffer) {
  const { width, height }: Size = MAIN_SIZE;
  const [one, other] = await Promise.all([a, b].map((png) => sharp(png).removeAlpha().raw().toBuffer()));
  let [left, top, right, bottom]: [number, number, number, number] = [width, height, 0, 0];
  for (let i = 0; i < (one as Buffer).length; i++) {
    if ((one as Buffer)[i] === (other as Buffer)[i]) continue;
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  }
  if (right === 0) throw new Error('the near miss looks like the page as recorded');
  return { x: left, y: top, width: right - left, height: bottom - top };
}
