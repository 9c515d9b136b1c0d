/**
 * Forty small tests that a fleet shares: `npx playwright test --shard=1/2` beside `--shard=2/2`. Guests run on the libvirt
 * hosts of HOSTS, separated by blanks, such as 'qemu+tls://one.example/system', SLOTS of them at a time on each; without
 * HOSTS in the embedded emulator. `plainTcp` is for networks of your own.
 */
import { defineConfig } from '@playwright/test';
import { demoMachine, demoScreens, type GuestwrightOptions } from 'guestwright';

const { HOSTS = '', SLOTS = '1', CI } = process.env;
const hosts = HOSTS.split(' ')
  .filter((uri) => uri !== '')
  .map((uri) => ({ uri, slots: Number(SLOTS) }));

export default defineConfig<GuestwrightOptions>({
  testDir: 'tests',
  fullyParallel: true, // shards are cut between tests, not between files
  workers: Math.max(1, hosts.length) * Number(SLOTS),
  timeout: 120_000, // of what a test itself takes; waits for its guest come on top
  forbidOnly: !!CI,
  outputDir: 'test-results',
  reporter: CI ? [['list'], ['blob', { outputDir: 'blob-report' }]] : 'list',
  use: {
    ...(hosts.length > 0 ? { driver: { name: 'libvirt', plainTcp: true }, hosts } : { driver: 'embedded' }),
    machine: demoMachine,
    screens: demoScreens,
    guestTrace: 'on',
  },
});
