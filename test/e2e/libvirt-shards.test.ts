/** Forty tests of examples/fleet on two hosts that are reached over a wire, in two shards, and the one report of both. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { domainsOf, type Fleet, startFleet } from '../support/libvirt/fleet.ts';
import type { InnerTest } from './support/inner-project.ts';
import { runPlaywright } from './support/inner-project.ts';
import { ROOT } from './support/live-command.ts';
import { missingIn, readBlobs } from './support/merged-report.ts';
import { type ProcessResult, runProgram } from './support/run-process.ts';

const TESTS = 40;
/** A minute on an idle computer; several on a busy one, ms. */
const TIMEOUT = 600_000;

test('two shards run forty tests once each on two hosts, and one report has them all with their traces', async () => {
  test.setTimeout(TIMEOUT);
  await using fleet = await startFleet(['tls', 'tcp']);
  const hosts = fleet.hosts.map(({ uri }) => uri);
  const [shards, wall] = await timed(() =>
    Promise.all([1, 2].map((number) => runShard(fleet, `${number}/2`, hosts))),
  );
  for (const { stdout, stderr, exitCode } of shards) expect(exitCode, stdout + stderr).toBe(0);

  const merger = await copyProject('report');
  await mkdir(join(merger, 'blobs'));
  for (const [index, { folder }] of shards.entries()) {
    const blob = `report-${index + 1}.zip`;
    await cp(join(folder, 'blob-report', blob), join(merger, 'blobs', blob));
  }
  const args = ['playwright', 'merge-reports', '--config=playwright.config.ts', '--reporter=html', 'blobs'];
  const env = { PLAYWRIGHT_HTML_OUTPUT_DIR: join(merger, 'html'), PLAYWRIGHT_HTML_OPEN: 'never' };
  expect(await runProgram('npx', args, { cwd: merger, env })).toMatchObject({ exitCode: 0 });
  const { tests } = await readBlobs('blobs', { cwd: merger });

  expect(new Set(tests.map(({ title }) => title)).size).toBe(TESTS);
  expect(tests.map(({ status }) => status)).toEqual(Array.from({ length: TESTS }, () => 'passed'));
  for (const each of tests) {
    expect(each.attachments.map(({ name }) => name)).toContain('trace');
    expect(await missingIn(join(merger, 'html'), each), each.title).toEqual([]);
  }
  const split = Object.fromEntries(hosts.map((uri) => [uri, tests.filter((each) => hostOf(each) === uri)]));
  const shares = Object.values(split).map(({ length }) => length);
  expect(shares).toEqual([TESTS / 2, TESTS / 2]); // a slot each, a host each
  for (const [uri, ran] of Object.entries(split)) {
    console.log(`${uri.replace(/\?.*/, '')}: ${ran.length} tests, ${secondsOf(ran)} s of them`);
  }
  const alone = secondsOf(tests);
  console.log(
    `two hosts: ${Math.round(wall / 1000)} s from start to end; one test after the other: ${alone} s`,
  );
  for (const host of fleet.hosts) expect(await domainsOf(host)).toBe('');
});

interface Shard extends ProcessResult {
  readonly folder: string;
}

/** One worker, which takes one of the slots. */
async function runShard(fleet: Fleet, shard: string, hosts: readonly string[]): Promise<Shard> {
  const folder = await copyProject(`shard-${shard[0]}`);
  const args = [`--shard=${shard}`, '--workers=1'];
  const env = { HOSTS: hosts.join(' '), CI: '1' };
  return { folder, ...(await runPlaywright(folder, args, env, { within: fleet.within })) };
}

/** Each shard has a checkout of its own, as on a computer of its own. */
async function copyProject(name: string): Promise<string> {
  const folder = test.info().outputPath(name);
  await cp(join(ROOT, 'examples', 'fleet'), folder, { recursive: true });
  return folder;
}

function hostOf({ annotations }: InnerTest): string | undefined {
  return annotations.find(({ type }) => type === 'host')?.description;
}

function secondsOf(tests: readonly InnerTest[]): number {
  return Math.round(tests.reduce((sum, { duration }) => sum + duration, 0) / 1000);
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const begun = performance.now();
  return [await work(), performance.now() - begun];
}
