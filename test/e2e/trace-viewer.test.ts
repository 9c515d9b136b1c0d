/** Traces in Playwright's own viewer, in a real browser: what a person looks for is really there. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { DEMO_SCRIPT, guestwright, writeFolder } from './support/command.ts';
import { type InnerTest, onlyTest, runProject, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';
import { openBrowser, serve, TraceViewer } from './support/trace-viewer.ts';

/** A test that fails in a wait, after it has pressed a key. */
const FAILING = `${DEMO}
test('waits for the wrong page', async ({ guest }) => {
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  await guest.keyboard.press('Enter');
  await expect(guest).toShow('licence', { timeout: '3s' });
});
`;

function config(use: object): string {
  return `
import { defineConfig } from '@playwright/test';
export default defineConfig({
  outputDir: 'results',
  reporter: [['json', { outputFile: 'report.json' }], ['./steps-reporter.mjs'], ['html', { outputFolder: 'html', open: 'never' }]],
  workers: 1,
  use: ${JSON.stringify({ driver: 'embedded', ...use })},
});
`;
}

function attachmentsNamed({ attachments }: InnerTest, name: string) {
  return attachments.filter((attachment) => attachment.name === name);
}

test('an install by the command line: steps, screens, matches, click, texts, filmstrip, logs, source, attachments', async () => {
  test.slow();
  const cwd = await writeFolder();
  const run = await guestwright(['run', DEMO_SCRIPT, '--trace', 'on', '--report', 'report'], { cwd });
  expect(run.lines.at(-1)).toMatchObject({ status: 'passed', trace: join(cwd, 'report/trace.zip') });
  expect(await readdir(join(cwd, 'report'))).not.toContain('trace'); // the folder became the zip
  using server = await serve(['show-trace', join(cwd, 'report/trace.zip')], cwd);
  await using browser = await openBrowser();
  const { page } = browser;
  await page.goto(server.url);
  const viewer = new TraceViewer(page);
  await viewer.unfold("script 'install'");
  await viewer.unfold("when 'pointer'");
  await expect(viewer.actions).toContainText([
    'power on',
    "script 'install'",
    "when 'boot-menu'",
    "when 'pointer'",
    /^click at/,
  ]);
  expect(await viewer.filmstrip.count()).toBeGreaterThan(1);

  await test.step('what a step found, where it clicked, what stood there', async () => {
    await viewer.select("when 'pointer'");
    await viewer.phase('Action');
    await expect(viewer.box).toBeVisible();
    await expect(viewer.point).toBeVisible();
    await expect(viewer.texts.filter({ hasText: "screen 'pointer'" })).toHaveCount(1);
    const line = viewer.texts.filter({ hasText: 'This page wants to see your mouse.' });
    await line.hover();
    await expect(page.locator('.aria-mode-highlight')).toBeVisible();
    expect(await viewer.naturalSize()).toEqual({ width: 640, height: 480 });
  });
  await test.step('the screens before and after it', async () => {
    await viewer.phase('Before');
    await expect(viewer.point).toBeHidden();
    await viewer.phase('After');
    await expect(viewer.texts.filter({ hasText: 'Installing' }).first()).toBeVisible();
  });
  await test.step('log, result, source', async () => {
    await expect(await viewer.tab('Call')).toContainText("screen 'pointer'");
    await viewer.select(/^click at/);
    await expect(await viewer.tab('Log')).toContainText(/driver: pointer, \d+ calls? with \d+ events?/);
    await expect(await viewer.tab('Source')).toContainText("when('pointer').click('continue')");
  });
  await test.step('serial output, machine, standard output, attachments', async () => {
    const console = await viewer.tab('Console');
    await expect(console).toContainText('page language');
    await expect(console).toContainText('machine: running');
    await expect(console).toContainText('desktop  shown after');
    await expect(await viewer.tab('Attachments')).toContainText('call-log.txt');
  });
  expect(browser.strangers).toEqual([]);
  await expect(page.locator('body')).not.toContainText('open sesame');
});

test("merged into the test's own trace: the runner's steps and the guest's screens are one, in the HTML report", async () => {
  test.slow();
  const use = { trace: 'on', guestTrace: 'on' };
  const folder = await writeProject({ 'playwright.config.ts': config(use), 'wrong.test.ts': FAILING });
  const result = onlyTest(await runProject(folder));
  expect(result.status).toBe('failed');
  expect(result.annotations.filter(({ type }) => type === 'warning')).toEqual([]);
  expect([attachmentsNamed(result, 'trace').length, attachmentsNamed(result, 'guest-trace').length]).toEqual([
    1, 0,
  ]);
  expect(await readdir(join(folder, '.guestwright/traces'))).toEqual([]);
  using server = await serve(['show-report', join(folder, 'html')], folder);
  await using browser = await openBrowser();
  const { page } = browser;
  await page.goto(server.url);
  await page.getByRole('link', { name: 'waits for the wrong page' }).first().click();
  await page
    .getByRole('link', { name: /view trace/i })
    .first()
    .click();
  const viewer = new TraceViewer(page);
  await expect(viewer.actions).toContainText([
    'Before Hooks',
    'power on',
    "screen 'boot-menu' shows",
    "press 'Enter'",
  ]);
  await expect(viewer.actions.filter({ hasText: "press 'Enter'" })).toHaveCount(1); // not once more for the guest

  await viewer.select("screen 'boot-menu' shows");
  await viewer.phase('Action');
  await expect(viewer.box).toBeVisible();
  await expect(await viewer.tab('Log')).toContainText("screen 'boot-menu' showed at its place");
  await viewer.unfold(/toShow/);
  await viewer.select("expect screen 'licence' to show");
  await viewer.phase('After');
  await expect(viewer.screen).toBeVisible();
  const log = await viewer.tab('Log');
  await expect(log).toContainText("best near miss of screen 'licence': best");
  await expect(log).toContainText(/frame \d+ does not show screen 'licence'/);
  await expect(log).toContainText(/looked at \d+ frames in vain/);
  await expect(await viewer.tab('Errors')).toContainText("screen 'licence' did not show within 3 s");
  await expect(await viewer.tab('Attachments')).toContainText('licence-diff.png');
  await expect(await viewer.tab('Console')).toContainText('page boot-menu');
  await expect(viewer.filmstrip.first()).toBeVisible(); // how many depends on how long all of it took
  expect(browser.strangers).toEqual([]);
});

test("without a trace of the runner's, a failed test's is attached as 'trace' and a passed one's is deleted", async () => {
  test.slow();
  const use = { guestTrace: 'retain-on-failure' };
  const passing = FAILING.replace("toShow('licence', { timeout: '3s' })", "toShow('language')").replace(
    'wrong',
    'right',
  );
  const folder = await writeProject({
    'playwright.config.ts': config(use),
    'wrong.test.ts': FAILING,
    'right.test.ts': passing,
  });
  const { tests } = await runProject(folder);
  const [right, wrong] = ['right', 'wrong'].map(
    (word) => tests.find(({ title }) => title.includes(word)) as InnerTest,
  );
  expect([right?.status, wrong?.status]).toEqual(['passed', 'failed']);
  expect(right?.attachments).toEqual([]);
  const [attached] = attachmentsNamed(wrong as InnerTest, 'trace');
  expect(attached?.contentType).toBe('application/zip');
  expect(await readdir(join(folder, '.guestwright/traces'))).toEqual([]);
  using server = await serve(['show-trace', attached?.path ?? ''], folder);
  await using browser = await openBrowser();
  await browser.page.goto(server.url);
  const viewer = new TraceViewer(browser.page);
  await viewer.select("expect screen 'licence' to show");
  await expect(await viewer.tab('Errors')).toContainText("screen 'licence' did not show within 3 s");
  await expect(await viewer.tab('Attachments')).toContainText('licence-diff.png');
});

test('a run that was killed leaves a trace that opens, with what it was doing', async () => {
  test.slow();
  const cwd = await writeFolder();
  const run = await guestwright(['run', DEMO_SCRIPT, '--trace', 'on', '--report', 'report'], {
    cwd,
    onOutput: (stdout, child) => {
      if (/"step-end","index":3/.test(stdout)) child.kill('SIGKILL');
    },
  });
  expect(run.signal).toBe('SIGKILL');
  const recovered = await guestwright(['trace', 'report'], { cwd });
  expect(recovered.stderr).toBe('');
  const zip = join(cwd, 'report/trace.zip');
  expect(recovered.stdout).toContain(`npx playwright show-trace ${zip}`);
  using server = await serve(['show-trace', zip], cwd);
  await using browser = await openBrowser();
  await browser.page.goto(server.url);
  const viewer = new TraceViewer(browser.page);
  await viewer.unfold("script 'install'");
  await viewer.select("when 'language'");
  await viewer.phase('Action');
  await expect(viewer.box).toBeVisible();
  await expect(viewer.texts.first()).toBeVisible();
  await viewer.select("script 'install'");
  await expect(await viewer.tab('Errors')).toContainText('the run was ended in the middle of this');
});
