/** Writes what a recording comes to: the script, and a PNG and a JSON in screens/ for each of its screens. */
import { readFile, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { recordVariant, saveScreen } from '../../matchers/save-screen.ts';
import { ScreenLibrary } from '../../matchers/screen-library.ts';
import type { Book } from './book.ts';
import type { RecordedScreen } from './model.ts';
import { type ScriptFacts, scriptSource } from './script-source.ts';
import { writeWhole } from './write-whole.ts';

/** What was written, absolute. */
export interface Emitted {
  readonly script: string;
  readonly screens: readonly string[];
}

/** So many pixels around the areas are kept of a frame: people see what they look at. */
const MARGIN = 16;

/** The script's path. */
export function scriptPath(folder: string, name: string): string {
  return join(folder, `${name}.install.ts`);
}

/** The folder of the reference screens of scripts in `folder`. */
export function screensFolder(folder: string): string {
  return join(folder, 'screens');
}

/**
 * Writes everything, and removes what an earlier emission wrote and this one does not. Screens without areas are left
 * out: nothing can be recognised by them. Errors `disk-full`, `io`, `invalid-screen`.
 */
export async function emit(book: Book, facts: ScriptFacts): Promise<Emitted> {
  const { folder } = facts;
  const screens: string[] = [];
  for (const screen of book.data.screens) {
    if (screen.areas.length > 0) screens.push(...(await emitScreen(book, screen, folder)));
  }
  const script = scriptPath(folder, book.data.name);
  await writeIfNew(script, scriptSource(book.data, facts));
  const written = [script, ...screens].map((path) => relative(folder, path).split(sep).join('/'));
  for (const old of book.data.emitted)
    if (!written.includes(old)) await rm(join(folder, old), { force: true });
  if (written.join('\n') !== book.data.emitted.join('\n'))
    book.change((data) => ({ ...data, emitted: written }));
  return { script, screens };
}

/** Names in screens/ that are not this recording's own. */
export async function foreignNames(book: Book, folder: string): Promise<readonly string[]> {
  const names = await new ScreenLibrary(screensFolder(folder)).names();
  return names.filter((name) => !book.data.emitted.includes(`screens/${name}.png`));
}

async function emitScreen(book: Book, screen: RecordedScreen, folder: string): Promise<readonly string[]> {
  const { name, areas, exclude, points, regions } = screen;
  const picture = await book.frames.load(screen.frame);
  const variant = recordVariant(picture, { screen: name, areas, exclude, points, regions, margin: MARGIN });
  const { png, sidecar } = await saveScreen(screensFolder(folder), variant);
  return [png, sidecar];
}

async function writeIfNew(path: string, text: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== text) await writeWhole(path, text);
}
