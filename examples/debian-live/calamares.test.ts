/** The whole install, once for every language and firmware of the matrix in playwright.config.ts. */
import { test as base } from 'guestwright';
import { calamares } from './calamares.install.ts';
import { LANGUAGES, type LanguageName } from './language.ts';

export interface InstallOptions {
  language: LanguageName;
}

const test = base.extend<InstallOptions>({
  language: ['en', { option: true }],
  // Several times what an idle computer takes under plain emulation.
  guestTimeouts: { shown: '6m', step: '15m', call: '2m', script: '2h' },
});

test('Calamares installs Debian, and it answers', async ({ guest, language }) => {
  await guest.power.on();
  await guest.run(calamares(LANGUAGES[language]));
});
