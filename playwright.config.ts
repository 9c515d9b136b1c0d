/** The project's own tests: units on src, the rest on the built package (`npm test` builds first). */
import { defineConfig } from '@playwright/test';
import type { GuestwrightOptions } from 'guestwright';

/** Slow full runs of real software belong to `npm run test:real`; scripts/test.mjs says what this computer lacks. */
const leftOut = [
  ...(process.env.GUESTWRIGHT_REAL === 'full' ? [] : ['@full']),
  ...(process.env.GUESTWRIGHT_LEFT_OUT ? [process.env.GUESTWRIGHT_LEFT_OUT] : []),
];

export default defineConfig<GuestwrightOptions>({
  testDir: '.',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 30_000 }, // emulated guests on a busy machine
  ...(leftOut.length > 0 && { grepInvert: new RegExp(leftOut.join('|')) }),
  reporter: [['list'], ['./test/support/summary-reporter.ts'], ['html', { open: 'never' }]],
  projects: [
    { name: 'unit', testDir: 'test/unit' },
    {
      name: 'embedded',
      testDir: 'test',
      testMatch: ['conformance/embedded.test.ts', 'e2e/**/*.test.ts'],
      testIgnore: ['**/qemu*.test.ts'],
      use: { driver: 'embedded' },
    },
    {
      name: 'qemu',
      testDir: 'test',
      testMatch: ['conformance/qemu.test.ts', 'e2e/**/qemu*.test.ts', 'real/**/*.test.ts'],
      use: { driver: 'qemu' },
    },
    { name: 'examples', testDir: 'examples', testMatch: '**/*.test.ts', use: { driver: 'embedded' } },
  ],
});
