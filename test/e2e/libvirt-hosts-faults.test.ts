/** Hosts and links that fail while tests run on them: one clear error each, and no test passes that did not run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { domainsOf, type Fleet, type FleetHost, startFleet } from '../support/libvirt/fleet.ts';
import { type InnerTest, readJsonReport, runPlaywright, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

const CONFIG = `
import { defineConfig } from '@playwright/test';
export default defineConfig({
  outputDir: 'results',
  reporter: [['json', { outputFile: 'report.json' }], ['line']],
  workers: 1,
  use: {
    driver: { name: 'libvirt', keepalive: { interval: 1, count: 3 } },
    hosts: [{ uri: process.env.HOST, slots: 1 }],
  },
});
`;

/** Each tells when its guest runs, waits for what the first of them never sees, and notes that it came to its end. */
const TESTS = `${DEMO}
import { appendFileSync } from 'node:fs';
test.describe.configure({ mode: 'default' });
for (const number of [1, 2, 3]) {
  test(\`test \${number}\`, async ({ guest }) => {
    await guest.power.on();
    await expect(guest).toShow('boot-menu');
    console.log(\`running \${number}\`);
    if (number === 1) await expect(guest).toShow('desktop', { timeout: '5m' });
    appendFileSync('ended.txt', \`test \${number}\\n\`);
  });
}
`;

/** What breaks while the first test waits, and what puts it right again. */
const FAULTS: Readonly<Record<string, (host: FleetHost) => Promise<unknown>>> = {
  'the daemon is killed and started again': async (host) => {
    await host.killDaemon();
    await host.startDaemon();
  },
  'the host loses its power and boots': (host) => host.reboot(),
  'the link is cut, and mended when the host has noticed': async (host) => {
    await host.cutLink();
    await expect.poll(() => domainsOf(host), { timeout: 60_000 }).not.toContain('running');
    await host.mendLink();
  },
};

for (const [name, strike] of Object.entries(FAULTS)) {
  test(`${name}: the test that ran fails, the others run, nothing is left`, async () => {
    test.slow();
    await using fleet = await startFleet(['tls']);
    const [host] = fleet.hosts as readonly [FleetHost];
    const { tests, ended } = await runBroken(fleet, host, () => strike(host));
    const [first, ...others] = tests;
    expect(first).toMatchObject({ title: 'test 1', status: 'failed' });
    expect(first?.errors[0]).toMatch(/the connection to qemu\+tls:\/\/10\.0\.1\.2|libvirt at qemu\+tls/);
    expect(others.map(({ status }) => status)).toEqual(['passed', 'passed']);
    expect(ended).toEqual(['test 2', 'test 3']);
    await expect.poll(() => domainsOf(host), { timeout: 60_000 }).toBe('');
  });
}

interface BrokenRun {
  readonly tests: readonly InnerTest[];
  /** Those that came to their end, by what they noted themselves. */
  readonly ended: readonly string[];
}

/** Runs the tests, and `strike` while the first guest runs. */
async function runBroken(fleet: Fleet, host: FleetHost, strike: () => Promise<unknown>): Promise<BrokenRun> {
  const folder = await writeProject({ 'playwright.config.ts': CONFIG, 'tests.test.ts': TESTS });
  let struck: Promise<unknown> | undefined;
  const onOutput = (stdout: string) => {
    if (stdout.includes('running 1')) struck ??= strike();
  };
  const env = { HOST: host.uri };
  await runPlaywright(folder, [], env, { within: fleet.within, onOutput });
  await struck;
  const ended = await readFile(join(folder, 'ended.txt'), 'utf8');
  return { tests: await readJsonReport(join(folder, 'report.json')), ended: ended.trim().split('\n') };
}
