/** Debian by Calamares, with mouse and keys: from power-on to a command on the installed system. */
import { setTimeout } from 'node:timers/promises';
import { type Guest, type Step, script, secret, serial, type Trigger, when } from 'guestwright/script';
import { logIn } from './installed-system.ts';
import { type Language, language } from './language.ts';
import { screens as folder, liveMachine } from './machine.ts';

export const machine = liveMachine();
export const screens = folder;

/** What Calamares begins with. */
const FIRST_LANGUAGE = 'American English';
/** Booting the medium under plain emulation on a busy machine. */
const BOOT_TIMEOUT = '15m';
/** Unpacking, locales, the boot loader and the initial RAM disk, by an emulated processor. */
const INSTALL_TIMEOUT = '60m';
/** What the last page may take to leave after a click, in ms. */
const LEAVING_TIME = 10_000;
/** Too short for Calamares: typed on purpose, its complaint is read, and it is replaced. */
const WEAK_PASSWORD = 'weak';
/** What Calamares makes of the full names in language.ts. */
const USER = 'zoel';

/** The installer's own page when something went wrong, and a kernel's panic. */
export const failures: readonly Trigger[] = ['calamares/failed', serial('Kernel panic - not syncing')];

/** The first page, left in the language that is wanted: chosen in its list by the first letters of its name. */
export function firstPages({ name }: Language): readonly Step[] {
  const welcome = when('calamares/welcome', { timeout: BOOT_TIMEOUT });
  const chosen =
    name === FIRST_LANGUAGE
      ? [welcome.click('next')]
      : [
          welcome.click('language').type(name).press('Enter'),
          when('calamares/welcome-translated').click('next'),
        ];
  return [when('boot-menu').press('Enter'), ...chosen];
}

/** The whole install in that language, its errors included. */
export function calamares(chosen: Language) {
  const { layout } = chosen;
  const password = secret('USER_PASSWORD');
  return script(
    'Debian by Calamares',
    [
      ...firstPages(chosen),
      when('calamares/location').click('next'),
      when('calamares/keyboard').click('next'),
      when('calamares/partitions').click('erase'),
      when('calamares/partitions-erase').click('next'),
      when('calamares/users').click('name').type(chosen.user, { layout }),
      when('calamares/users-named').click('password').type(`${WEAK_PASSWORD}\t${WEAK_PASSWORD}`, { layout }),
      when('calamares/password-weak')
        .click('password')
        .press('Control+a')
        .type([password, '\t'], { layout })
        .press('Control+a')
        .type(password, { layout }),
      when('calamares/users-filled').click('next'),
      when('calamares/summary').click('install'), // the window grew, and the button moved
      when('calamares/finished', { timeout: INSTALL_TIMEOUT }).click('done').run(untilItLeaves),
      ...logIn({ user: USER, password }),
    ],
    { failOn: failures },
  );
}

/** Calamares drops a click that comes as soon as its last page shows: it is clicked again while the page stays. */
async function untilItLeaves(guest: Guest, { signal }: { readonly signal: AbortSignal }): Promise<void> {
  const page = guest.screen('calamares/finished');
  for (;;) {
    await setTimeout(LEAVING_TIME, undefined, { signal });
    if (!(await page.isShown({ signal }))) return;
    await page.click('done', { signal });
  }
}

export const install = calamares(language(process.env.EXAMPLE_LANGUAGE));
