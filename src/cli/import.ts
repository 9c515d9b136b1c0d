/** `guestwright import openqa`: reference screens from openQA's needles. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { GuestwrightError, isGuestwrightError } from '../base/errors.ts';
import { readReferencePng } from '../frame/png.ts';
import { checkScreen } from '../matchers/check-screen.ts';
import { clipRecording, convertNeedles, type ImportedLook } from '../matchers/openqa/convert.ts';
import { type OpenqaNeedle, parseNeedle } from '../matchers/openqa/needle.ts';
import { recordVariant, saveScreen } from '../matchers/save-screen.ts';
import type { Screen } from '../matchers/screen.ts';
import { ScreenLibrary } from '../matchers/screen-library.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { readMargin, readRule } from './screen-options.ts';
import type { CliContext, Verb, VerbArguments } from './verb.ts';

export const importScreens: Verb = {
  summary: "Make reference screens of openQA's needles.",
  usage: ['openqa NEEDLE.json|FOLDER ... [--into FOLDER] [--tag TAG ...]'],
  positionals: [2, Number.POSITIVE_INFINITY],
  options: {
    tag: { type: 'string', value: 'TAG', multiple: true, help: 'only needles with this tag' },
    into: { type: 'string', value: 'FOLDER', help: 'folder within the screens, such as opensuse' },
    match: { type: 'string', value: 'RULE', help: 'exact, tolerant or perceptual (default exact)' },
    margin: {
      type: 'string',
      value: 'N',
      help: 'keep only so many pixels around the areas (default: all of the picture)',
    },
    screens: { type: 'string', value: 'DIR', help: 'folder of the reference screens (default ./screens)' },
    force: { type: 'boolean', help: 'replace screens that exist, and write those that lint complains of' },
  },
  notes: [
    'A tag becomes a screen and its needles the looks of it (variants); exclusions and click points stay, OCR areas',
    'become named regions. What cannot be carried over is told in a line each.',
  ].join('\n'),
  async run(args, context) {
    const [tool, ...paths] = args.positionals;
    if (tool !== 'openqa') throw usageError(`guestwright import: expected openqa, got '${tool}'`);
    const sources = await findNeedles(paths, context);
    const match = readRule(args.text('match'));
    const into = args.text('into');
    const prefix = into === undefined ? '' : `${into.replace(/\/+$/, '')}/`;
    const { looks, notes } = convertNeedles([...sources.keys()], { match, prefix, tags: args.texts('tag') });
    for (const note of notes) context.print(`note: ${note}`);
    if (looks.length === 0) throw usageError('guestwright import openqa: no needle that could be imported');
    const refused = await writeScreens(looks, sources, args, context);
    return refused === 0 ? EXIT.success : EXIT.failure;
  },
};

/** The needles and their JSON files. */
async function findNeedles(
  paths: readonly string[],
  { cwd, warn }: CliContext,
): Promise<ReadonlyMap<OpenqaNeedle, string>> {
  const needles = new Map<OpenqaNeedle, string>();
  for (const path of paths) {
    for (const file of await jsonFiles(resolve(cwd, path), path)) {
      try {
        const needle = parseNeedle(
          await readFile(file, 'utf8'),
          basename(file, '.json'),
          relative(cwd, file),
        );
        needles.set(needle, file);
      } catch (error) {
        if (!isGuestwrightError(error)) throw error;
        warn(`left out: ${error.shortMessage}`);
      }
    }
  }
  return needles;
}

async function jsonFiles(path: string, shown: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return [path];
  if (!found) {
    throw new GuestwrightError(`guestwright import: '${shown}' does not exist`, {
      code: 'io',
      remedy: "Name a needle's JSON or a folder of needles.",
    });
  }
  const entries = await readdir(path, { recursive: true });
  return entries
    .filter((entry) => entry.endsWith('.json'))
    .map((entry) => join(path, entry))
    .sort();
}

/** One screen after the other, all its looks or none; tells how many were refused. */
async function writeScreens(
  looks: readonly ImportedLook[],
  sources: ReadonlyMap<OpenqaNeedle, string>,
  args: VerbArguments,
  context: CliContext,
): Promise<number> {
  const library = new ScreenLibrary(resolve(context.cwd, args.text('screens') ?? 'screens'));
  const force = args.flag('force');
  const margin = args.text('margin');
  const kept = margin === undefined ? {} : { margin: readMargin(margin) };
  const existing = await library.names();
  let refused = 0;
  for (const name of new Set(looks.map(({ recording }) => recording.screen))) {
    try {
      if (existing.includes(name) && !force) throw existsError(name);
      const own = looks.filter(({ recording }) => recording.screen === name);
      const screen = { name, variants: await Promise.all(own.map((look) => variantOf(look, sources, kept))) };
      const [problem] = force ? [] : checkScreen(screen);
      if (problem) throw problem;
      await writeScreen(screen, library.folder, context);
    } catch (error) {
      if (!isGuestwrightError(error)) throw error;
      refused++;
      context.warn(
        `refused: ${error.shortMessage}${error.remedy === undefined ? '' : `\n  ${error.remedy}`}`,
      );
    }
  }
  return refused;
}

async function variantOf(
  { needle, recording }: ImportedLook,
  sources: ReadonlyMap<OpenqaNeedle, string>,
  kept: { readonly margin?: number },
) {
  const json = sources.get(needle) as string;
  const png = join(dirname(json), `${needle.name}.png`);
  const frame = await readReferencePng(png, basename(png));
  return recordVariant(frame, { ...clipRecording(recording, frame), ...kept });
}

async function writeScreen({ variants }: Screen, folder: string, { cwd, print }: CliContext): Promise<void> {
  for (const variant of variants) {
    const { png } = await saveScreen(folder, variant);
    print(`wrote ${relative(cwd, png)}`);
  }
}

function existsError(name: string): GuestwrightError {
  return new GuestwrightError(`screen '${name}' exists`, {
    code: 'invalid-argument',
    remedy: 'Give --force to replace it, or --into FOLDER to import beside it.',
  });
}
