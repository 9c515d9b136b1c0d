/** Scripts on a guest that answers two seconds late: each screen is answered once, each key arrives once. */
import { expect, script, when } from 'guestwright';
import { bootConsole, test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

const PAGES = [when('language').press('Enter'), when('licence').press('F8'), when('disk').press('Enter')];

export function scriptCases(_: Subject): void {
  const strict = script('slow install', [...PAGES, when('user')], { timeout: '1m' });
  const any = script('slow install', PAGES, { order: 'any', until: 'user', timeout: '1m' });
  for (const [order, install] of Object.entries({ strict, any })) {
    test(`a guest that lags by 2 s gets every key once, in ${order} order`, async ({ guest }) => {
      await bootConsole(guest);
      await guest.keyboard.type('lag 2000; install\n');
      const typed = guest.inputLog.length;
      await guest.run(install);
      const presses = guest.inputLog.slice(typed).map((line) => line.replace(/^.* s {2}/, ''));
      expect(presses).toEqual(["press 'Enter'", "press 'F8'", "press 'Enter'"]);
      await expect(guest.serial).toReceive('page user');
      // A key too many would lead on from the user page, two seconds later.
      const pages = [...guest.serial.output.matchAll(/page (\S+)/g)].map(([, page]) => page);
      expect(pages.slice(-4)).toEqual(['language', 'licence', 'disk', 'user']);
    });
  }
}
