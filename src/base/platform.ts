/** What depends on the operating system: the only place that asks which one this is. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { GuestwrightError } from './errors.ts';

/** How QEMU names this computer's hardware virtualisation. */
export type HardwareAccelerator = 'kvm' | 'hvf' | 'whpx';

const LINUX_SHARED_MEMORY = '/dev/shm';
const KVM_DEVICE = '/dev/kvm';

/** Where short-lived pictures and sockets go: memory if there is a folder of it, else the temporary folder. */
export function volatileFolder(): string {
  return process.platform === 'linux' && mayAccess(LINUX_SHARED_MEMORY, constants.W_OK)
    ? LINUX_SHARED_MEMORY
    : tmpdir();
}

/** The accelerator that this computer may have, undefined if it surely has none that we may use. */
export function hardwareAccelerator(): HardwareAccelerator | undefined {
  if (process.platform === 'darwin') return 'hvf';
  if (process.platform === 'win32') return 'whpx';
  return mayAccess(KVM_DEVICE, constants.R_OK | constants.W_OK) ? 'kvm' : undefined;
}

/** This computer's architecture as in the names of QEMU's binaries. */
export function qemuArchitecture(): string {
  const names: Partial<Record<string, string>> = { x64: 'x86_64', ia32: 'i386', arm64: 'aarch64' };
  return names[arch()] ?? arch();
}

/** Throws where processes cannot be tied to ours by a POSIX shell. */
export function requirePosix(what: string): void {
  if (process.platform !== 'win32') return;
  throw new GuestwrightError(`${what} needs Linux or macOS, this is Windows`, {
    code: 'unsupported',
    remedy: 'Run it in WSL 2, or use the embedded driver.',
  });
}

/** Whether the system's loader can bind a library's own symbols first (RTLD_DEEPBIND). */
export function bindsDeep(): boolean {
  return process.platform === 'linux';
}

/** One of these, by the kind of system: Linux stands for every other one too. */
export function bySystem<T>(choices: { readonly linux: T; readonly macos: T; readonly windows: T }): T {
  if (process.platform === 'darwin') return choices.macos;
  return process.platform === 'win32' ? choices.windows : choices.linux;
}

/** Where a POSIX shell is, undefined on Windows. */
export function posixShell(): string | undefined {
  return process.platform === 'win32' ? undefined : '/bin/sh';
}

/** The one command that installs packages here; `names` by package manager. */
export function installCommand(names: { readonly apt: string; readonly brew: string }): string {
  return process.platform === 'darwin'
    ? `brew install ${names.brew}`
    : `apt-get install --no-install-recommends ${names.apt}`;
}

/** Full path of a program on the PATH (or of a path), undefined if there is none that we may run. */
export function findProgram(name: string): string | undefined {
  const candidates = name.includes('/')
    ? [name]
    : (process.env.PATH ?? '')
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, name));
  return candidates.find((path) => mayAccess(path, constants.X_OK) && statSync(path).isFile());
}

/** What opens an address in the person's browser; undefined without a desktop to open it on. */
export function openCommand(address: string): readonly [program: string, ...args: string[]] | undefined {
  if (process.platform === 'darwin') return ['open', address];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  const hasDesktop = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const opener = hasDesktop ? findProgram('xdg-open') : undefined;
  return opener === undefined ? undefined : [opener, address];
}

/** Folders in which distributions put firmware images for QEMU. */
export function firmwareFolders(): readonly string[] {
  return process.platform === 'darwin'
    ? ['/opt/homebrew/share/qemu', '/usr/local/share/qemu']
    : [
        '/usr/share/OVMF',
        '/usr/share/edk2/x64',
        '/usr/share/edk2/ovmf',
        '/usr/share/edk2-ovmf/x64',
        '/usr/share/qemu',
        '/usr/share/AAVMF',
        '/usr/share/edk2/aarch64',
      ];
}

/** A word that tells two processes of one id apart; undefined where the system does not offer it cheaply. */
export function processStartTime(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // Field 22 of stat; the second field, the name in parentheses, may contain anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[STARTTIME_FIELD];
  } catch {
    return undefined;
  }
}

/** Index of starttime (field 22 of proc(5)'s stat) behind the two fields that are cut off. */
const STARTTIME_FIELD = 22 - 3;

function mayAccess(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
