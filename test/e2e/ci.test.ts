/** The recipes of docs/ci.md: their commands, run as each CI system does it, and the one report that comes of it. */
import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readCiDocument } from './support/ci-recipes.ts';
import { ROOT } from './support/live-command.ts';
import { missingIn, readBlobs } from './support/merged-report.ts';
import { runProgram } from './support/run-process.ts';
import { DEMO } from './support/sources.ts';

/** What a system makes of a command for one of two shards, before or in the shell. */
interface System {
  readonly words?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

const SYSTEMS: Readonly<Record<string, (shard: number) => System>> = {
  'GitHub Actions': (shard) => ({
    words: { '${{ matrix.shard }}': `${shard}`, '${{ strategy.job-total }}': '2' },
  }),
  GitLab: (shard) => ({ env: { CI_NODE_INDEX: `${shard}`, CI_NODE_TOTAL: '2' } }),
  Jenkins: (shard) => ({ env: { SHARD: `${shard}` } }),
};

/** What all recipes come to, in the words that the shell sees. */
const INSTALL = 'npx playwright test --project=setup';
const SHARE = (shard: number) => `npx playwright test --shard=${shard}/2`;
const MERGE = 'npx playwright merge-reports --config=playwright.config.ts --reporter=html ./blob-report';
/** Six programs in a row on a busy computer, ms. */
const TIMEOUT = 300_000;

const TESTS = `${DEMO}
test.use({ guestTrace: 'on' });
for (const word of ['one', 'two', 'three', 'four']) {
  test(word, async ({ guest }, testInfo) => {
    await expect(guest).toShow('boot-menu');
    await testInfo.attach('word.txt', { body: word, contentType: 'text/plain' });
  });
}
`;

/** The snapshot of the recipes' setup, made in a moment. */
const SCRIPT = `
import { script, when } from 'guestwright/script';
export const install = script('boot', [when('boot-menu')]);
`;

for (const [system, settings] of Object.entries(SYSTEMS)) {
  test(`${system}: the recipe's commands are those that are run below`, async () => {
    const { recipe } = await readCiDocument();
    const commands = recipe(system).filter((command) => command !== 'npm ci');
    const seen = await Promise.all(
      [1, 2].map(async (shard) => {
        const { words = {}, env = {} } = settings(shard);
        const put = (command: string) =>
          Object.entries(words).reduce((text, [from, to]) => text.replace(from, to), command);
        const script = commands.map((command) => `echo ${put(command)}`).join('\n');
        const { stdout } = await runProgram('sh', ['-c', script], { cwd: ROOT, env });
        return stdout.trim().split('\n');
      }),
    );
    expect(seen).toEqual([1, 2].map((shard) => [INSTALL, SHARE(shard), MERGE]));
  });
}

test('one job installs, two share the tests, one merges: a report of every test once, with its trace', async () => {
  test.setTimeout(TIMEOUT);
  const { config, setup } = await readCiDocument();
  const files = {
    'package.json': '{ "type": "module" }',
    'playwright.config.ts': config.replace("'qemu'", "'embedded'"),
    'setup.ts': setup,
    'demo.install.ts': SCRIPT,
    'words.test.ts': TESTS,
  };

  const installer = await checkOut('install', files);
  await runShell(INSTALL, installer);
  const shards = [1, 2].map(async (shard) => {
    const folder = await checkOut(`shard-${shard}`, files);
    await transfer(join(installer, '.guestwright/snapshots'), join(folder, '.guestwright/snapshots'));
    await runShell(SHARE(shard), folder);
    return folder;
  });
  const merger = await checkOut('report', files);
  for (const folder of await Promise.all(shards)) {
    await transfer(join(folder, 'blob-report'), join(merger, 'blob-report'));
  }
  await runShell(MERGE, merger);

  const { tests } = await readBlobs('blob-report', { cwd: merger });
  const setups = tests.filter(({ project }) => project === 'setup');
  expect(setups.map(({ annotations }) => annotations[0]?.description)).toEqual([
    expect.stringContaining("'installed' fresh"), // the shards used what the first job had saved
    expect.stringContaining("'installed' fresh"),
  ]);
  const shared = tests.filter(({ project }) => project === 'tests');
  expect(shared.map(({ title, status }) => `${title} ${status}`).sort()).toEqual(
    ['four', 'one', 'three', 'two'].map((word) => `${word} passed`),
  );
  for (const each of shared) {
    expect(each.attachments.map(({ name }) => name)).toEqual(['word.txt', 'trace']);
    expect(await missingIn(join(merger, 'playwright-report'), each)).toEqual([]);
  }
});

/** A job's own folder; this package is installed there as npm does it for a folder. */
async function checkOut(job: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = test.info().outputPath(job);
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(ROOT, join(folder, 'node_modules', 'guestwright'));
  for (const name of ['@playwright', '.bin']) {
    await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** As an artifact store does it: contents and names. */
async function transfer(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const target = join(to, path.slice(from.length));
    await mkdir(dirname(target), { recursive: true });
    await cp(path, target, { mode: 0 });
  }
}

async function runShell(command: string, cwd: string): Promise<void> {
  const result = await runProgram('sh', ['-c', command], { cwd, env: { CI: '1' } });
  expect(result, `${command}\n${result.stdout}\n${result.stderr}`).toMatchObject({ exitCode: 0 });
}
