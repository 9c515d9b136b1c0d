/** The screens of a folder, loaded when asked for and again when their files change. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { openReferencePng } from '../frame/png.ts';
import type { Screen, ScreenVariant } from './screen.ts';
import { parseScreenFile, screenFileStem, validateScreenName } from './screen-name.ts';
import { createVariant } from './screen-variant.ts';
import { completeSidecar, parseSidecar, type Sidecar } from './sidecar.ts';

interface CachedScreen {
  /** Names, sizes and times of its files. */
  readonly stamp: string;
  readonly screen: Promise<Screen>;
}

/** Loads screens by name, such as `debian/welcome`. */
export class ScreenLibrary {
  readonly folder: string;
  readonly #cache = new Map<string, CachedScreen>();

  /** `folder` is the `screens` option, resolved. It need not exist before a screen is asked for. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Names of all screens that have a PNG, sorted. */
  async names(): Promise<string[]> {
    const files = await listFiles(this.folder);
    const names = files.flatMap((file) => parseScreenFile(file)?.screen ?? []);
    return [...new Set(names)].sort();
  }

  /** The same object as long as its files do not change. Errors `unknown-screen`, `invalid-screen`, `invalid-image`. */
  async load(name: string): Promise<Screen> {
    validateScreenName(name);
    const files = (await listFiles(this.folder)).filter((file) => belongsTo(file, name));
    if (!files.some((file) => file.endsWith('.png'))) throw await this.#unknown(name, files);
    const stamp = await stampOf(this.folder, files);
    const cached = this.#cache.get(name);
    if (cached?.stamp === stamp) return await cached.screen;
    const screen = this.#read(name, files);
    this.#cache.set(name, { stamp, screen });
    return await screen;
  }

  async #read(name: string, files: readonly string[]): Promise<Screen> {
    const own = await this.#readSidecar(`${name}.json`, files);
    const pictures = files
      .filter((file) => file.endsWith('.png'))
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    const variants = await Promise.all(pictures.map((file) => this.#readVariant(file, own, files)));
    return { name, variants };
  }

  async #readVariant(
    file: string,
    own: Partial<Sidecar> | undefined,
    files: readonly string[],
  ): Promise<ScreenVariant> {
    const { screen, variant } = parseScreenFile(file) as { screen: string; variant: string | undefined };
    const sidecarFile = `${screenFileStem(screen, variant)}.json`;
    const replaced = variant === undefined ? undefined : await this.#readSidecar(sidecarFile, files);
    if (!own && !replaced) throw this.#withoutSidecar(file, sidecarFile);
    const shown = this.#shown(replaced || !own ? sidecarFile : `${screen}.json`);
    const path = join(this.folder, file);
    const picture = await openReferencePng(path, this.#shown(file));
    const sidecar = completeSidecar(shown, own ?? {}, replaced ?? {});
    return createVariant(picture, sidecar, { screen, variant, file: path, sidecarFile: shown });
  }

  async #readSidecar(file: string, files: readonly string[]): Promise<Partial<Sidecar> | undefined> {
    if (!files.includes(file)) return undefined;
    return parseSidecar(await readFile(join(this.folder, file), 'utf8'), this.#shown(file));
  }

  /** A path as the user would write it. */
  #shown(file: string): string {
    return relative(process.cwd(), join(this.folder, file));
  }

  async #unknown(name: string, files: readonly string[]): Promise<GuestwrightError> {
    const names = await this.names();
    const folder = relative(process.cwd(), this.folder) || '.';
    const [sidecar] = files;
    const problem = sidecar ? `has a sidecar (${sidecar}) but no PNG` : 'does not exist';
    return new GuestwrightError(`screen '${name}' ${problem} in ${folder}${didYouMean(name, names)}`, {
      code: 'unknown-screen',
      remedy: `Record it with \`guestwright screen add ${name} --from FRAME.png\`.`,
      details: { screen: name, folder: this.folder, names },
    });
  }

  #withoutSidecar(file: string, sidecarFile: string): GuestwrightError {
    const summary = `${this.#shown(file)} has no sidecar ${this.#shown(sidecarFile)} that says which areas to compare`;
    return new GuestwrightError(summary, {
      code: 'invalid-screen',
      remedy: 'Record the screen again with `guestwright screen add`, which writes both.',
      details: { file: this.#shown(file) },
    });
  }
}

/** Files below `folder`, relative to it and with `/`; none if it does not exist. */
async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll(sep, '/'),
    );
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new GuestwrightError(`the screens folder ${folder} could not be read`, { code: 'io', cause });
  }
}

function belongsTo(file: string, screen: string): boolean {
  if (!file.startsWith(`${screen}.`)) return false;
  const rest = file.slice(screen.length + 1);
  return /^([^./]+\.)?(png|json)$/.test(rest);
}

async function stampOf(folder: string, files: readonly string[]): Promise<string> {
  const stamps = files.map(async (file) => {
    const { mtimeMs, size } = await stat(join(folder, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(stamps)).sort().join('\n');
}
