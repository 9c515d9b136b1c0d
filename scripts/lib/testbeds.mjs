/** What each Playwright project needs from the system, and how it is had on Debian. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The kernel and initrds of Debian's installer. */
const INSTALLER = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/linux';

/**
 * Each project's needs: a program on the PATH or a file, and the Debian package that brings it. Without one that has
 * `tests`, only the tests whose file or title matches are left out; without any other the project does not run.
 */
export const PROJECTS = {
  unit: [{ need: 'nasm', debian: 'nasm', tests: 'guests/image\\.test' }],
  embedded: [{ need: '/usr/bin/chromium', debian: 'chromium', tests: 'runner-browser\\.test' }],
  qemu: [
    { need: 'qemu-system-x86_64', debian: 'qemu-system-x86' },
    { need: 'qemu-img', debian: 'qemu-utils' },
    { need: '/usr/share/OVMF/OVMF_CODE_4M.fd', debian: 'ovmf', tests: 'ovmf\\.test|UEFI firmware' },
    { need: 'grub-mkrescue', debian: 'grub-common', tests: 'grub\\.test' },
    { need: '/usr/lib/grub/i386-pc/modinfo.sh', debian: 'grub-pc-bin', tests: 'grub\\.test' },
    { need: 'xorriso', debian: 'xorriso', tests: 'grub\\.test' },
    { need: 'mformat', debian: 'mtools', tests: 'grub\\.test' },
    {
      need: INSTALLER,
      debian: 'debian-installer-12-netboot-amd64',
      tests: 'debian-\\w+\\.test|small-linux\\.test|qemu-network\\.test',
    },
    { need: '/bin/busybox', debian: 'busybox-static', tests: 'small-linux\\.test|qemu-network\\.test' },
    { need: 'cpio', debian: 'cpio', tests: 'small-linux\\.test|qemu-network\\.test' },
    { need: '/usr/sbin/qemu-ga', debian: 'qemu-guest-agent', tests: 'small-linux\\.test' },
  ],
  examples: [],
};
/** Further needs of `npm run test:real` and `npm run bench`. */
export const REAL = [
  { need: '/usr/lib/memtest86+/memtest86+x64.iso', debian: 'memtest86+', tests: 'memtest\\.test' },
];
export const BENCH = [
  { need: 'python3-cv2', debian: 'python3-opencv', python: 'cv2' },
  ...PROJECTS.qemu.slice(0, 2),
];

/** Those of `needs` that this computer lacks. */
export function missing(needs) {
  return needs.filter(({ need, python }) => {
    if (python) return spawnSync('/usr/bin/python3', ['-c', `import ${python}`]).status !== 0;
    return path.isAbsolute(need) ? !existsSync(need) : !onPath(need);
  });
}

/** Whether we may install packages here: root on Debian, unless GUESTWRIGHT_SETUP=0. */
export function mayInstall() {
  if (process.env.GUESTWRIGHT_SETUP === '0' || process.getuid?.() !== 0 || !onPath('apt-get')) return false;
  return (
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}

/** Installs the Debian packages of `needs`; returns what is missing still. */
export function install(needs) {
  const packages = [...new Set(needs.map(({ debian }) => debian))];
  console.log(
    `Installing Debian packages for the testbeds: ${packages.join(' ')} (GUESTWRIGHT_SETUP=0 forbids)`,
  );
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' });
  const installPackages = () => apt('install', '-y', '--no-install-recommends', ...packages);
  const first = installPackages();
  if (first.status !== 0) {
    apt('update'); // a fresh machine has no package lists, or old ones
    const second = installPackages();
    if (second.status !== 0) console.error(`apt-get install failed:\n${second.stderr}`);
  }
  return missing(needs);
}

/** The one command that gets `needs` on Debian. */
export function remedy(needs) {
  return `apt-get install --no-install-recommends ${[...new Set(needs.map(({ debian }) => debian))].join(' ')}`;
}

function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
