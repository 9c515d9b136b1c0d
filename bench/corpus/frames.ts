/** The frames that are searched: rendered pages at three sizes, and real installer screens. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createPicture, type Picture } from '../../src/frame/picture.ts';
import { readReferencePng } from '../../src/frame/png.ts';
import type { Dimensions, Region } from '../../src/frame/region.ts';
import { NEAR_MISSES, type NearMiss, PAGE_NAMES } from './pages.ts';

export const DISPLAYS = [
  { width: 800, height: 600 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
] as const;
/** The display of the targets, of near misses and of the real screens. */
export const MAIN_DISPLAY = DISPLAYS[1];

/** Captured from QEMU: Calamares, Debian's graphical and its text installer. */
export const REAL_SCREENS = [
  'cal-welcome',
  'cal-partition',
  'cal-users',
  'digtk-s01-language',
  'digtk-s04-hostname',
  'ditext-s01-language',
] as const;
/** Screens of a console, for readers of text. */
export const TEXT_SCREENS = ['s01-language', 's02-location', 's03-keymap', 's04-hostname', 's05-domain'].map(
  (name) => `ditext-${name}`,
);

const DATA = path.join(import.meta.dirname, '../data/pages');
const REAL_DATA = path.join(import.meta.dirname, '../../test/data/text');

/** A picture with the name that results give it. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Picture;
}

export function displayName({ width, height }: Dimensions): string {
  return `${width}x${height}`;
}

/** Rendered pages of one size. */
export async function loadPages(display: Dimensions): Promise<NamedPicture[]> {
  return await loadAll(DATA, PAGE_NAMES, (name) => `${name}-${displayName(display)}`);
}

export async function loadRealScreens(names: readonly string[] = REAL_SCREENS): Promise<NamedPicture[]> {
  return await loadAll(REAL_DATA, names, (name) => name);
}

/** The main display's pages with letters of other edges. */
export async function loadOversampled(): Promise<NamedPicture[]> {
  return await loadAll(DATA, PAGE_NAMES, (name) => `${name}-oversampled`);
}

export function textScreenFile(name: string): string {
  return path.join(REAL_DATA, `${name}.png`);
}

/** A page that differs from the recorded one in one thing, within `changed`. */
export interface NearMissPage {
  readonly page: string;
  readonly kind: NearMiss;
  readonly picture: Picture;
  readonly changed: Region;
}

export async function loadNearMisses(pages: readonly NamedPicture[]): Promise<NearMissPage[]> {
  const boxes: Record<string, Region> = JSON.parse(readFileSync(path.join(DATA, 'near-misses.json'), 'utf8'));
  const cases = pages.flatMap((page) => NEAR_MISSES.map((kind) => ({ page, kind })));
  return await Promise.all(
    cases.map(async ({ page, kind }) => {
      const changed = boxes[`${page.name}-${kind}`] as Region;
      const patch = await readReferencePng(path.join(DATA, `${page.name}-${kind}.png`));
      return { page: page.name, kind, picture: withPatch(page.picture, patch, changed), changed };
    }),
  );
}

/** A copy, in memory of its own. */
export function copyPicture(picture: Picture): Picture {
  return createPicture(picture, picture.data.slice());
}

/** A copy with `patch` at a place. */
export function withPatch(picture: Picture, patch: Picture, { x, y }: { x: number; y: number }): Picture {
  const copy = copyPicture(picture);
  for (let row = 0; row < patch.height; row++) {
    const from = patch.pixels.subarray(row * patch.width, (row + 1) * patch.width);
    copy.pixels.set(from, (y + row) * picture.width + x);
  }
  return copy;
}

/** The same picture moved to the right and down; what leaves it comes in at the other side. */
export function shifted({ width, height, pixels }: Picture, right: number, down: number): Picture {
  const moved = createPicture({ width, height });
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * width, (y + 1) * width);
    const to = ((y + down) % height) * width;
    moved.pixels.set(row.subarray(0, width - right), to + right);
    moved.pixels.set(row.subarray(width - right), to);
  }
  return moved;
}

async function loadAll(
  folder: string,
  names: readonly string[],
  fileOf: (name: string) => string,
): Promise<NamedPicture[]> {
  return await Promise.all(
    names.map(async (name) => ({
      name,
      picture: await readReferencePng(path.join(folder, `${fileOf(name)}.png`)),
    })),
  );
}
