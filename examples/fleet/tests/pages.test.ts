/** Pages of the installer that keys lead to. */
import { expect, test } from 'guestwright';

/** Keys, one after the other, each once the page before it shows. */
const WAYS: Readonly<Record<string, readonly [key: string, page: string][]>> = {
  'the first page': [['Enter', 'language']],
  'and back': [
    ['Enter', 'language'],
    ['Escape', 'boot-menu'],
  ],
  'the licence': [
    ['Enter', 'language'],
    ['Enter', 'licence'],
  ],
  'the licence and back': [
    ['Enter', 'language'],
    ['Enter', 'licence'],
    ['Escape', 'language'],
  ],
  'the disk': [
    ['Enter', 'language'],
    ['Enter', 'licence'],
    ['F8', 'disk'],
  ],
  'the disk and back': [
    ['Enter', 'language'],
    ['Enter', 'licence'],
    ['F8', 'disk'],
    ['Escape', 'licence'],
  ],
  'the user': [
    ['Enter', 'language'],
    ['Enter', 'licence'],
    ['F8', 'disk'],
    ['Enter', 'user'],
  ],
  'the user and back': [
    ['Enter', 'language'],
    ['Enter', 'licence'],
    ['F8', 'disk'],
    ['Enter', 'user'],
    ['Escape', 'disk'],
  ],
  'a restart from the first page': [
    ['Enter', 'language'],
    ['Control+Alt+Delete', 'boot-menu'],
  ],
  'a restart from the licence': [
    ['Enter', 'language'],
    ['Enter', 'licence'],
    ['Control+Alt+Delete', 'boot-menu'],
  ],
};

for (const [name, way] of Object.entries(WAYS)) {
  test(`keys lead to ${name}`, async ({ guest }) => {
    await guest.power.on();
    await expect(guest).toShow('boot-menu');
    for (const [key, page] of way) {
      await guest.keyboard.press(key);
      await expect(guest).toShow(page);
    }
  });
}
