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
      testIgnore: ['**/{qemu,vnc,virtualbox,ffi,parallels,vmware,libvirt,recorder}*.test.ts'],
      use: { driver: 'embedded' },
    },
    {
      name: 'qemu',
      testDir: 'test',
      testMatch: ['conformance/qemu.test.ts', 'e2e/**/qemu*.test.ts', 'real/**/*.test.ts'],
      use: { driver: 'qemu' },
    },
    {
      name: 'vnc',
      testMatch: [
        'test/conformance/vnc.test.ts',
        'test/e2e/**/vnc*.test.ts',
        'examples/linux-desktop/*.test.ts',
      ],
    },
    {
      name: 'virtualbox',
      testDir: 'test',
      testMatch: ['conformance/virtualbox.test.ts', 'e2e/**/virtualbox*.test.ts'],
    },
    {
      name: 'ffi',
      testDir: 'test',
      testMatch: ['conformance/{parallels,vmware}.test.ts', 'e2e/**/{parallels,vmware,ffi}*.test.ts'],
      timeout: 180_000, // a service, a guest and at times a compiler each
    },
    {
      name: 'libvirt',
      testDir: 'test',
      testMatch: ['conformance/libvirt.test.ts', 'e2e/**/libvirt*.test.ts'],
    },
    {
      name: 'recorder',
      testDir: 'test/e2e',
      testMatch: 'recorder*.test.ts',
    },
    {
      name: 'examples',
      testDir: 'examples',
      testMatch: '**/*.test.ts',
      testIgnore: ['linux-desktop/**', 'fleet/**', 'debian-live/**'],
      use: { driver: 'embedded' },
    },
  ],
});
