/** A script that passes at its first screen, on a machine whose disk holds what the test wrote. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, guestwright, writeFolder } from './command.ts';
import { runProgram } from './run-process.ts';

export const SEED = 'seed.raw';
export const SEED_SCRIPT = 'seeded.install.ts';

const CONTENT = `
import { demoMachine, demoScreens, script, when } from 'guestwright/script';
export const machine = { ...demoMachine, disks: [{ image: '${SEED}' }] };
export const screens = demoScreens;
export const install = script('seeded', [when('boot-menu')]);
`;

/** A folder with the script and the disk. */
export async function seededFolder(disk: Uint8Array): Promise<string> {
  const cwd = await writeFolder({ [SEED_SCRIPT]: CONTENT });
  await writeFile(join(cwd, SEED), disk);
  return cwd;
}

export interface FullDiskRun {
  readonly result: CommandResult;
  /** What the full file system holds afterwards. */
  readonly listing: string;
}

/**
 * Runs the script with `--output out/OUTPUT`, where `out` is a file system of 1 MiB that nobody else sees; the report
 * goes beside it, where there is space.
 */
export async function runOntoFullDisk(cwd: string, driver: string, output: string): Promise<FullDiskRun> {
  const listing = join(cwd, 'listing.txt');
  const script =
    'mkdir out && mount -t tmpfs -o size=1m tmpfs out && "$@"; code=$?; ls -A out >listing.txt; exit $code';
  const result = await guestwright(
    ['run', SEED_SCRIPT, '--driver', driver, '--output', `out/${output}`, '--report', 'report'],
    {
      cwd,
      wrapper: ['unshare', '--user', '--map-root-user', '--mount', '/bin/sh', '-c', script, 'sh'],
    },
  );
  return { result, listing: await readFile(listing, 'utf8') };
}

/** What `qemu-img` says. */
export async function qemuImg(cwd: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram('qemu-img', args, { cwd });
  if (exitCode !== 0) throw new Error(`qemu-img ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}
