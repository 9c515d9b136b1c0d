/** `guestwright update`: new pictures for references that the last runs no longer saw exactly. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { decodeReferencePng, encodePng } from '../frame/png.ts';
import { type Region, translate } from '../frame/region.ts';
import { saveScreen } from '../matchers/save-screen.ts';
import { ScreenLibrary } from '../matchers/screen-library.ts';
import { screenFileStem } from '../matchers/screen-name.ts';
import type { ExpectedScreen } from '../report/comparison.ts';
import { compareWithScreen } from '../report/comparison.ts';
import { type Proposal, propose } from '../report/proposal.ts';
import { readSeenRuns, type StoredRun } from '../report/seen-run.ts';
import { type UpdateEntry, updatePage } from '../report/update-page.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { loadReadable } from './load-screens.ts';
import type { CliContext, Verb } from './verb.ts';

const PAGE_FOLDER = join('.guestwright', 'update');

interface Change extends Proposal {
  /** The screen's name, with the variant's after a dot. */
  readonly name: string;
  readonly run: StoredRun;
}

export const update: Verb = {
  summary: 'Propose new pictures for references that the last runs no longer saw exactly.',
  usage: ['[--screens DIR]', '--accept NAME [--variant VARIANT]', '--yes [--variant VARIANT]'],
  positionals: [0, 0],
  options: {
    accept: { type: 'string', value: 'NAME', multiple: true, help: 'write the new picture of this screen' },
    yes: { type: 'boolean', help: 'write all, apart from doubtful ones' },
    variant: {
      type: 'string',
      value: 'VARIANT',
      help: 'keep the old pictures, and add the new ones under this name',
    },
    screens: { type: 'string', value: 'DIR', help: 'folder of the reference screens (default ./screens)' },
  },
  notes: [
    'After an intended change of the guest (a font, a theme): run the tests or the script, then this. Without --accept and',
    `--yes it writes a page (${PAGE_FOLDER}/index.html) with every reference before and after.`,
  ].join('\n'),
  async run(args, context) {
    const { cwd, print, warn } = context;
    const library = new ScreenLibrary(resolve(cwd, args.text('screens') ?? 'screens'));
    const runs = await readSeenRuns(cwd, library.folder);
    if (runs.length === 0) throw noRuns(relative(cwd, library.folder) || '.');
    const { changes, problems } = await findChanges(runs, library);
    for (const problem of problems) warn(`not possible: ${problem}`);
    if (changes.length === 0) {
      print('every reference that the last runs saw still matches exactly');
      return problems.length === 0 ? EXIT.success : EXIT.failure;
    }
    const accepted = args.texts('accept');
    if (accepted.length === 0 && !args.flag('yes')) {
      print(`wrote ${relative(cwd, await writePage(changes, problems, cwd))}`);
      for (const { name, reason, doubt } of changes)
        print(`${name}: ${reason}${doubt === undefined ? '' : `; look twice: ${doubt}`}`);
      return EXIT.success;
    }
    return await accept(changes, { names: accepted, variant: args.text('variant') }, context, library);
  },
};

/** Of several runs that saw a screen the newest counts. */
async function findChanges(
  runs: readonly StoredRun[],
  library: ScreenLibrary,
): Promise<{ readonly changes: readonly Change[]; readonly problems: readonly string[] }> {
  const screens = await loadReadable(library);
  const changes = new Map<string, Change>();
  const problems = new Set<string>();
  for (const run of runs) {
    for (const sight of run.seen) {
      const screen = screens.find(({ name }) => name === sight.screen);
      if (!screen || sight.frame === null) continue;
      const frame = await decodeReferencePng(await readFile(join(run.folder, sight.frame)), sight.frame);
      const others = screens.filter((other) => other !== screen);
      const found = propose(screen, sight, frame, others);
      if ('problem' in found) {
        if (found.problem !== undefined) problems.add(found.problem);
        continue;
      }
      const name = screenFileStem(screen.name, found.before.variant);
      if (!changes.has(name)) changes.set(name, { ...found, name, run });
    }
  }
  return { changes: [...changes.values()], problems: [...problems] };
}

async function accept(
  changes: readonly Change[],
  { names, variant }: { readonly names: readonly string[]; readonly variant: string | undefined },
  { cwd, print, warn }: CliContext,
  library: ScreenLibrary,
): Promise<number> {
  const known = changes.map(({ name }) => name);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw usageError(
      `guestwright update: no new picture for '${wrong}'${didYouMean(wrong, known)}`,
      `There are some for: ${known.join(', ')}.`,
    );
  }
  let left = 0;
  for (const { name, after, doubt } of changes) {
    const isNamed = names.includes(name);
    if (names.length > 0 && !isNamed) continue;
    if (doubt !== undefined && !isNamed) {
      left++;
      warn(`not written: ${name}: ${doubt}\n  Look at it, then accept it with --accept ${name}.`);
      continue;
    }
    const { png } = await saveScreen(library.folder, { ...after, variant: variant ?? after.variant });
    print(`wrote ${relative(cwd, png)}`);
  }
  return left === 0 ? EXIT.success : EXIT.failure;
}

/** Before, after, and the whole display with what differs. */
async function writePage(
  changes: readonly Change[],
  problems: readonly string[],
  cwd: string,
): Promise<string> {
  const folder = join(cwd, PAGE_FOLDER);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const entries: UpdateEntry[] = [];
  for (const [index, change] of changes.entries()) {
    const { name, before, after, reason, doubt, run } = change;
    const { diff } = await compareWithScreen(change.frame, expectedOf(change));
    const pictures: Record<string, string> = {};
    for (const [caption, picture] of Object.entries({ before: before.picture, after: after.picture, diff })) {
      const file = `${index + 1}-${caption}.png`;
      pictures[caption] = file;
      await writeFile(join(folder, file), await encodePng(picture));
    }
    const seenBy = `${run.title}, ${run.at}`;
    entries.push({
      name,
      reason,
      doubt,
      seenBy,
      pictures,
      accept: `npx guestwright update --accept ${name}`,
    });
  }
  const page = join(folder, 'index.html');
  await writeFile(page, updatePage(entries, problems));
  return page;
}

function expectedOf({ name, before, offset }: Change): ExpectedScreen {
  const moved = (region: Region) => translate(region, offset);
  return {
    name,
    picture: before.picture,
    origin: translate(before.origin, offset),
    areas: before.areas.map(moved),
    exclude: before.exclude.map(moved),
  };
}

function noRuns(screens: string): GuestwrightError {
  return new GuestwrightError(`no run is recorded here that waited for screens of '${screens}'`, {
    code: 'io',
    remedy: 'Run the tests or the script first, in this folder.',
  });
}
