/** Snapshots that tests start from, on QEMU: saved once, started from by two workers at the same time. */
import { expect, test } from '@playwright/test';
import { runProject, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

const CONFIG = `
import { defineConfig } from '@playwright/test';
export default defineConfig({
  outputDir: 'results',
  reporter: [['json', { outputFile: 'report.json' }], ['./steps-reporter.mjs'], ['line']],
  fullyParallel: true,
  workers: 2,
  projects: [
    { name: 'setup', testMatch: 'setup.ts', use: { driver: 'qemu' } },
    { name: 'tests', dependencies: ['setup'], use: { driver: 'qemu' } },
  ],
});
`;

test('tests start from a running guest in a moment, each with its own disk and memory', async () => {
  test.slow(); // five machines
  const folder = await writeProject({
    'playwright.config.ts': CONFIG,
    'setup.ts': `${DEMO}
test('saves', async ({ guest }) => {
  const which = await guest.saved('language', async () => {
    await guest.power.on();
    await guest.screen('boot-menu').waitFor();
    await guest.keyboard.press('Enter');
    await guest.screen('language').waitFor();
  });
  test.info().annotations.push({ type: 'which', description: which });
});
`,
    'a.test.ts': `${DEMO}
test.use({ from: 'language' });
for (const key of ['Enter', 'Escape'] as const) {
  test(key, async ({ guest }) => {
    await expect(guest).toShow('language');
    await guest.keyboard.press(key);
    await expect(guest).toShow(key === 'Enter' ? 'licence' : 'boot-menu');
  });
}
`,
  });
  for (const which of ['made', 'fresh']) {
    const { tests } = await runProject(folder);
    expect(tests.map(({ title, status }) => [title, status]).sort()).toEqual([
      ['Enter', 'passed'],
      ['Escape', 'passed'],
      ['saves', 'passed'],
    ]);
    const setup = tests.find(({ title }) => title === 'saves');
    expect(setup?.annotations).toContainEqual(expect.objectContaining({ type: 'which', description: which }));
  }
});
