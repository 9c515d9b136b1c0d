/** All screens of a library that can be read: broken ones are lint's to tell. */
import type { Screen } from '../matchers/screen.ts';
import type { ScreenLibrary } from '../matchers/screen-library.ts';

export async function loadReadable(library: ScreenLibrary): Promise<readonly Screen[]> {
  const names = await library.names();
  const loaded = await Promise.all(names.map((name) => library.load(name).catch(() => undefined)));
  return loaded.filter((found) => found !== undefined);
}
