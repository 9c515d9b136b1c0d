/** A whole install recorded by keys and mouse, emitted as a script, and run; one step recorded anew after a change. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { guestwright, writeFolder } from './support/command.ts';
import { onlyTest, runProject, writeProject } from './support/inner-project.ts';
import { recorded, SECRET } from './support/person.ts';
import { changeTheme } from './support/theme.ts';

const env = { [SECRET.name]: SECRET.value };

/** For a screen that will not show, in ms; the desktop comes within. */
const SHORT = 10_000;

/** What a person would add to the recorded script to have a test. */
const TEST = `
import { expect, test } from 'guestwright';
import { install, machine, screens } from './demo.install.ts';
test.use({ machine, screens });
test('installs', async ({ guest }) => {
  await guest.power.on();
  await guest.run(install);
  await expect(guest.serial).toReceive(/ready/);
});
`;

test('a recorded install is a script that guestwright run and a Playwright project run as it is', async () => {
  test.slow();
  const cwd = await writeProject({ 'installs.test.ts': TEST });
  {
    await using session = await recorded(cwd, 'embedded');
    await session.person.installs();
    await session.recording.settled();
    const { screens } = session.recording.view;
    expect(screens.map(({ name, flaws, elsewhere }) => ({ name, flaws, elsewhere }))).toEqual(
      screens.map(({ name }) => ({ name, flaws: [], elsewhere: [] })),
    );
    await session.recording.emit();
    expect(await session.recording.replay()).toBe(true);
    expect(session.recording.view.steps.map(({ replay }) => replay?.outcome)).toEqual(
      Array(8).fill('passed'),
    );
  }
  const source = await readFile(join(cwd, 'demo.install.ts'), 'utf8');
  // How long things took differs from run to run.
  expect(source.replaceAll(/timeout: '\d+[sm]'/g, "timeout: '30s'")).toContain(`
export const install = script('demo', [
  when('boot-menu', { timeout: '30s' }).press('Enter'),
  when('language', { timeout: '30s' }).press('ArrowDown').press('ArrowUp').press('Enter'),
  when('licence', { timeout: '30s' }).press('F8'),
  when('disk', { timeout: '30s' }).press('Enter'),
  when('user', { timeout: '30s' }).type('Ada').press('Tab').type(secret('PERSON_PASSWORD')).press('Enter'),
  when('pointer', { timeout: '30s' }).click('continue'),
  when('installed', { timeout: '30s' }).press('Enter'),
`);
  expect(await filesWith(cwd, SECRET.value)).toEqual([]);

  const run = await guestwright(['run', 'demo.install.ts', '--driver', 'embedded'], { cwd, env });
  expect(run.stderr).toBe('');
  expect(run.summary.status).toBe('passed');
  const result = onlyTest(await runProject(cwd, [], env));
  expect(result).toMatchObject({ status: 'passed', errors: [] });
});

test('after a change of theme one step is recorded anew by itself, and the script passes again', async () => {
  test.slow();
  const cwd = await writeFolder();
  const run = async () =>
    (await guestwright(['run', 'demo.install.ts', '--driver', 'embedded'], { cwd, env })).summary.status;
  {
    await using session = await recorded(cwd, 'embedded');
    await session.person.installs();
    const last = session.recording.view.steps.at(-1);
    session.recording.edits.setTimeout(last?.id ?? '', SHORT); // it will fail twice below
    await session.recording.emit();
  }
  const before = await readFile(join(cwd, 'demo.install.ts'), 'utf8');
  await changeTheme(cwd);
  expect(await run()).toBe('failed');
  {
    await using session = await recorded(cwd, 'embedded', true);
    const { recording } = session;
    expect(await recording.replay()).toBe(false);
    const failed = recording.view.steps.find(({ replay }) => replay?.outcome === 'failed');
    expect(failed?.id).toBe(recording.view.steps.at(-1)?.id);
    expect(failed?.replay).toMatchObject({
      message: expect.stringContaining('did not show'),
      frame: expect.any(String),
    });

    await recording.rerecord(failed?.id ?? '');
    await recording.capture();
    recording.finishRerecording();
    expect(await recording.replay()).toBe(true);
  }
  expect(await readFile(join(cwd, 'demo.install.ts'), 'utf8')).toBe(before);
  expect(await run()).toBe('passed');
});

/** Files below `folder` that hold the text. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}
