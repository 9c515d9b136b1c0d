/** Writes screens to a folder, in the form that `ScreenLibrary` reads. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GuestwrightError } from '../base/errors.ts';
import { cropPixels, type Picture } from '../frame/picture.ts';
import { writeReferencePng } from '../frame/png.ts';
import { clip, inflate, type Region, unionAll, wholeOf } from '../frame/region.ts';
import type { ScreenVariant } from './screen.ts';
import { screenFileStem, validateScreenName } from './screen-name.ts';
import { createVariant } from './screen-variant.ts';
import { formatSidecar, type Sidecar } from './sidecar.ts';

/** What a recording says beside the frame; coordinates are the frame's. */
export interface Recording
  extends Pick<Sidecar, 'areas'>,
    Partial<Pick<Sidecar, 'exclude' | 'points' | 'regions'>> {
  readonly screen: string;
  readonly variant?: string | undefined;
  /** Keep only the areas and this many pixels around them; default the whole display. */
  readonly margin?: number;
}

/** A variant of `frame`, not written yet: to be checked. Error `invalid-screen` if something lies outside. */
export function recordVariant(frame: Picture, recording: Recording): ScreenVariant {
  const { screen, variant, margin, areas, exclude = [], points = {}, regions = {} } = recording;
  validateScreenName(screen);
  const box = unionAll(areas);
  const kept =
    box && margin !== undefined ? (clip(inflate(box, margin), frame) ?? wholeOf(frame)) : wholeOf(frame);
  const sidecar = sidecarOf(frame, kept, { areas, exclude, points, regions });
  const source = { screen, variant, sidecarFile: `${screenFileStem(screen, variant)}.json` };
  const picture = cropPixels(frame, kept);
  return createVariant(() => picture, sidecar, source);
}

/** Writes the PNG and then the sidecar, each in one step; replaces a variant of the same name. Returns their paths. */
export async function saveScreen(
  folder: string,
  variant: ScreenVariant,
): Promise<{ png: string; sidecar: string }> {
  const stem = join(folder, ...screenFileStem(variant.screen, variant.variant).split('/'));
  const [png, sidecar] = [`${stem}.png`, `${stem}.json`];
  try {
    await mkdir(dirname(stem), { recursive: true });
    await writeWhole(png, (path) => writeReferencePng(path, variant.picture));
    await writeWhole(sidecar, (path) => writeFile(path, formatSidecar(variant, variant.variant)));
  } catch (cause) {
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new GuestwrightError(`screen '${variant.screen}' could not be written to ${folder}`, {
      code: full ? 'disk-full' : 'io',
      cause,
    });
  }
  return { png, sidecar };
}

/** A reader sees the old file or the new one, never a part; nothing is left behind after an error. */
async function writeWhole(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await write(temporary);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

function sidecarOf(frame: Picture, kept: Region, rest: Omit<Sidecar, 'display' | 'origin'>): Sidecar {
  return { display: { width: frame.width, height: frame.height }, origin: { x: kept.x, y: kept.y }, ...rest };
}
