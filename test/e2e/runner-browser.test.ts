/** Beside a browser: page and guest in one test, and what the HTML report makes of our pictures. */
import { pathToFileURL } from 'node:url';
import { chromium, expect, test } from '@playwright/test';
import { launchOptions } from './support/browser.ts';
import { onlyTest, runProject, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

test('page, request and guest work in one test', async () => {
  test.slow();
  const folder = await writeProject({
    'both.test.ts': `${DEMO}
import { createServer } from 'node:http';
test.use({ launchOptions: ${JSON.stringify(launchOptions())} });
test('drives both', async ({ page, request, guest }) => {
  const server = createServer((_, response) => response.end('<h1>hello</h1>')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = 'http://127.0.0.1:' + (server.address() as { port: number }).port;
  await guest.power.on();
  await page.goto(url);
  await expect(page.getByRole('heading')).toHaveText('hello');
  expect(await (await request.get(url)).text()).toContain('hello');
  await expect(guest).toShow('boot-menu');
  server.close();
});
`,
  });
  expect(onlyTest(await runProject(folder))).toMatchObject({ status: 'passed', errors: [] });
});

test('the HTML report shows expected, actual and diff with its slider, and the filmstrip', async () => {
  test.slow();
  const folder = await writeProject({
    'fails.test.ts': `${DEMO}
test('fails', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await expect(guest).toShow('language', { timeout: 300 });
});
`,
  });
  const { html } = await runProject(folder);
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(html).href);
    await page.getByRole('link', { name: 'fails' }).first().click();
    const mismatch = page.getByTestId('test-result-image-mismatch');
    for (const tab of ['Diff', 'Actual', 'Expected', 'Slider'])
      await mismatch.getByText(tab, { exact: true }).first().click();
    await expect(mismatch.locator('img').first()).toBeVisible();
    await expect(mismatch.locator('img').first()).toHaveJSProperty('naturalWidth', 720);
    await expect(page.getByText('filmstrip.png').first()).toBeVisible();
    await test
      .info()
      .attach('report.png', { body: await page.screenshot({ fullPage: true }), contentType: 'image/png' });
  } finally {
    await browser.close();
  }
});
