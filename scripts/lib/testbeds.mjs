/** What each Playwright project needs from the system, and how it is had on Debian. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

/** The kernel and initrds of Debian's installer. */
const INSTALLER = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/linux';

/** What is made of GRUB, and of the installer's kernel with busybox. */
const GRUB_TESTS = 'grub\\.test|real/clock\\.test|real/services\\.test';
const LINUX_TESTS = 'small-linux\\.test|qemu-network\\.test|real/lan\\.test';

/** Where VirtualBox is unpacked, in the project's folder. */
const VIRTUALBOX = '.cache/virtualbox';
/** Where OpenSSH's server is unpacked. */
const SSHD = '.cache/sshd';
/** Prints where the live medium belongs, or makes it. */
const BUILD_MEDIUM = 'examples/debian-live/medium/build.sh';
/** Those who name a server of their own (GUESTWRIGHT_VIRTUALBOX_URL) go without the tests that end or change one. */
const OWN_VIRTUALBOX = process.env.GUESTWRIGHT_VIRTUALBOX_URL ? { tests: 'virtualbox-own-\\w+\\.test' } : {};

const ROOT = { need: 'root', met: () => process.getuid?.() === 0, remedy: 'run it as root' };

/**
 * Each project's needs: a program on the PATH or a file, and the Debian package that brings it or a script of ours that
 * makes it (`setUp`, run after the packages are there). Without one that has `tests`, only the tests whose file or title
 * matches are left out; without any other the project does not run.
 */
export const PROJECTS = {
  unit: [
    { need: 'nasm', debian: 'nasm', tests: 'guests/image\\.test' },
    { need: 'cc', debian: 'gcc', tests: 'driver/ffi/(?:\\w+[-\\w]*library|headers)\\.test' },
    {
      need: '/usr/include/stdio.h',
      debian: 'libc6-dev',
      tests: 'driver/ffi/(?:\\w+[-\\w]*library|headers)\\.test',
    },
    { need: 'xorriso', debian: 'xorriso', tests: 'services/iso\\.test' },
    { need: 'mformat', debian: 'mtools', tests: 'services/floppy\\.test' },
  ],
  embedded: [
    { need: '/usr/bin/chromium', debian: 'chromium', tests: 'runner-browser\\.test|trace-viewer\\.test' },
    { need: 'ffmpeg', debian: 'ffmpeg', tests: 'trace-video\\.test' },
  ],
  qemu: [
    { need: 'qemu-system-x86_64', debian: 'qemu-system-x86' },
    { need: 'qemu-img', debian: 'qemu-utils' },
    { need: '/usr/share/OVMF/OVMF_CODE_4M.fd', debian: 'ovmf', tests: 'ovmf\\.test|UEFI firmware' },
    { need: 'grub-mkrescue', debian: 'grub-common', tests: GRUB_TESTS },
    { need: '/usr/lib/grub/i386-pc/modinfo.sh', debian: 'grub-pc-bin', tests: GRUB_TESTS },
    { need: 'xorriso', debian: 'xorriso', tests: GRUB_TESTS },
    { need: 'mformat', debian: 'mtools', tests: GRUB_TESTS },
    { need: '/usr/lib/ipxe/qemu/pxe-e1000.rom', debian: 'ipxe-qemu', tests: 'real/services\\.test' },
    {
      need: INSTALLER,
      debian: 'debian-installer-12-netboot-amd64',
      tests: `debian-\\w+\\.test|${LINUX_TESTS}`,
    },
    { need: '/bin/busybox', debian: 'busybox-static', tests: LINUX_TESTS },
    { need: 'cpio', debian: 'cpio', tests: LINUX_TESTS },
    { need: '/usr/sbin/qemu-ga', debian: 'qemu-guest-agent', tests: 'small-linux\\.test|real/lan\\.test' },
  ],
  vnc: [
    { need: 'qemu-system-x86_64', debian: 'qemu-system-x86' },
    { need: 'qemu-img', debian: 'qemu-utils' },
    { need: 'nasm', debian: 'nasm', tests: 'vnc-pixels\\.test' },
    { need: 'openssl', debian: 'openssl', tests: 'vnc-security\\.test' },
    { need: 'Xvnc', debian: 'tigervnc-standalone-server' },
    { need: '/usr/share/doc/libpam-wrapper', debian: 'libpam-wrapper', tests: 'Xvnc with \\w*Plain' },
    { need: 'x11vnc', debian: 'x11vnc' },
    { need: 'Xvfb', debian: 'xvfb' },
    { need: 'openbox', debian: 'openbox' },
    { need: 'mousepad', debian: 'mousepad' },
    { need: 'setxkbmap', debian: 'x11-xkb-utils' },
    { need: 'xev', debian: 'x11-utils' },
    { need: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', debian: 'fonts-dejavu-core' },
  ],
  virtualbox: [
    { ...ROOT, ...OWN_VIRTUALBOX },
    { need: 'cc', debian: 'gcc', ...OWN_VIRTUALBOX },
    { need: '/usr/include/dlfcn.h', debian: 'libc6-dev', ...OWN_VIRTUALBOX },
    {
      need: path.join(root, VIRTUALBOX, '.complete'),
      setUp: ['testbeds/virtualbox/install.sh', VIRTUALBOX],
      ...OWN_VIRTUALBOX,
    },
    { need: 'openssl', debian: 'openssl', tests: 'virtualbox-own-tls\\.test' },
  ],
  ffi: [
    { need: 'qemu-system-x86_64', debian: 'qemu-system-x86' },
    { need: 'qemu-img', debian: 'qemu-utils' },
    { need: 'cc', debian: 'gcc' },
    { need: '/usr/include/dlfcn.h', debian: 'libc6-dev' },
  ],
  libvirt: [
    ROOT,
    { need: 'libvirtd', debian: 'libvirt-daemon' },
    { need: 'virsh', debian: 'libvirt-clients' },
    { need: 'qemu-system-x86_64', debian: 'qemu-system-x86' },
    { need: 'qemu-img', debian: 'qemu-utils' },
    { need: 'ip', debian: 'iproute2' },
    { need: 'openssl', debian: 'openssl' },
    { need: 'ssh', debian: 'openssh-client' },
    { need: path.join(root, SSHD, '.complete'), setUp: ['testbeds/libvirt/unpack-sshd.sh', SSHD] },
  ],
  recorder: [
    { need: '/usr/bin/chromium', debian: 'chromium' },
    { need: 'qemu-system-x86_64', debian: 'qemu-system-x86' },
    { need: 'qemu-img', debian: 'qemu-utils' },
    { need: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', debian: 'fonts-dejavu-core' },
    { need: 'firefox-esr', debian: 'firefox-esr', tests: 'recorder-firefox\\.test' },
  ],
  examples: [],
};
/** What the live medium of examples/debian-live and its machine need. */
export const LIVE_MEDIUM = [
  { need: 'root', met: () => process.getuid?.() === 0, remedy: 'run it as root' },
  { need: 'qemu-system-x86_64', debian: 'qemu-system-x86' },
  { need: 'qemu-img', debian: 'qemu-utils' },
  { need: '/usr/share/OVMF/OVMF_CODE_4M.fd', debian: 'ovmf' },
  { need: 'mmdebstrap', debian: 'mmdebstrap' },
  { need: 'mksquashfs', debian: 'squashfs-tools' },
  { need: 'rsync', debian: 'rsync' },
  { need: 'grub-mkrescue', debian: 'grub-common' },
  { need: '/usr/lib/grub/i386-pc/modinfo.sh', debian: 'grub-pc-bin' },
  { need: '/usr/lib/grub/x86_64-efi/modinfo.sh', debian: 'grub-efi-amd64-bin' },
  { need: 'xorriso', debian: 'xorriso' },
  { need: 'mformat', debian: 'mtools' },
  { need: 'the live medium', met: () => existsSync(liveMedium()), setUp: [BUILD_MEDIUM] },
];
/** Further needs of `npm run test:real` and `npm run bench`. */
export const REAL = [
  { need: '/usr/lib/memtest86+/memtest86+x64.iso', debian: 'memtest86+', tests: 'memtest\\.test' },
];
export const BENCHES = {
  matching: [
    { need: 'python3-cv2', debian: 'python3-opencv', python: 'cv2' },
    { need: 'tesseract', debian: 'tesseract-ocr' },
  ],
  memory: PROJECTS.qemu.slice(0, 2),
  demo: [],
  rfb: [],
  reaction: PROJECTS.qemu.slice(0, 2),
  trace: PROJECTS.qemu.slice(0, 2),
  scale: PROJECTS.libvirt,
  'key-to-change': PROJECTS.vnc,
  typing: PROJECTS.qemu.slice(0, 2),
  virtualbox: [...PROJECTS.virtualbox, ...PROJECTS.qemu.slice(0, 2)],
};

/** The path of the live medium: a hash of its sources is in its name. */
function liveMedium() {
  const { stdout } = spawnSync(path.join(root, BUILD_MEDIUM), ['--path'], { encoding: 'utf8' });
  return stdout?.trim() ?? '';
}

/** Those of `needs` that this computer lacks. */
export function missing(needs) {
  return needs.filter(({ need, python, met }) => {
    if (met) return !met();
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

/** Installs the Debian packages of `needs` and runs their scripts; returns what is missing still. */
export function install(needs) {
  const packages = packagesOf(needs);
  if (packages.length > 0) installPackages(packages);
  for (const { setUp } of needs) if (setUp) runSetUp(setUp);
  return missing(needs);
}

function installPackages(packages) {
  console.log(
    `Installing Debian packages for the testbeds: ${packages.join(' ')} (GUESTWRIGHT_SETUP=0 forbids)`,
  );
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' });
  const installAll = () => apt('install', '-y', '--no-install-recommends', ...packages);
  if (installAll().status === 0) return;
  apt('update'); // a fresh machine has no package lists, or old ones
  const second = installAll();
  if (second.status !== 0) console.error(`apt-get install failed:\n${second.stderr}`);
}

/** A script of the project's testbeds; says itself what went wrong. */
function runSetUp([script, ...args]) {
  console.log(`Setting up a testbed: ${script} ${args.join(' ')} (GUESTWRIGHT_SETUP=0 forbids)`);
  spawnSync(path.join(root, script), args, { cwd: root, stdio: 'inherit' });
}

/** The one command that gets `needs` on Debian. */
export function remedy(needs) {
  const packages = packagesOf(needs);
  return [
    ...(packages.length > 0 ? [`apt-get install --no-install-recommends ${packages.join(' ')}`] : []),
    ...needs.flatMap(({ setUp }) => (setUp ? [setUp.join(' ')] : [])),
    ...needs.flatMap((need) => need.remedy ?? []),
  ].join(' && ');
}

function packagesOf(needs) {
  return [...new Set(needs.flatMap(({ debian }) => debian ?? []))];
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
