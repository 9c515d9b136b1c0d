/** Whose time is it: waits for the guest have their own, the test's own is Playwright's `timeout`. */
import { expect, test } from '@playwright/test';
import { onlyTest, runProject, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

test("a wait longer than the test's timeout fails with our message, not the runner's", async () => {
  const folder = await writeProject({
    'long.test.ts': `${DEMO}
test.setTimeout(2000);
test('waits', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await Promise.all([
    expect(guest).toShow('language', { timeout: 3000 }),
    guest.screen('licence').waitFor({ timeout: 4000 }).catch(() => {}),
  ]);
});
`,
  });
  const result = onlyTest(await runProject(folder));
  expect(result.status).toBe('failed');
  expect(result.errors).toHaveLength(1);
  expect(result.errors[0]).toContain("screen 'language' did not show within 3 s");
});

test('a wait that succeeds gives back what it did not use', async () => {
  const folder = await writeProject({
    'back.test.ts': `${DEMO}
test.setTimeout(5000);
test('waits', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu', { timeout: '1h' });
  const given = test.info().timeout - 5000;
  expect(given).toBeLessThan(60_000);
  expect(given).toBeGreaterThan(0);
});
`,
  });
  expect(onlyTest(await runProject(folder))).toMatchObject({ status: 'passed', errors: [] });
});

test("the test's own time is still bounded, and what the guest showed is attached", async () => {
  const folder = await writeProject({
    'hangs.test.ts': `${DEMO}
test('hangs', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  test.setTimeout(test.info().timeout + 500 - 30_000);
  await new Promise(() => {});
});
`,
  });
  const result = onlyTest(await runProject(folder));
  expect(result.status).toBe('timedOut');
  expect(result.errors[0]).toMatch(/Test timeout of \d+ms exceeded/);
  expect(result.attachments.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['filmstrip.png', 'serial.txt', 'call-log.txt']),
  );
});

test('a timeout of 0 stays 0', async () => {
  const folder = await writeProject({
    'none.test.ts': `${DEMO}
test.setTimeout(0);
test('waits', async ({ guest }) => {
  await guest.power.on();
  await Promise.all([
    expect(guest).toShow('boot-menu'),
    test.step('meanwhile', async () => { expect(test.info().timeout).toBe(0); }),
  ]);
  expect(test.info().timeout).toBe(0);
});
`,
  });
  expect(onlyTest(await runProject(folder))).toMatchObject({ status: 'passed', errors: [] });
});

test('guestTimeouts are the defaults of a project', async () => {
  const folder = await writeProject({
    'defaults.test.ts': `${DEMO}
test.use({ guestTimeouts: { shown: '700ms' } });
test('waits', async ({ guest }) => {
  await guest.power.on();
  await guest.serial.waitFor('page boot-menu', { timeout: '30s' });
  await expect(guest).toShow('language');
});
`,
  });
  const result = onlyTest(await runProject(folder));
  expect(result.errors[0]).toContain("screen 'language' did not show within 700 ms");
});

test('waits in hooks after the test have their own time too', async () => {
  const folder = await writeProject({
    'hooks.test.ts': `${DEMO}
test.setTimeout(4000);
test('boots', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
});
test.afterEach(async ({ guest }) => {
  for (let i = 0; i < 3; i++) await expect(guest.serial).not.toReceive('panic', { timeout: 300 });
  await expect(guest).toShow('boot-menu', { timeout: '10m' });
  await new Promise((resolve) => setTimeout(resolve, 300));
});
`,
  });
  expect(onlyTest(await runProject(folder))).toMatchObject({ status: 'passed', errors: [] });
});
