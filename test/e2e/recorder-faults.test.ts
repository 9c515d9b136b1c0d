/** Whatever goes away while an install is recorded (the tab, the browser, the command, the guest, the disk), nothing recorded is lost. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { writeFolder } from './support/command.ts';
import { BUNDLED, BUNDLED_FILE, type LiveCommand, liveCommand } from './support/live-command.ts';
import { LivePage, launchBrowser } from './support/live-page.ts';

let browser: Browser;
test.beforeAll(async () => {
  browser = await launchBrowser();
});
test.afterAll(async () => {
  await browser.close();
});

function record(cwd: string, ...more: readonly string[]): Promise<LiveCommand> {
  return liveCommand(['record', '--headless', '--name', 'hypo', ...BUNDLED, ...more], { cwd });
}

async function workFolder(): Promise<string> {
  return await writeFolder({ 'machine.json': BUNDLED_FILE });
}

/** From the boot menu to the licence: two steps. */
async function begins(person: LivePage): Promise<void> {
  await person.shows('boot-menu');
  await person.screen.focus();
  await person.press('Enter');
  await person.shows('language');
  await person.press('Enter');
  await person.shows('licence');
  await expect(person.page.locator('.step')).toHaveCount(2);
}

test('a second tab sees every step; with both gone a new one goes on where they were', async () => {
  test.slow();
  await using recorder = await record(await workFolder());
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const first = new LivePage(await context.newPage());
  await first.page.goto(recorder.address);
  const second = new LivePage(await context.newPage());
  await second.page.goto(recorder.address);
  await begins(first);
  await expect(second.page.locator('.step')).toHaveCount(2);
  await context.close();

  const third = await LivePage.open(browser, recorder.address);
  await third.shows('licence');
  await expect(third.page.locator('.step')).toHaveCount(2);
  await third.screen.focus();
  await third.press('F8');
  await third.shows('disk');
  await expect(third.page.locator('.step')).toHaveCount(3);
});

test('a command that is killed has lost nothing: the next one resumes, replays and goes on', async () => {
  test.slow();
  const cwd = await workFolder();
  {
    await using killed = await record(cwd);
    await begins(await LivePage.open(browser, killed.address));
    await expect.poll(() => stepsOnDisk(cwd)).toBe(2);
    killed.child.kill('SIGKILL');
    await killed.ended();
  }
  await using recorder = await record(cwd, '--resume');
  const person = await LivePage.open(browser, recorder.address);
  await expect(person.page.locator('.step')).toHaveCount(2);
  await person.button('Replay').click();
  await expect(person.page.getByText('Every step passed.')).toBeVisible({ timeout: 60_000 });
  await person.shows('licence');
  await person.button('Record').click();
  await person.screen.focus();
  await person.press('F8');
  await person.shows('disk');
  await expect(person.page.locator('.step')).toHaveCount(3);
  expect(await recorder.interrupt()).toBe(0);
  expect(await readFile(join(cwd, 'hypo.install.ts'), 'utf8')).toContain(".press('F8')");
});

test('a guest that dies is told on the page, and its script is written', async () => {
  test.slow();
  const cwd = await workFolder();
  await using recorder = await record(cwd, '--driver', 'qemu');
  const person = await LivePage.open(browser, recorder.address);
  await begins(person);
  const qemus = qemusUsing(join(cwd, '..', 'tmp'));
  expect(qemus.length).toBe(1);
  for (const pid of qemus) process.kill(pid, 'SIGKILL');
  await expect(person.page.locator('.problem')).toBeVisible();
  await expect(person.page.locator('.step')).toHaveCount(2);
  await recorder.interrupt();
  expect(await stepsOnDisk(cwd)).toBe(2);
});

test('a disk that takes nothing is told on the page, and everything is written when it does again', async () => {
  test.slow();
  const cwd = await workFolder();
  await using recorder = await record(cwd);
  const person = await LivePage.open(browser, recorder.address);
  await person.shows('boot-menu');
  const work = join(cwd, '.guestwright/recordings/hypo');
  await rename(work, `${work}.aside`);
  await writeFile(work, 'in the way'); // a file where the folder was: refused to root too
  await begins(person);
  await expect(person.page.getByText(/^Not saved/)).toBeVisible();
  await rm(work);
  await rename(`${work}.aside`, work);
  await person.screen.focus();
  await person.press('F8');
  await person.shows('disk');
  await expect(person.page.getByText(/^Not saved/)).toBeHidden();
  await expect.poll(() => stepsOnDisk(cwd)).toBe(3);
});

async function stepsOnDisk(cwd: string): Promise<number> {
  const text = await readFile(join(cwd, '.guestwright/recordings/hypo/recording.json'), 'utf8').catch(
    () => '',
  );
  return text === '' ? 0 : (JSON.parse(text) as { steps: readonly unknown[] }).steps.length;
}

/** Ids of the QEMU processes whose files lie below `folder`. */
function qemusUsing(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return /^[^\0]*qemu-system/.test(command) && command.includes(folder);
      } catch {
        return false; // it ended meanwhile
      }
    })
    .map(Number);
}
