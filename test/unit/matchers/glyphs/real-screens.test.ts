/** Real screens as QEMU showed them: GRUB in graphics, UEFI's setup and shell, Debian's installer in German. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readReferencePng } from '../../../../src/frame/png.ts';
import { findInText } from '../../../../src/matchers/find-text.ts';
import { readGlyphs } from '../../../../src/matchers/glyphs/read-glyphs.ts';
import { plainText, type ReadText } from '../../../../src/matchers/text.ts';

async function read(name: string): Promise<ReadText> {
  return await readGlyphs(await readReferencePng(join(import.meta.dirname, '../data', name)));
}

test("GRUB's menu in graphics is read with its frame, its selection in reverse", async () => {
  const menu = await read('grub-gfxterm.png');
  expect(menu.unknown).toEqual([]);
  expect(menu.complete).toBe(true);
  const text = plainText(menu);
  expect(text).toContain('┃*Debian GNU/Linux, größer und schöner ');
  expect(text).toContain('┃ Advanced options: 日本語 Русский ');
  const selected = menu.lines.find((line) => line.text.includes('größer'));
  expect(selected?.runs.map(({ reverse }) => reverse)).toEqual([false, true, false]);
  const chinese = menu.lines.flatMap(({ words }) => words).find((word) => word.text === '日本語');
  expect(chinese?.region).toEqual({ x: 178, y: 106, width: 48, height: 16 });
});

test("UEFI's setup is read where it stands, with its colours", async () => {
  const setup = await read('ovmf-setup.png');
  expect(setup.unknown).toEqual([]);
  expect(plainText(setup)).toContain(' ► Boot Maintenance Manager\n');
  expect(plainText(setup)).toContain('  ↑↓=Move Highlight       <Enter>=Select Entry');
  expect(findInText(setup, 'Boot Manager')[0]?.region).toEqual({ x: 24, y: 192, width: 96, height: 19 });
  const language = setup.lines.find((line) => line.text.includes('Select Language'));
  const colours = language?.runs.map(({ foreground, background }) => `${foreground} on ${background}`);
  expect(colours).toEqual(['#000000 on #989898', '#989898 on #000000', '#000098 on #989898']);
});

test("UEFI's shell is read without its cursor", async () => {
  const shell = await read('ovmf-shell.png');
  expect(shell.unknown).toEqual([]);
  expect(shell.lines.at(-1)?.text.trim()).toBe(`Shell> abcdefghijklmnopqrstuvwxyz[]_\`{}~\\'"%^<>|`);
});

test("Debian's installer is read in German, at 1280x800, with its progress bar", async () => {
  const german = await read('ditext-german.png');
  expect([german.unknown, german.complete]).toEqual([[], true]);
  expect(german.lines.map(({ text }) => text.replaceAll('─', '').replace(/ +/g, ' '))).toEqual([
    ' ┌┤ Erkennen der Netzwerk-Hardware ├┐',
    ' │ │',
    ' │ 0% │',
    ' │ │',
    ' │ Ausführen der Hardware-Erkennung, bitte warten ... │',
    ' │ │',
    ' └┘',
  ]);
  const title = german.lines[0]?.runs.find(({ foreground }) => foreground === '#aa0000');
  expect(title?.background).toBe('#aaaaaa');
});

test('a bar and a cursor on an empty console are no text', async () => {
  const bar = await read('console-blocks.png');
  expect([bar.lines, bar.complete]).toEqual([[], false]);
});
