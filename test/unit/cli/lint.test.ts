import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoScreens } from '../../../src/bundled.ts';
import { runCommand } from '../../../src/cli/command.ts';
import { type RecordingContext, recordingContext } from './support/cli-context.ts';

/** A project with these screens of the bundled guest, under other names if wanted, and these files. */
async function project(
  screens: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Promise<RecordingContext> {
  const context = recordingContext();
  await mkdir(join(context.cwd, 'screens'), { recursive: true });
  for (const [name, from] of Object.entries(screens)) {
    for (const type of ['png', 'json']) {
      await copyFile(join(demoScreens, `${from}.${type}`), join(context.cwd, 'screens', `${name}.${type}`));
    }
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(context.cwd, name), content);
  return context;
}

test('the screens of the bundled guest have no problems', async () => {
  const context = recordingContext();
  expect(await runCommand(['lint', '--screens', demoScreens], context)).toBe(0);
  expect(context.printed).toEqual(['no problems']);
});

test('two screens that cannot be told apart are told once', async () => {
  const context = await project({ one: 'language', two: 'language' });
  expect(await runCommand(['lint'], context)).toBe(1);
  expect(context.printed[0]).toContain("screen 'one' cannot be told from screen 'two'");
  expect(context.printed.at(-1)).toBe('1 problem');
});

test('wrong sidecars, torn pictures, orphans and bad names are all told', async () => {
  const context = await project({ good: 'language', wrong: 'licence', torn: 'disk' });
  const screens = join(context.cwd, 'screens');
  await writeFile(join(screens, 'wrong.json'), '{ "display": { "width": 720, "height": 400 }, "area": [] }');
  await writeFile(join(screens, 'torn.png'), 'PNG');
  await writeFile(join(screens, 'alone.json'), '{}');
  await writeFile(join(screens, 'too.many.dots.png'), '');
  expect(await runCommand(['lint', '--json'], context)).toBe(1);
  const problems = context.printed.map((line) => JSON.parse(line) as { code: string; message: string });
  const messages = problems.map(({ message }) => message).join('\n');
  expect(problems).toHaveLength(4);
  expect(messages).toMatch(/wrong\.json: area: unknown field \(did you mean 'areas'\?\)/);
  expect(messages).toMatch(/torn\.png/);
  expect(messages).toMatch(/alone\.json: there is no PNG beside it/);
  expect(messages).toMatch(/too\.many\.dots\.png: its name cannot be a screen's/);
});

test('scripts that name screens that do not exist are told with file and line', async () => {
  const context = await project(
    { welcome: 'language' },
    {
      'a.install.ts':
        "import { when } from 'guestwright/script';\nwhen('welcom').press('Enter');\nwhen('welcome');\n",
      'b.test.ts': "import { demoScreens, expect } from 'guestwright';\nexpect(guest).toShow('desktop');\n",
      'c.test.ts': "import { screen } from '@testing-library/dom';\nscreen('whatever');\n",
      'd.ts': "import { when } from 'guestwright/script';\nwhen('not looked at');\n",
    },
  );
  expect(await runCommand(['lint'], context)).toBe(1);
  expect(context.printed).toEqual([
    "a.install.ts:2: screen 'welcom' does not exist (did you mean 'welcome'?)\n  Record it with 'guestwright screen add welcom --from FRAME.png'.",
    '1 problem',
  ]);
  const named = recordingContext({ cwd: context.cwd });
  expect(await runCommand(['lint', 'd.ts'], named)).toBe(1);
  expect(named.printed[0]).toContain("d.ts:2: screen 'not looked at' does not exist");
});
