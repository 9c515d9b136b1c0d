/** The install as a matrix: language and firmware are data, the script is the same. */
import { defineConfig } from '@playwright/test';
import type { GuestwrightOptions } from 'guestwright';
import type { InstallOptions } from './calamares.test.ts';
import { LANGUAGES, type LanguageName } from './language.ts';
import { liveMachine, screens } from './machine.ts';

const FIRMWARES = ['bios', 'uefi'] as const;

export default defineConfig<GuestwrightOptions & InstallOptions>({
  testMatch: 'calamares.test.ts',
  workers: 1, // one emulated machine keeps two processors busy
  projects: (Object.keys(LANGUAGES) as LanguageName[]).flatMap((language) =>
    FIRMWARES.map((firmware) => ({
      name: `${language}-${firmware}`,
      use: {
        driver: 'qemu',
        machine: liveMachine({ firmware }),
        screens,
        language,
        layout: LANGUAGES[language].layout,
      },
    })),
  ),
});
