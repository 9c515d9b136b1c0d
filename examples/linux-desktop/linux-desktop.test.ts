/** A Linux desktop over VNC: the editor is opened by mouse, written in, and saved through its dialog. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'guestwright';
import { test } from './desktop.ts';

test('a note is written and saved', async ({ guest, desktop }) => {
  await guest.mouse.click(800, 500, { button: 'right' }); // the desktop's menu
  await guest.screen('menu').click('editor');
  await expect(guest).toShow('editor');

  await guest.keyboard.type('Dear diary,\ntoday a computer wrote this: Tschüß!\n', { layout: 'de' });
  await expect(guest).toShow('edited'); // a star before the window's title
  await guest.screen('edited').click('file');
  await guest.screen('file-menu').click('save-as');

  await expect(guest).toShow('save-as');
  await guest.keyboard.type('diary.txt', { layout: 'de' });
  await guest.screen('save-as-named').click('save'); // the button works now
  await expect(guest).not.toShow('save-as-named');

  await expect(async () => {
    const note = await readFile(join(desktop.home, 'diary.txt'), 'utf8');
    expect(note).toBe('Dear diary,\ntoday a computer wrote this: Tschüß!\n');
  }).toPass();
});
