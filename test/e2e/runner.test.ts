/** The fixtures under the real runner: each test writes a small project, runs it, and reads its reports. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoScreens } from 'guestwright';
import sharp from 'sharp';
import {
  attachedText,
  flatten,
  onlyTest,
  readAttachment,
  runProject,
  writeProject,
} from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

test('a test that passes has its steps at its own lines and attaches nothing', async () => {
  const folder = await writeProject({
    'boot.test.ts': `${DEMO}
test('boots', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.keyboard.press('Enter');
  await guest.screen('language').waitFor();
});
`,
  });
  const run = await runProject(folder);
  const result = onlyTest(run);
  expect(result).toMatchObject({ title: 'boots', status: 'passed', attachments: [] });
  const steps = flatten(result.steps).filter(
    ({ file, category }) => file?.endsWith('boot.test.ts') && category !== 'fixture',
  );
  expect(steps.map(({ title, line }) => [title, line])).toEqual([
    ['power on', 6],
    ['Expect "toShow"', 7],
    ["expect screen 'boot-menu' to show", 7],
    ["press 'Enter'", 8],
    ["screen 'language' shows", 9],
  ]);
  expect(run.exitCode).toBe(0);
});

test('a screen that does not show fails with what was looked for, three pictures, filmstrip and logs', async () => {
  const folder = await writeProject({
    'boot.test.ts': `${DEMO}
test('waits for the wrong page', async ({ guest }) => {
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  await expect(guest).toShow('language', { timeout: '1s' });
});
`,
  });
  const run = await runProject(folder);
  const result = onlyTest(run);
  expect([run.exitCode, result.status, result.line]).toEqual([1, 'failed', 8]);
  expect(result.errors[0]).toContain("screen 'language' did not show within 1 s");
  expect(result.errors[0]).toContain("screen 'boot-menu' matched instead");
  expect(result.attachments.map(({ name }) => name)).toEqual([
    'language-expected.png',
    'language-actual.png',
    'language-diff.png',
    'filmstrip.png',
    'serial.txt',
    'call-log.txt',
    'error-context',
  ]);
  for (const attachment of result.attachments.filter(({ contentType }) => contentType === 'image/png')) {
    expect((await readAttachment(attachment)).subarray(1, 4).toString()).toBe('PNG');
  }
  expect(await attachedText(result, 'serial.txt')).toContain('page boot-menu');
  expect(await attachedText(result, 'call-log.txt')).toContain("expect screen 'language' to show");
});

test('an action that fails is reported at the line that asked for it', async () => {
  const folder = await writeProject({
    'boot.test.ts': `${DEMO}
test('clicks a point that is not there', async ({ guest }) => {
  await guest.power.on();
  await guest.screen('boot-menu')
    .click('nowhere');
});
`,
  });
  const result = onlyTest(await runProject(folder));
  expect([result.status, result.line]).toEqual(['failed', 8]);
  expect(result.errors[0]).toContain("screen 'boot-menu' has no point 'nowhere'");
});

test('a screen that should not show is waited for until it is gone', async () => {
  test.slow();
  const folder = await writeProject({
    'boot.test.ts': `${DEMO}
test('goes', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.keyboard.press('Enter');
  await expect(guest).not.toShow('boot-menu');
  await expect(guest).toShow('language');
});
test('stays', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await expect(guest).not.toShow('boot-menu', { timeout: '1s' });
});
`,
  });
  const [goes, stays] = (await runProject(folder)).tests;
  expect(goes?.status).toBe('passed');
  expect(stays?.status).toBe('failed');
  expect(stays?.errors[0]).toContain("screen 'boot-menu' did not go away within 1 s");
});

test('matchers want a guest or a serial port, not something that looks like one', async () => {
  const folder = await writeProject({
    'wrong.test.ts': `${DEMO}
test('shows', async ({ guest }) => {
  await expect({ screen: guest.screen } as never).toShow('boot-menu');
});
test('receives', async ({ guest }) => {
  await expect(guest as never).toReceive(/x/);
});
`,
  });
  const [shows, receives] = (await runProject(folder)).tests;
  expect(shows?.errors[0]).toContain('toShow: expected a guest: expect(guest), got Object');
  expect(receives?.errors[0]).toContain('toReceive: expected a serial port: expect(guest.serial), got Guest');
});

test('the serial port is expected to receive, or not to', async () => {
  const folder = await writeProject({
    'serial.test.ts': `${DEMO}
test('receives', async ({ guest }) => {
  await guest.power.on();
  await expect(guest.serial).toReceive(/page boot-menu/);
  await expect(guest.serial).not.toReceive(/panic/, { timeout: 200 });
});
test('receives too much', async ({ guest }) => {
  await guest.power.on();
  await expect(guest.serial).not.toReceive(/page \\w/);
});
`,
  });
  const [receives, tooMuch] = (await runProject(folder)).tests;
  expect(receives?.status).toBe('passed');
  expect(tooMuch?.errors[0]).toContain('serial received /page \\w/: "page b"');
});

test('a script is a step with a step for each of its screens, with the frames before and after', async () => {
  const folder = await writeProject({
    'first.install.ts': `import { script, when } from 'guestwright/script';
export const install = script('first pages', [
  when('boot-menu').press('Enter'),
  when('language').press('Enter'),
  when('licence'),
]);
`,
    'script.test.ts': `${DEMO}
import { install } from './first.install.ts';
test('runs', async ({ guest }) => {
  await guest.power.on();
  await guest.run(install);
});
`,
  });
  const result = onlyTest(await runProject(folder));
  expect(result.status).toBe('passed');
  const script = flatten(result.steps).find(({ title }) => title === "script 'first pages'");
  const steps = flatten(script?.steps ?? []).map(({ title }) => title);
  expect(steps).toEqual(expect.arrayContaining(["when 'boot-menu'", "when 'language'", "when 'licence'"]));
  const frames = result.attachments.map(({ name }) => name);
  expect(frames.filter((name) => name === 'before.png').length).toBe(3);
  expect(frames.filter((name) => name === 'after.png').length).toBe(3);
});

test('secrets are masked in steps, errors and attachments', async () => {
  const folder = await writeProject({
    'secret.test.ts': `${DEMO}
import { secret } from 'guestwright';
test('types a secret', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.serial.write('console\\n');
  await expect(guest).toShow('console');
  await guest.keyboard.type(secret('TOP_SECRET'));
  await guest.serial.write('serial the password is ' + process.env.TOP_SECRET + '\\n');
  await expect(guest.serial).toReceive(/password is/);
  await expect(guest).toShow('desktop', { timeout: 500 });
});
`,
  });
  const run = await runProject(folder, [], { TOP_SECRET: 'xyzzy-plugh' });
  const result = onlyTest(run);
  expect(result.status).toBe('failed');
  expect(await attachedText(result, 'input-log.txt')).toContain('type <secret TOP_SECRET>');
  const texts = result.attachments.filter(({ contentType }) => contentType === 'text/plain');
  const all = [JSON.stringify(result.steps), ...result.errors, run.stdout];
  for (const attachment of texts) all.push((await readAttachment(attachment)).toString());
  expect(all.join('\n')).not.toContain('xyzzy-plugh');
});

test('a fuzzy match that passed with differences is told as drift', async () => {
  const folder = await writeProject({
    'drift.test.ts': `${DEMO}
test.use({ screens: 'screens' });
test('shows', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('menu');
});
`,
  });
  const sidecar = JSON.parse(await readFile(join(demoScreens, 'boot-menu.json'), 'utf8')) as {
    origin: { x: number; y: number };
    areas: object[];
  };
  const tolerant = { ...sidecar, areas: sidecar.areas.map((area) => ({ ...area, match: 'tolerant' })) };
  const { data, info } = await sharp(join(demoScreens, 'boot-menu.png'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [x, y] = [300 - sidecar.origin.x, 70 - sidecar.origin.y]; // in the first area
  for (let i = 0; i < 3; i++)
    data[(y * info.width + x + i) * info.channels] =
      255 - (data[(y * info.width + x + i) * info.channels] ?? 0);
  await mkdir(join(folder, 'screens'));
  await writeFile(join(folder, 'screens/menu.json'), JSON.stringify(tolerant));
  await sharp(data, { raw: info }).png().toFile(join(folder, 'screens/menu.png'));
  const result = onlyTest(await runProject(folder));
  expect(result.status).toBe('passed');
  expect(result.annotations).toEqual([
    expect.objectContaining({
      type: 'drift',
      description:
        "screen 'menu' showed at its place, with a drift of 3 pixels in 3x1 at 300,70, at most 2 in a tile", // they lie in two
    }),
  ]);
});
