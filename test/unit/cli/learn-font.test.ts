/** `guestwright learn-font`: from a screen of UEFI's shell to the reading of UEFI's setup. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../../src/cli/command.ts';
import { readReferencePng } from '../../../src/frame/png.ts';
import { FontFolder } from '../../../src/matchers/glyphs/font-folder.ts';
import { parsePsf } from '../../../src/matchers/glyphs/psf.ts';
import { readGlyphs } from '../../../src/matchers/glyphs/read-glyphs.ts';
import { plainText } from '../../../src/matchers/text.ts';
import { type RecordingContext, recordingContext } from './support/cli-context.ts';

const DATA = join(import.meta.dirname, '../matchers/data');
/** What ovmf-shell.png shows. */
const SHELL = `
UEFI Interactive Shell v2.2
EDK II
UEFI v2.70 (EDK II, 0x00010000)
Mapping table
     BLK0: Alias(s):
          PciRoot(0x0)/Pci(0x1F,0x2)/Sata(0x2,0xFFFF,0x0)
Press ESC in 1 seconds to skip startup.nsh or any other key to continue.
Shell>
Shell> abcdefghijklmnopqrstuvwxyz[]_\`{}~\\'"%^<>|
`;

async function given(text: string): Promise<RecordingContext> {
  const context = recordingContext();
  await copyFile(join(DATA, 'ovmf-shell.png'), join(context.cwd, 'shell.png'));
  await writeFile(join(context.cwd, 'shell.txt'), text);
  return context;
}

function learn(context: RecordingContext, ...args: string[]): Promise<number> {
  return runCommand(['learn-font', 'shell.png', '--text', 'shell.txt', '--name', 'uefi', ...args], context);
}

test('a font is learned from a screen, found where it lines up, and read from its folder', async () => {
  const context = await given(SHELL);
  expect([await learn(context), context.warned]).toEqual([0, []]);
  expect(context.printed).toEqual([
    'wrote screens/fonts/uefi.psf: 65 characters of 8x19, 65 of them new (from 240,105)',
  ]);
  const [font, ...others] = await new FontFolder(join(context.cwd, 'screens/fonts')).load();
  expect(others).toEqual([]);
  expect(font?.name).toBe('uefi');
  const setup = await readReferencePng(join(DATA, 'ovmf-setup.png'));
  const read = await readGlyphs(setup, { x: 0, y: 150, width: 220, height: 140 }, font ? [font] : []);
  expect(plainText(read)).toContain('Boot Maintenance Manager');
});

test('what is learned later is added; what contradicts is refused, or replaces by --force', async () => {
  const context = await given(SHELL);
  await learn(context);
  await writeFile(join(context.cwd, 'shell.txt'), 'UEFI Interactive Shell');
  const place = ['--region', '240,105,400,19', '--cell', '8x19'];
  expect(await learn(context, ...place)).toBe(0);
  expect(context.printed.at(-1)).toContain('65 characters of 8x19, 0 of them new');
  await writeFile(join(context.cwd, 'shell.txt'), 'UEFI Interactive 5hell');
  expect(await learn(context, ...place)).toBe(1);
  expect(context.warned.join()).toContain("font 'uefi' is another one: its 'S' looks like '5' here");
  await writeFile(join(context.cwd, 'shell.txt'), 'UEFI Interactive Shell');
  expect(await learn(context, ...place, '--force')).toBe(0);
  const file = await readFile(join(context.cwd, 'screens/fonts/uefi.psf'));
  expect(
    parsePsf(file, 'uefi')
      .glyphs.map(({ character }) => character)
      .sort()
      .join(''),
  ).toBe('EFISUacehilnrtv');
});

test('text that does not line up says where, wrong options say what is expected', async () => {
  const context = await given(SHELL.replace('Alias(s)', 'Aliases'));
  expect(await learn(context)).toBe(1);
  expect(context.warned.join()).toMatch(
    /does not line up with the picture: nearest with cells of 8x19 from \d+,\d+, but in line 5, column 17 'e' looks like '\('/,
  );
  for (const [args, problem] of [
    [['--cell', '8'], /--cell: expected a size in pixels such as 8x16, up to 32 wide, got '8'/],
    [['--region', '1,2'], /--region: expected x,y,width,height/],
    [['--name', '../x'], /--name: expected letters, digits/],
  ] as const) {
    const each = await given(SHELL);
    expect(await learn(each, ...args)).toBe(2);
    expect(each.warned.join()).toMatch(problem);
  }
  expect(await runCommand(['learn-font', 'shell.png', '--name', 'x'], context)).toBe(2);
  expect(context.warned.join()).toContain('--text is missing');
});
