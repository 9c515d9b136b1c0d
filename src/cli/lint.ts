/** `guestwright lint`: reference screens that cannot work, and scripts that name screens that do not exist. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { GuestwrightError, isGuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { demoScreens } from '../bundled.ts';
import { checkScreen } from '../matchers/check-screen.ts';
import type { Screen } from '../matchers/screen.ts';
import { ScreenLibrary } from '../matchers/screen-library.ts';
import { parseScreenFile } from '../matchers/screen-name.ts';
import { readSeenRuns } from '../report/seen-run.ts';
import { EXIT } from './exit-codes.ts';
import { lintSeen } from './lint-seen.ts';
import { loadReadable } from './load-screens.ts';
import { importsGuestwright, namedScreens, usesDemoScreens } from './script-names.ts';
import type { Verb } from './verb.ts';

/** Where scripts and tests are looked for unless files are named. */
const SCRIPT_FILE = /\.(install|test|spec|setup)\.[cm]?[jt]sx?$/;

export const lint: Verb = {
  summary: 'Check reference screens and the scripts that name them.',
  usage: ['[--screens DIR] [FILE ...]'],
  positionals: [0, Number.POSITIVE_INFINITY],
  options: {
    screens: { type: 'string', value: 'DIR', help: 'folder of the reference screens (default ./screens)' },
    strict: { type: 'boolean', help: 'warnings are problems too' },
    json: { type: 'boolean', help: 'one JSON object a line' },
  },
  notes: [
    'Screens: unknown or wrong fields, PNGs that cannot be references, no structure, matches twice, equals another.',
    'FILEs (default: all *.install.*, *.test.*, *.spec.* and *.setup.* below the working directory): names of screens',
    'that do not exist. Exit code 1 if there is a problem.',
    'Warnings, from the last run of each test and script: screens that never showed, that are fuzzy though exact would do,',
    'that were recorded on a display of another size.',
  ].join('\n'),
  async run(args, { cwd, print }) {
    const library = new ScreenLibrary(resolve(cwd, args.text('screens') ?? 'screens'));
    const files = args.positionals.length > 0 ? args.positionals : await findScripts(cwd);
    const problems = [...(await lintScreens(library)), ...(await lintScripts(files, library, cwd))];
    const runs = await readSeenRuns(cwd, library.folder);
    const warnings = lintSeen(await loadReadable(library), runs);
    const json = args.flag('json');
    for (const error of problems) print(json ? formatJson(error, 'problem') : formatLines(error));
    for (const error of warnings)
      print(json ? formatJson(error, 'warning') : `warning: ${formatLines(error)}`);
    if (!json) print(count(problems.length, warnings.length));
    const bad = problems.length + (args.flag('strict') ? warnings.length : 0);
    return bad === 0 ? EXIT.success : EXIT.failure;
  },
};

async function lintScreens(library: ScreenLibrary): Promise<readonly GuestwrightError[]> {
  const problems: GuestwrightError[] = [];
  const screens: Screen[] = [];
  for (const name of await library.names()) {
    try {
      screens.push(await library.load(name));
    } catch (error) {
      if (!isGuestwrightError(error)) throw error;
      problems.push(error);
    }
  }
  for (const [index, screen] of screens.entries()) {
    problems.push(...checkScreen(screen, screens.slice(index + 1))); // of two equal ones, one is told
  }
  return [...problems, ...(await orphans(library))];
}

/** Files that look like part of a screen and are none. */
async function orphans(library: ScreenLibrary): Promise<readonly GuestwrightError[]> {
  const entries = await readdir(library.folder, { recursive: true }).catch(() => []);
  const files = entries.map((entry) => entry.replaceAll(sep, '/'));
  return files.flatMap((file) => {
    const path = relative(process.cwd(), join(library.folder, file));
    if (file.endsWith('.png') && !parseScreenFile(file)) {
      return problem(
        `${path}: its name cannot be a screen's`,
        "Use letters, digits, '-' and '_'; a dot separates a variant.",
      );
    }
    if (file.endsWith('.json') && !files.includes(file.replace(/json$/, 'png'))) {
      return problem(`${path}: there is no PNG beside it`, 'Delete it, or record the screen again.');
    }
    return [];
  });
}

async function lintScripts(
  files: readonly string[],
  library: ScreenLibrary,
  cwd: string,
): Promise<readonly GuestwrightError[]> {
  const own = await library.names();
  const bundled = await new ScreenLibrary(demoScreens).names();
  const found: GuestwrightError[] = [];
  for (const file of files) {
    const source = await readFile(resolve(cwd, file), 'utf8');
    if (!importsGuestwright(source)) continue;
    const known = usesDemoScreens(source) ? [...own, ...bundled] : own;
    for (const { name, line } of namedScreens(source)) {
      if (known.includes(name)) continue;
      const remedy = `Record it with 'guestwright screen add ${name} --from FRAME.png'.`;
      found.push(
        ...problem(`${file}:${line}: screen '${name}' does not exist${didYouMean(name, known)}`, remedy),
      );
    }
  }
  return found;
}

async function findScripts(cwd: string): Promise<readonly string[]> {
  const entries = await readdir(cwd, { recursive: true });
  return entries.filter((path) => SCRIPT_FILE.test(path) && !path.split(sep).some(isSkipped)).sort();
}

function formatJson({ code, shortMessage, remedy }: GuestwrightError, severity: string): string {
  return JSON.stringify({ severity, code, message: shortMessage, remedy });
}

function formatLines({ shortMessage, remedy }: GuestwrightError): string {
  return `${shortMessage}${remedy === undefined ? '' : `\n  ${remedy}`}`;
}

function count(problems: number, warnings: number): string {
  const found = problems === 0 ? 'no problems' : problems === 1 ? '1 problem' : `${problems} problems`;
  return warnings === 0 ? found : `${found}, ${warnings} warning${warnings === 1 ? '' : 's'}`;
}

function isSkipped(folder: string): boolean {
  return folder === 'node_modules' || (folder.startsWith('.') && folder !== '.');
}

function problem(summary: string, remedy: string): GuestwrightError[] {
  return [new GuestwrightError(summary, { code: 'invalid-screen', remedy })];
}
