/** Snapshots that tests start from: saved once by a setup project, used by the tests, stale when an input changes. */
import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type InnerRun, type InnerTest, runProject, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

const CONFIG = `
import { defineConfig } from '@playwright/test';
export default defineConfig({
  outputDir: 'results',
  reporter: [['json', { outputFile: 'report.json' }], ['./steps-reporter.mjs'], ['line']],
  workers: 1,
  projects: [
    { name: 'setup', testMatch: 'setup.ts', use: { driver: 'embedded' } },
    { name: 'tests', dependencies: process.env.WITHOUT_SETUP ? [] : ['setup'], use: { driver: 'embedded' } },
  ],
});
`;
const PAGES = `
import { script, when } from 'guestwright/script';
export const pages = script('pages', [when('boot-menu').press('Enter'), when('language')]);
`;
const SETUP = `${DEMO}
import { pages } from './pages.install.ts';
test('saves', async ({ guest }) => {
  const which = await guest.saved('language', async () => {
    await guest.power.on();
    await guest.run(pages);
  });
  test.info().annotations.push({ type: 'which', description: which });
});
`;
const TESTS = `${DEMO}
test.use({ from: 'language' });
for (const key of ['Enter', 'Escape']) {
  test(key, async ({ guest }) => {
    await expect(guest).toShow('language');
    await guest.keyboard.press(key as 'Enter');
    await expect(guest).toShow(key === 'Enter' ? 'licence' : 'boot-menu');
  });
}
`;

function byTitle({ tests }: InnerRun, title: string): InnerTest {
  const found = tests.find((each) => each.title === title);
  if (!found) throw new Error(`no test '${title}'`);
  return found;
}

function annotation(result: InnerTest, type: string): string | undefined {
  return result.annotations.find((each) => each.type === type)?.description;
}

test('tests start where the setup saved, the setup runs again only when an input changed, and stale ones say which', async () => {
  test.slow();
  const folder = await writeProject({
    'playwright.config.ts': CONFIG,
    'pages.install.ts': PAGES,
    'setup.ts': SETUP,
    'a.test.ts': TESTS,
  });
  const first = await runProject(folder);
  expect(first.tests.map(({ title, status }) => [title, status])).toEqual([
    ['saves', 'passed'],
    ['Enter', 'passed'],
    ['Escape', 'passed'],
  ]);
  expect(annotation(byTitle(first, 'saves'), 'which')).toBe('made');
  expect(annotation(byTitle(first, 'saves'), 'snapshot')).toBe("'language' made: there was none");

  const second = await runProject(folder, ['--project=setup']);
  expect(annotation(byTitle(second, 'saves'), 'which')).toBe('fresh');
  expect(annotation(byTitle(second, 'saves'), 'snapshot')).toMatch(/^'language' fresh, saved \d{4}-/);

  await appendFile(join(folder, 'pages.install.ts'), '// changed\n');
  const stale = await runProject(folder, ['--project=tests', '--grep=Enter'], { WITHOUT_SETUP: '1' });
  expect(byTitle(stale, 'Enter').errors[0]).toContain(
    "snapshot 'language' is stale: input 'pages.install.ts' changed",
  );

  const again = await runProject(folder, ['--grep=saves|Enter']);
  expect(annotation(byTitle(again, 'saves'), 'snapshot')).toBe(
    "'language' made: input 'pages.install.ts' changed",
  );
  expect(byTitle(again, 'Enter').status).toBe('passed');
  expect(await readdir(join(folder, '.guestwright', 'locks'))).toEqual([]);
});

test('a snapshot that does not exist, a machine that differs, and a setup that fails are told apart', async () => {
  test.slow();
  const folder = await writeProject({
    'playwright.config.ts': CONFIG,
    'pages.install.ts': PAGES,
    'setup.ts': SETUP,
    'a.test.ts': `${DEMO}
test.describe(() => {
  test.use({ from: 'langage' });
  test('missing', async ({ guest }) => { await guest.power.state(); });
});
test.describe(() => {
  test.use({ from: 'language', ...refine({ memory: '16 MiB' }) });
  test('differs', async ({ guest }) => { await guest.power.state(); });
});
test.describe(() => {
  test.use({ from: 'language', machine: {} });
  test('undeclared', async ({ guest }) => { await expect(guest).toShow('language'); });
});
`,
  });
  const run = await runProject(folder);
  expect(byTitle(run, 'missing').errors[0]).toContain(
    "snapshot 'langage' does not exist for driver 'embedded' (did you mean 'language'?)",
  );
  expect(byTitle(run, 'differs').errors[0]).toContain(
    'snapshot \'language\' is stale: machine option \'memory\' was "32 MiB", is "16 MiB"',
  );
  expect(byTitle(run, 'undeclared').status).toBe('passed');

  await rm(join(folder, '.guestwright'), { recursive: true, force: true });
  await writeFile(
    join(folder, 'pages.install.ts'),
    PAGES.replace("when('language')", "when('desktop', { timeout: 300 })"),
  );
  const failing = await runProject(folder, ['--project=setup']);
  expect(byTitle(failing, 'saves').errors[0]).toContain("screen 'desktop' did not show");
  expect(await readdir(join(folder, '.guestwright', 'locks'))).toEqual([]);
  expect(await readdir(join(folder, '.guestwright')).then((names) => names.includes('snapshots'))).toBe(
    false,
  );
});

test('a stopped guest is saved and starts off, with what is on its disk', async () => {
  test.slow();
  const folder = await writeProject({
    'playwright.config.ts': CONFIG,
    'setup.ts': `${DEMO}
test('saves', async ({ guest }) => {
  await guest.save('off');
});
`,
    'a.test.ts': `${DEMO}
test.use({ from: 'off' });
test('starts off', async ({ guest }) => {
  expect(await guest.power.state()).toBe('off');
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
});
`,
  });
  const run = await runProject(folder);
  expect(run.tests.map(({ status }) => status)).toEqual(['passed', 'passed']);
});

test('of two workers that save the same name one makes it, the other waits and finds it fresh', async () => {
  test.slow();
  const body = SETUP.slice(SETUP.indexOf("test('saves'"));
  const folder = await writeProject({
    'playwright.config.ts': CONFIG,
    'pages.install.ts': PAGES,
    'setup.ts': SETUP + body.replace('saves', 'saves too'),
  });
  const run = await runProject(folder, ['--project=setup', '--fully-parallel', '--workers=2']);
  expect(run.tests.map(({ status }) => status)).toEqual(['passed', 'passed']);
  expect(run.tests.map((each) => annotation(each, 'which')).sort()).toEqual(['fresh', 'made']);
  expect(await readdir(join(folder, '.guestwright', 'snapshots'))).toHaveLength(1);
});
