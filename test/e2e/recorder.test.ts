/** An install recorded through the page as a person does it, and its script run on two drivers. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { guestwright, writeFolder } from './support/command.ts';
import { BUNDLED, BUNDLED_FILE, liveCommand } from './support/live-command.ts';
import { LivePage, launchBrowser } from './support/live-page.ts';
import { installs, SECRET } from './support/recorder-install.ts';

/** Three installs, one of them by hand, each about half a minute on an idle computer. In ms. */
const LONG = 6 * 60_000;

let browser: Browser;
test.beforeAll(async () => {
  browser = await launchBrowser();
});
test.afterAll(async () => {
  await browser.close();
});

test('a person records the whole install in the page, and the script runs on the embedded driver and on QEMU', async () => {
  test.setTimeout(LONG);
  const cwd = await writeFolder({ 'machine.json': BUNDLED_FILE });
  const record = ['record', '--headless', '--name', 'hypo', ...BUNDLED];
  {
    await using recorder = await liveCommand(record, { cwd });
    const person = await LivePage.open(browser, recorder.address);
    await installs(person);
    await refine(person);
    await person.button('Replay').click();
    await expect(person.page.getByText('Every step passed.')).toBeVisible({ timeout: 90_000 });
    await person.button('Write the script').click();
    await expect(person.page.getByText(/^Written: .*hypo\.install\.ts$/)).toBeVisible();
    expect(person.complaints).toEqual([]);
    expect(await recorder.interrupt()).toBe(0);
    expect(recorder.stdout).toContain(join(cwd, 'hypo.install.ts'));
  }
  const script = await readFile(join(cwd, 'hypo.install.ts'), 'utf8');
  expect(script).toContain("when('boot-menu'");
  expect(script).toContain(".type('ada').press('Tab').type(secret('DEMO_PASSWORD')).press('Enter')");
  expect(script).toContain("when('agreement'");
  expect(script).toMatch(/ {2}when\('[\w-]+', \{ timeout: '\w+' \}\),\n\]\);/); // the last step waits only
  expect(await filesWith(cwd, SECRET.value)).toEqual([]);

  const env = { [SECRET.name]: SECRET.value };
  for (const driver of ['embedded', 'qemu']) {
    const run = await guestwright(['run', 'hypo.install.ts', '--driver', driver], { cwd, env });
    expect(run.stderr, driver).toBe('');
    expect(run.summary.status, driver).toBe('passed');
  }
});

/** Renames a screen, draws an area and an exclusion in it, and takes the exclusion back. */
async function refine(person: LivePage): Promise<void> {
  const { page } = person;
  await page.locator('.step').nth(2).click();
  await page.getByLabel('Name', { exact: true }).fill('agreement');
  await page.getByLabel('Name', { exact: true }).press('Enter');
  await expect(page.locator('.step').nth(2)).toContainText('agreement');
  const areas = page.getByRole('list', { name: 'Areas and exclusions' }).getByRole('listitem');
  const before = await areas.count();
  await person.drag([280, 64], [440, 80]);
  await expect(areas).toHaveCount(before + 1);
  await expect(page.locator('.verdict-good')).toBeVisible();
  await person.button('Exclude').click();
  await person.drag([300, 66], [320, 72]);
  await expect(areas).toHaveCount(before + 2);
  await page.keyboard.press('Tab'); // keys go to no guest here
  await person.button('Remove Exclusion 1').click();
  await expect(areas).toHaveCount(before + 1);
  await expect(page.locator('.step').nth(2)).toContainText('accepted');
  await person.button('Back to the live screen').click();
}

/** Files below `folder` that hold that text. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = await Promise.all(
    files.map(async (entry) => ({
      entry,
      body: await readFile(join(entry.parentPath ?? entry.path, entry.name)),
    })),
  );
  return contents.filter(({ body }) => body.includes(text)).map(({ entry }) => entry.name);
}
