/** Runs that are watched: on the command line and with the runner, held for a person who acts and lets them go on. */
import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { demoScreens } from 'guestwright/script';
import { writeFolder } from './support/command.ts';
import { CONFIG, writeProject } from './support/inner-project.ts';
import { follow, liveCommand } from './support/live-command.ts';
import { LivePage, launchBrowser } from './support/live-page.ts';
import { DEMO } from './support/sources.ts';

let browser: Browser;
test.beforeAll(async () => {
  browser = await launchBrowser();
});
test.afterAll(async () => {
  await browser.close();
});

/** Its second screen needs a person: the arrow stops the countdown. */
const STUCK = `
import { demoMachine, demoScreens, script, when } from 'guestwright/script';
export const machine = demoMachine;
export const screens = demoScreens;
export const install = script('stuck', [when('boot-menu').press('ArrowDown'), when('language', { timeout: '2s' })]);
`;

/** `playwright test` in a project of its own, with a live page. */
async function runTests(folder: string, env: Readonly<Record<string, string>>) {
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  return await follow([cli, 'test', '--config', folder], { cwd: folder, env });
}

test('guestwright run --live shows the step and outlines what is waited for, to watch only', async () => {
  test.slow();
  const cwd = await writeFolder({
    'waits.install.ts': `
import { demoMachine, demoScreens, script, when } from 'guestwright/script';
export const machine = demoMachine;
export const screens = demoScreens;
export const install = script('waits', [when('boot-menu').press('ArrowDown'), when('desktop', { timeout: '1m' })]);
`,
  });
  await using run = await liveCommand(['run', 'waits.install.ts', '--live', '--headless'], { cwd });
  const person = await LivePage.open(browser, run.address);
  await person.shows('boot-menu');
  await expect(person.page.locator('.status-step')).toHaveText("when 'desktop'");
  await expect(person.page.locator('.mark-awaited').first()).toHaveCount(0); // the desktop has another size
  await expect(person.page.getByText('Watching')).toBeVisible();
  await expect(person.button('Take control')).toHaveCount(0);
  await expect(person.button('Type a text')).toBeDisabled();
  expect(await person.violations()).toEqual([]);
  expect(await run.interrupt()).toBe(130);
});

test('a failed wait is held: a person acts, lets it begin again, and the run passes', async () => {
  test.slow();
  const cwd = await writeFolder({ 'stuck.install.ts': STUCK });
  const args = ['run', 'stuck.install.ts', '--live', '--pause-on-failure', '--headless'];
  await using run = await liveCommand(args, { cwd });
  const person = await LivePage.open(browser, run.address);
  const held = person.page.getByRole('heading', { name: "Failed: when 'language'" });
  await expect(held).toBeVisible({ timeout: 60_000 });
  await expect(person.page.locator('.mark-awaited').first()).toBeVisible();
  await person.button('Try again').click();
  await expect(held).toBeHidden();
  await expect(person.page.locator('.mark-awaited').first()).toBeVisible();
  await expect(held).toBeVisible({ timeout: 60_000 }); // nobody did anything: held once more
  expect(await person.violations()).toEqual([]);
  await person.button('Take control').click();
  await expect(person.page.getByText('You have control')).toBeVisible();
  await person.screen.focus();
  await person.press('ArrowUp', 'Enter');
  await person.shows('language');
  await person.button('Try again').click();
  expect(await run.ended()).toBe(0);
});

test('a failed wait that is let fail fails with its own message, and is asked about once', async () => {
  test.slow();
  const cwd = await writeFolder({ 'stuck.install.ts': STUCK });
  const args = ['run', 'stuck.install.ts', '--pause-on-failure', '--headless']; // the page comes with the failure
  await using run = await liveCommand(args, { cwd });
  const person = await LivePage.open(browser, run.address);
  await person.button('Let it fail').click();
  expect(await run.ended()).toBe(1);
  expect(run.stderr).toContain("screen 'language' did not show");
});

test('all workers’ guests are in one grid, guest.pause() holds one, and nothing is left of the page', async () => {
  test.slow();
  const source = (name: string) => `${DEMO}
test('${name}', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.keyboard.press('ArrowDown');
  await guest.pause();
  await expect(guest).toShow('language');
});
`;
  const folder = await writeProject({
    'playwright.config.ts': CONFIG.replace('workers: 1', 'workers: 2'),
    'one.test.ts': source('first guest'),
    'two.test.ts': source('second guest'),
  });
  await using run = await runTests(folder, { GUESTWRIGHT_LIVE: '1' });
  const person = await LivePage.open(browser, run.address);
  for (const name of ['first guest', 'second guest'])
    await expect(person.page.getByRole('article').filter({ hasText: name })).toContainText('Held', {
      timeout: 60_000,
    });
  await expect(person.page.getByRole('heading', { name: '2 guests' })).toBeVisible();
  expect(await person.violations()).toEqual([]);
  await test.info().attach('grid.png', { body: await person.page.screenshot(), contentType: 'image/png' });
  for (const name of ['first guest', 'second guest']) {
    if (name === 'first guest') await person.button(`Open ${name}`).click();
    await expect(person.page.getByRole('heading', { name })).toBeVisible();
    await person.button('Take control').click();
    await expect(person.page.getByText('You have control')).toBeVisible();
    await person.screen.focus();
    await person.press('ArrowUp', 'Enter');
    await person.shows('language');
    await person.button('Resume').click();
  }
  expect(await run.ended()).toBe(0);
  await expect(person.page.getByText(/Nobody answers|connection was lost/i)).toBeVisible();
  const left = await readFile(join(folder, '.guestwright', `live-${run.child.pid}.json`)).catch(() => 'gone');
  expect(left).toBe('gone');
});

test('a new reference is accepted for a failed wait, which then passes', async () => {
  test.slow();
  const cwd = await writeFolder({
    'stale.install.ts': STUCK.replace(
      'export const screens = demoScreens;',
      "export const screens = './screens';",
    ),
  });
  await cp(demoScreens, join(cwd, 'screens'), { recursive: true });
  // The language page's reference shows another page: a picture of it that is out of date.
  await cp(join(demoScreens, 'licence.png'), join(cwd, 'screens/language.png'));
  await cp(join(demoScreens, 'licence.json'), join(cwd, 'screens/language.json'));
  const args = ['run', 'stale.install.ts', '--pause-on-failure', '--headless'];
  await using run = await liveCommand(args, { cwd });
  const person = await LivePage.open(browser, run.address);
  await person.button('Take control').click();
  await expect(person.page.getByText('You have control')).toBeVisible();
  await person.screen.focus();
  await person.press('ArrowUp', 'Enter');
  await person.shows('language');
  await person.button("Accept as 'language'").click();
  await expect(person.page.getByText(/'language' now shows what the screen shows/)).toBeVisible();
  await person.button('Try again').click();
  expect(await run.ended()).toBe(0);
});
