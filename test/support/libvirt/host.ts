/** A libvirt host for tests: an unprivileged session daemon with a home of its own, gone with all its guests at the end. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TestbedShell } from '../testbed-shell.ts';

export const PROJECT = resolve(import.meta.dirname, '../../..');
const SCRIPT = join(PROJECT, 'testbeds', 'libvirt', 'host.sh');
/** Characters of the daemon's log that are kept. */
const KEPT_LOG = 2 ** 20;

export interface LibvirtHost extends AsyncDisposable {
  /** Reaches the daemon from this computer, whatever it listens on besides. */
  readonly uri: string;
  /** Its files: `home`, `run`, `libvirtd.conf`. */
  readonly folder: string;
  /** What the daemon wrote. */
  readonly log: string;
  /** Runs a shell command as root of the host, where `$DAEMON` is the daemon's process; resolves with its output. */
  run(command: string): Promise<string>;
  /** SIGKILL for the daemon; its guests stay. */
  killDaemon(): Promise<void>;
  /** After that, with the settings that it had. */
  startDaemon(): Promise<void>;
  /** A power cut and the start after it: daemon and guests gone, files there. */
  reboot(): Promise<void>;
}

export interface LibvirtHostOptions {
  /** Called with the new host's folder before its daemon starts; gives lines of libvirtd.conf. */
  readonly prepare?: (folder: string) => Promise<readonly string[]>;
  /** Starts host.sh by these words, and gives it these arguments: in another network. */
  readonly within?: { readonly command: readonly string[]; readonly args: readonly string[] };
}

export async function startLibvirtHost({
  prepare = async () => [],
  within = { command: [], args: [] },
}: LibvirtHostOptions = {}): Promise<LibvirtHost> {
  const folder = await mkdtemp(join(tmpdir(), 'lv-')); // short: sockets lie far below it
  const [command = SCRIPT, ...args] = [...within.command, SCRIPT, folder, ...within.args];
  const log = new TailLog();
  const shell = new TestbedShell(command, args, { log });
  const end = () => shell.end();
  try {
    await shell.run(':'); // from now on there is a host, with its cable
    const settings = await prepare(folder);
    await shell.run(`start_daemon ${settings.map(quoted).join(' ')}`);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    uri: `qemu:///session?socket=${join(folder, 'run', 'libvirt', 'libvirt-sock')}`,
    folder,
    get log() {
      return log.text;
    },
    run: (line) => shell.run(line),
    killDaemon: async () => void (await shell.run('end_daemon')),
    startDaemon: async () => void (await shell.run('start_daemon')),
    reboot: async () => void (await shell.run('reboot')),
    [Symbol.asyncDispose]: end,
  };
}

export class TailLog {
  text = '';

  add(text: string): void {
    this.text = (this.text + text).slice(-KEPT_LOG);
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
