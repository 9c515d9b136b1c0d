/** `test` for real software: its machine comes from a testbed, its screens from the folder beside the tests. */
import { mkdir, rm } from 'node:fs/promises';
import { test as base } from 'guestwright';
import type { Testbed } from './media/testbed.ts';

export interface RealOptions {
  testbed: Testbed;
}

/** Real software under plain emulation on a busy machine: several times what was seen on an idle one. */
const PATIENT = '6m';

export const test = base.extend<RealOptions>({
  testbed: [{ machine: async () => ({}) }, { option: true }],
  screens: './test/real/screens',
  guestTimeouts: { shown: PATIENT, step: PATIENT, call: '2m' },

  machine: async ({ testbed }, use, testInfo) => {
    const folder = testInfo.outputPath('media');
    await mkdir(folder, { recursive: true });
    try {
      await use(await testbed.machine(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

export { expect } from 'guestwright';
