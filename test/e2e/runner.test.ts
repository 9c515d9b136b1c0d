/** The fixtures under the real runner: each test writes a small project, runs it, and reads its reports. */
import { expect, test } from '@playwright/test';
import { flatten, readAttachment, runProject, writeProject } from './support/inner-project.ts';

const USE_DEMO = `
import { demoMachine, demoScreens, expect, refine, test } from 'guestwright';
test.use({ machine: demoMachine, screens: demoScreens });
`;

test('a test that passes has its steps at its own lines and attaches nothing', async () => {
  const folder = await writeProject({
    'boot.test.ts': `${USE_DEMO}
test('boots', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.keyboard.press('Enter');
  await guest.screen('language').waitFor();
});
`,
  });
  const { exitCode, tests } = await runProject(folder);
  expect(tests).toEqual([expect.objectContaining({ title: 'boots', status: 'passed', attachments: [] })]);
  expect(flatten(tests[0]?.steps ?? []).map(({ title }) => title)).toEqual(
    expect.arrayContaining(['power on', 'Expect "toShow"', "press 'Enter'", "screen 'language' shows"]),
  );
  expect(exitCode).toBe(0);
});

test('a screen that does not show fails with what was looked for, three pictures, filmstrip and logs', async () => {
  const folder = await writeProject({
    'boot.test.ts': `${USE_DEMO}
test('waits for the wrong page', async ({ guest }) => {
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  await expect(guest).toShow('language', { timeout: '1s' });
});
`,
  });
  const { exitCode, tests } = await runProject(folder);
  expect(exitCode).toBe(1);
  const [result] = tests;
  expect(result).toMatchObject({ status: 'failed', line: 8 });
  expect(result?.errors[0]).toContain("screen 'language' did not show within 1 s");
  expect(result?.errors[0]).toContain("screen 'boot-menu' matched instead");
  const attachments = result?.attachments ?? [];
  expect(attachments.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'language-expected.png',
      'language-actual.png',
      'language-diff.png',
      'filmstrip.png',
      'serial.txt',
      'call-log.txt',
    ]),
  );
  for (const attachment of attachments.filter(({ contentType }) => contentType === 'image/png')) {
    expect((await readAttachment(attachment)).subarray(1, 4).toString()).toBe('PNG');
  }
  const serial = attachments.find(({ name }) => name === 'serial.txt');
  expect((await readAttachment(serial ?? expect.fail('no serial log'))).toString()).toContain(
    'page boot-menu',
  );
});
