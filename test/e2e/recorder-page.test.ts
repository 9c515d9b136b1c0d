/** The page itself: who may act, how it looks, how quick it is, that it asks nobody else for anything. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, expect, test } from '@playwright/test';
import { writeFolder } from './support/command.ts';
import { BUNDLED, BUNDLED_FILE, liveCommand, ROOT } from './support/live-command.ts';
import { LivePage, launchBrowser } from './support/live-page.ts';

/** A bundle of more is no quick page. In bytes, compressed. */
const LARGEST_BUNDLE = 150 * 1024;
/** Keys whose time until the picture is measured. */
const MEASURED_KEYS = 24;

let browser: Browser;
test.beforeAll(async () => {
  browser = await launchBrowser();
});
test.afterAll(async () => {
  await browser.close();
});

async function record() {
  const cwd = await writeFolder({ 'machine.json': BUNDLED_FILE });
  return await liveCommand(['record', '--headless', '--name', 'hypo', ...BUNDLED], { cwd });
}

test('the bundle is below 150 KB compressed', async () => {
  const folder = join(ROOT, 'dist/page');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(
        async (entry) =>
          gzipSync(await readFile(join(entry.parentPath ?? entry.path, entry.name))).byteLength,
      ),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: 'bundle', description: `${total} bytes compressed` });
  expect(sizes.length).toBeGreaterThan(2);
  expect(total).toBeLessThan(LARGEST_BUNDLE);
});

test('keys travel quickly, nothing is asked of anybody else, and the address keeps no token', async () => {
  test.slow();
  await using recorder = await record();
  const person = await LivePage.open(browser, recorder.address);
  await person.shows('boot-menu');
  await person.screen.focus();
  await person.press('Enter');
  await person.shows('language');
  for (let key = 0; key < MEASURED_KEYS; key++) {
    const before = await measured(person);
    await person.press(key % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
    await expect.poll(async () => (await measured(person)).length).toBe(before.length + 1);
  }
  const times = (await measured(person)).toSorted((a, b) => a - b);
  const description = `median ${times[times.length >> 1]} ms, slowest ${times.at(-1)} ms of ${times.length}`;
  test.info().annotations.push({ type: 'key to picture', description });
  expect(person.page.url()).toBe(`${new URL(recorder.address).origin}/`);
  const { origin } = new URL(recorder.address);
  expect(person.requests.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
  expect(person.complaints).toEqual([]);
});

/** Milliseconds from each key to the picture that followed. */
async function measured({ page }: LivePage): Promise<readonly number[]> {
  const expression = `performance.getEntriesByName('key-to-picture').map(({ duration }) => Math.round(duration))`;
  return (await page.evaluate(expression)) as readonly number[];
}

test('one page has control, the other watches and may take it; without the token nobody comes', async () => {
  test.slow();
  await using recorder = await record();
  const one = await LivePage.open(browser, recorder.address);
  await expect(one.page.getByText('You have control')).toBeVisible();
  const two = await LivePage.open(browser, recorder.address);
  await expect(two.page.getByText('Another page has control')).toBeVisible();
  await expect(two.button('Type a text')).toBeDisabled();
  await two.shows('boot-menu');
  await two.screen.focus();
  await two.press('Enter'); // goes nowhere
  await two.button('Take control').click();
  await expect(one.page.getByText('Another page has control')).toBeVisible();
  await one.shows('boot-menu');
  await two.screen.focus();
  await two.press('Enter');
  await one.shows('language');
  await two.page.close();
  await one.button('Take control').click();
  await expect(one.page.getByText('You have control')).toBeVisible();

  const stranger = await LivePage.open(browser, new URL(recorder.address).origin);
  await expect(stranger.page.getByText(/Nobody answers/)).toBeVisible();
  await stranger.page.goto(recorder.address.replace(/.$/, '_'));
  await stranger.page.reload(); // a change of the fragment alone loads nothing
  await expect(stranger.page.getByRole('main')).toContainText(/Nobody answers|not valid any more/);
  expect(await recorder.interrupt()).toBe(0);
  await expect(one.page.getByText('Lost')).toBeVisible();
});

test('texts are typed, combinations pressed, and Control with Alt leaves the screen', async () => {
  test.slow();
  await using recorder = await record();
  const person = await LivePage.open(browser, recorder.address);
  await person.shows('boot-menu');
  await person.screen.focus();
  await person.press('Enter');
  await person.shows('language');
  await person.press('Enter');
  await person.shows('licence');
  await person.page.getByText('Keys', { exact: true }).click();
  await person.button('F8').click();
  await person.shows('disk');
  await person.screen.focus();
  await person.press('Enter');
  await person.shows('user');
  await person.page.keyboard.press('Control+Alt');
  await expect(person.screen).not.toBeFocused();
  await person.button('Type a text').click();
  await person.page.getByLabel(/^Text/).fill('ada\topen sesame\n');
  await person.button('Type it').click();
  await person.shows('pointer');
  await person.button('Pick a locator').click();
  await person.screen.hover({ position: { x: 40, y: 40 } });
  const box = await person.screen.boundingBox();
  await person.screen.hover({ position: { x: (box?.width ?? 0) / 2, y: ((box?.height ?? 0) * 296) / 480 } });
  await expect(person.page.getByText("guest.text('Continue')")).toBeVisible();
});

test('a recorder that is killed loses nothing: --resume shows the steps again', async () => {
  test.slow();
  const cwd = await writeFolder({ 'machine.json': BUNDLED_FILE });
  const args = ['record', '--headless', '--name', 'hypo', ...BUNDLED];
  {
    await using recorder = await liveCommand(args, { cwd });
    const person = await LivePage.open(browser, recorder.address);
    await person.shows('boot-menu');
    await person.screen.focus();
    await person.press('Enter');
    await person.shows('language');
    await person.press('Enter');
    await person.shows('licence');
    await expect(person.page.locator('.badge').getByText('proposed')).toHaveCount(2);
    await person.page.close(); // the browser has gone; the recording goes on
    recorder.child.kill('SIGKILL');
    await recorder.ended();
  }
  await using again = await liveCommand([...args, '--resume'], { cwd });
  const person = await LivePage.open(browser, again.address);
  await expect(person.page.locator('.step-name')).toHaveText([/boot-menu/, /language/]);
  await expect(person.page.locator('.step-frame').first()).toHaveJSProperty('naturalWidth', 720);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the ${colorScheme} page breaks no rule of accessibility, and reads well at 200 %`, async () => {
    test.slow();
    await using recorder = await record();
    const person = await LivePage.open(browser, recorder.address, { colorScheme });
    await person.shows('boot-menu');
    await person.screen.focus();
    await person.press('Enter');
    await person.shows('language');
    await person.press('Enter');
    await person.shows('licence');
    const { page } = person;
    await expect(page.locator('.step')).toHaveCount(2);
    await expect(page.locator('.badge').getByText('proposed')).toHaveCount(2);
    expect(await person.violations()).toEqual([]);
    await page.mouse.move(0, 0);
    const looks = { ...LOOKS, mask: [page.locator('.status-latency')] };
    await expect(page).toHaveScreenshot(`live-${colorScheme}.png`, looks);
    await page.locator('.step').first().click();
    await expect(page.locator('.shape')).not.toHaveCount(0);
    expect(await person.violations()).toEqual([]);
    await expect(page).toHaveScreenshot(`step-${colorScheme}.png`, looks);
    // Twice as large, a window shows half as many of CSS's pixels.
    await page.setViewportSize({ width: 720, height: 450 });
    expect(await person.violations()).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    await expect(page.getByRole('button', { name: 'Write the script' })).toBeVisible();
  });
}

/** Fonts are drawn a little differently elsewhere, and how long screens took is written beside them. */
const LOOKS = { maxDiffPixelRatio: 0.02, animations: 'disabled' } as const;
