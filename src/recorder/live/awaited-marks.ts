/** Where on the display the things that are waited for should show. */
import { resolve } from 'node:path';
import type { Dimensions, Region } from '../../frame/region.ts';
import type { Target } from '../../guest/target.ts';
import { variantsFor } from '../../matchers/screen.ts';
import { ScreenLibrary } from '../../matchers/screen-library.ts';
import type { AwaitedMark } from '../protocol.ts';

/** More outlines than these hide what they surround. */
const MOST_MARKS = 12;

const libraries = new Map<string, ScreenLibrary>();

/** One mark a target; those of texts, and of screens recorded on a display of another size, have no areas. */
export async function awaitedMarks(
  folder: string,
  targets: readonly Pick<Target, 'what' | 'screens'>[],
  size: Dimensions | undefined,
): Promise<readonly AwaitedMark[]> {
  const library = libraryOf(resolve(folder));
  return await Promise.all(
    targets.slice(0, MOST_MARKS).map(async ({ what, screens }) => {
      const areas = await Promise.all(screens.map((name) => areasOf(library, name, size)));
      return { what, areas: areas.flat() };
    }),
  );
}

async function areasOf(
  library: ScreenLibrary,
  name: string,
  size: Dimensions | undefined,
): Promise<readonly Region[]> {
  const screen = size && (await library.load(name).catch(() => undefined)); // the wait itself says what is wrong
  const [variant] = screen && size ? variantsFor(size, screen) : [];
  return (variant?.areas ?? []).map(({ x, y, width, height }) => ({ x, y, width, height }));
}

function libraryOf(folder: string): ScreenLibrary {
  const library = libraries.get(folder) ?? new ScreenLibrary(folder);
  libraries.set(folder, library);
  return library;
}
