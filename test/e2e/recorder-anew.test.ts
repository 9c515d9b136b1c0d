/** One step of an install recorded anew through the page, after the guest's next version has another theme. */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { guestwright, writeFolder } from './support/command.ts';
import { BUNDLED_FILE, BUNDLED_FLOPPY, bundledOn, liveCommand } from './support/live-command.ts';
import { LivePage, launchBrowser } from './support/live-page.ts';
import { installs, SECRET } from './support/recorder-install.ts';
import { CHANGED_TITLE, changeTheme, FLOPPY } from './support/theme.ts';

/** Four installs, one of them by hand. In ms. */
const LONG = 4 * 60_000;
/** For the desktop that will not show, in seconds; as it was recorded it comes within. */
const SHORT = 10;

let browser: Browser;
test.beforeAll(async () => {
  browser = await launchBrowser();
});
test.afterAll(async () => {
  await browser.close();
});

test('after a change of theme a person records one step anew in the page, and the script passes again', async () => {
  test.setTimeout(LONG);
  const cwd = await writeFolder({ 'machine.json': BUNDLED_FILE });
  await cp(BUNDLED_FLOPPY, join(cwd, FLOPPY));
  const record = ['record', '--headless', '--name', 'hypo', ...bundledOn(FLOPPY)];
  const env = { [SECRET.name]: SECRET.value };
  {
    await using recorder = await liveCommand(record, { cwd });
    const person = await LivePage.open(browser, recorder.address);
    await installs(person);
    await lastStep(person).click();
    await person.page.getByLabel(/^Waits at most/).fill(`${SHORT}`);
    await person.page.getByLabel(/^Waits at most/).press('Tab');
    await expect(lastStep(person)).toContainText(`waits ${SHORT} s`);
    expect(await recorder.interrupt()).toBe(0);
  }
  const before = await readFile(join(cwd, 'hypo.install.ts'), 'utf8');
  await changeTheme(cwd);
  {
    await using recorder = await liveCommand([...record, '--resume'], { cwd, env });
    const person = await LivePage.open(browser, recorder.address);
    await person.button('Replay').click();
    await expect(person.page.getByText('A step failed: see the list.')).toBeVisible({ timeout: 90_000 });
    await expect(lastStep(person)).toContainText('failed');
    await expect(person.page.locator('.step').getByText('passed')).toHaveCount(7);
    await recordsAnew(person);
    await person.button('Write the script').click();
    await expect(person.page.getByText(/^Written: .*hypo\.install\.ts$/)).toBeVisible();
    expect(person.complaints).toEqual([]);
    expect(await recorder.interrupt()).toBe(0);
  }
  expect(await readFile(join(cwd, 'hypo.install.ts'), 'utf8')).toBe(before); // only the last screen is another
  const run = await guestwright(['run', 'hypo.install.ts', '--driver', 'embedded'], { cwd, env });
  expect(run.stderr).toBe('');
  expect(run.summary.status).toBe('passed');
});

/** Opens the last step, records it anew, looks at what is proposed, and accepts it. */
async function recordsAnew(person: LivePage): Promise<void> {
  const { page } = person;
  const frame = lastStep(person).locator('.step-frame');
  const recorded = (await frame.getAttribute('src')) ?? '';
  await lastStep(person).click();
  await expect(page.getByAltText('What the guest showed instead')).toBeVisible();
  await person.button('Record anew').click();
  await expect(page.getByRole('heading', { name: 'Recording one step anew' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(lastStep(person)).toContainText('recording anew');
  await person.showsColour(CHANGED_TITLE);
  await person.button('Wait for this screen').click();
  await expect(frame).not.toHaveAttribute('src', recorded);
  await person.button('Done').click();
  await expect(page.getByRole('heading', { name: 'Not recording' })).toBeVisible();
  await lastStep(person).click();
  await expect(page.getByText('Looking for areas …')).toBeHidden();
  await expect(page.locator('.verdict-good')).toBeVisible();
  await person.button('Accept').click();
  await expect(lastStep(person)).toContainText('accepted');
}

function lastStep({ page }: LivePage) {
  return page.locator('.step').last();
}
