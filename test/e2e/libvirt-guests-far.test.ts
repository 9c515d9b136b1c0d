/** Guests on hosts that are reached over a wire: defined, watched and typed at by screenshots and by VNC, and nothing left. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { domainsOf, startFleet } from '../support/libvirt/fleet.ts';
import { readJsonReport, runPlaywright, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

const CONFIG = `
import { defineConfig } from '@playwright/test';
const { SSH, TLS } = process.env;
const libvirt = (uri, more) => ({ use: { driver: { name: 'libvirt', uri, ...more } } });
export default defineConfig({
  outputDir: 'results',
  reporter: [['json', { outputFile: 'report.json' }], ['line']],
  workers: 1,
  projects: [
    { name: 'screenshots over ssh', ...libvirt(SSH) },
    { name: 'VNC over ssh', ...libvirt(SSH, { frames: 'vnc' }) },
    { name: 'VNC beside TLS', ...libvirt(TLS, { frames: 'vnc', vncListen: new URL(TLS).hostname }) },
  ],
});
`;

const TESTS = `${DEMO}
test('a key', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.keyboard.press('Enter');
  await expect(guest).toShow('language');
});
`;

test('a guest boots, is seen and takes a key over ssh and TLS, by screenshots and by VNC', async () => {
  test.slow(); // two computers and three guests
  await using fleet = await startFleet(['ssh', 'tls']);
  const [ssh, tls] = fleet.hosts.map(({ uri }) => uri);
  const folder = await writeProject({ 'playwright.config.ts': CONFIG, 'tests.test.ts': TESTS });
  const { stdout } = await runPlaywright(folder, [], { SSH: ssh, TLS: tls }, { within: fleet.within });
  const tests = await readJsonReport(join(folder, 'report.json'));
  expect(
    tests.map(({ project, status }) => `${project}: ${status}`),
    stdout,
  ).toEqual(['screenshots over ssh: passed', 'VNC over ssh: passed', 'VNC beside TLS: passed']);
  for (const host of fleet.hosts) await expect.poll(() => domainsOf(host)).toBe('');
});
