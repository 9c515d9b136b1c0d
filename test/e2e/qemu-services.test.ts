/** Requests to a guest's HTTP service are in the report: the runner's, whether the test passed or not, and a run's page. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { guestwright, writeFolder } from './support/command.ts';
import { attachedText, CONFIG, runProject, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

test.slow(); // each runs guests in a process of its own

/** Asks in the guest's place: over the loopback. */
const ASK = `await (await fetch(service.url.replace('10.0.2.2', '127.0.0.1') + 'answers.cfg')).text()`;

const TESTS = `${DEMO}
test.use(refine({ network: 'user' }));

for (const wanted of ['yes', 'no']) {
  test('answers ' + wanted, async ({ guest }) => {
    const service = await guest.services.http('answers');
    expect(${ASK}).toBe(wanted);
  });
}
`;

const SCRIPT = `
import { demoMachine, demoScreens, script, when } from 'guestwright/script';
export const machine = { ...demoMachine, network: 'user' };
export const screens = demoScreens;
export const install = script('served', [
  when('boot-menu').run(async (guest) => {
    const service = await guest.services.http('answers');
    ${ASK};
  }),
]);
`;

test('the requests of a test are attached to it', async () => {
  const folder = await writeProject({
    'playwright.config.ts': CONFIG.replaceAll('embedded', 'qemu'),
    'served.test.ts': TESTS,
    'answers/answers.cfg': 'yes',
  });
  const { tests } = await runProject(folder);
  expect(tests.map(({ status }) => status)).toEqual(['passed', 'failed']);
  for (const result of tests) {
    expect(await attachedText(result, 'http-log.txt')).toMatch(
      / s {2}http: GET answers\.cfg: 200, 3 bytes\n$/,
    );
  }
});

test('the requests of a run are on its page', async () => {
  const cwd = await writeFolder({ 'served.install.ts': SCRIPT, 'answers/answers.cfg': 'yes' });
  const result = await guestwright(['run', 'served.install.ts', '--driver', 'qemu'], { cwd });
  expect(result.exitCode, result.stderr).toBe(0);
  const page = await readFile(result.summary.report, 'utf8');
  expect(page).toContain('HTTP requests');
  expect(page).toContain('GET answers.cfg: 200, 3 bytes');
});
