/** Options of projects and tests, more machines in one test, and workers that share none. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { attachedText, onlyTest, runPlaywright, runProject, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

test('refine merges into the outer machine, level by level', async () => {
  const folder = await writeProject({
    'refine.test.ts': `${DEMO}
test.use(refine({ memory: '16 MiB' }));
test.describe(() => {
  test.use(refine({ cpus: 1, disks: [] }));
  test('has no disk', async ({ guest, machine }) => {
    expect(machine).toEqual({ ...demoMachine, memory: '16 MiB', cpus: 1, disks: [] });
    await guest.power.on();
    await expect(guest).toShow('boot-menu');
    await guest.keyboard.press('Enter');
    await guest.screen('language').waitFor();
    await guest.keyboard.press('Enter');
    await guest.screen('licence').waitFor();
    await guest.keyboard.press('F8');
    await expect(guest).toShow('no-disk');
  });
});
`,
  });
  expect(onlyTest(await runProject(folder))).toMatchObject({ status: 'passed', errors: [] });
});

test('paths are taken from the folder of the config, also for tests below it', async () => {
  const image = Buffer.alloc(1440 * 1024);
  const folder = await writeProject({
    'images/empty.img': image.toString('latin1'),
    'deep/inside/paths.test.ts': `
import { test, expect } from 'guestwright';
test.use({ machine: { floppy: 'images/empty.img' }, screens: 'my-screens' });
test('finds its floppy', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('welcome');
});
`,
  });
  const result = onlyTest(await runProject(folder));
  expect(result.errors[0]).toContain("screen 'welcome' does not exist in my-screens");
});

test('a test may have more machines; each leaves its own evidence', async () => {
  const folder = await writeProject({
    'two.test.ts': `${DEMO}
test('talks to two', async ({ guest, newGuest }) => {
  const other = await newGuest();
  await guest.power.on();
  await other.power.on();
  await Promise.all([guest, other].map((each) => expect(each.serial).toReceive('page boot-menu')));
  await guest.serial.write('serial one\\n');
  await other.serial.write('serial two\\n');
  await expect(other.serial).toReceive('two');
  await expect(guest.serial).toReceive('one');
  expect('the end').toBe('reached');
});
`,
  });
  const result = onlyTest(await runProject(folder));
  expect(result.errors[0]).toContain('reached');
  expect(await attachedText(result, 'serial.txt')).toMatch(/^one$/m);
  expect(await attachedText(result, 'serial.txt')).not.toMatch(/^two$/m);
  expect(await attachedText(result, 'guest-2-serial.txt')).toMatch(/^two$/m);
});

/** Each test leaves a mark on its disk and looks for marks of others. */
const MARKS = `${DEMO}
import { writeFileSync } from 'node:fs';
for (const name of ['a', 'b', 'c', 'd']) {
  test(name, async ({ guest }, { workerIndex }) => {
    await guest.power.on();
    await expect(guest).toShow('boot-menu');
    await guest.serial.write('serial mark ' + name + '\\n');
    await guest.serial.waitFor('mark ' + name);
    const marks = guest.serial.output.match(/^mark \\w/gm);
    writeFileSync('mark-' + name, JSON.stringify({ marks, workerIndex, process: process.pid }));
  });
}
`;

test('workers and shards never share a machine', async () => {
  test.slow();
  const folder = await writeProject({ 'marks.test.ts': MARKS });
  const runs = await Promise.all(
    [1, 2].map((shard) =>
      runPlaywright(folder, [
        ...['--fully-parallel', '--workers=2', '--reporter=line'],
        ...[`--shard=${shard}/2`, `--output=results-${shard}`],
      ]),
    ),
  );
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const names = (await readdir(folder)).filter((name) => name.startsWith('mark-')).sort();
  expect(names).toEqual(['mark-a', 'mark-b', 'mark-c', 'mark-d']);
  const marks = await Promise.all(
    names.map(
      async (name) =>
        JSON.parse(await readFile(join(folder, name), 'utf8')) as { marks: string[]; process: number },
    ),
  );
  expect(marks.map((each) => each.marks)).toEqual([['mark a'], ['mark b'], ['mark c'], ['mark d']]);
  expect(new Set(marks.map((each) => each.process)).size).toBeGreaterThanOrEqual(2);
});
