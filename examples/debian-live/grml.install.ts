/** Debian by grml-debootstrap's dialogs, with keys alone: from power-on to a command on the installed system. */
import { type Step, script, secret, serial, text, when } from 'guestwright/script';
import { logIn } from './installed-system.ts';
import { screens as folder, liveMachine } from './machine.ts';

export const machine = liveMachine();
export const screens = folder;

/** Booting the medium under plain emulation on a busy machine. */
const BOOT_TIMEOUT = '15m';
/** Packages are fetched from the mirror and unpacked by an emulated processor. */
const INSTALL_TIMEOUT = '90m';
/** The network is up before a dialog can be answered; the installer only offers partitions that exist. */
const PREPARE = 'ifup eth0; parted -s /dev/vda mklabel msdos mkpart primary ext4 1MiB 100% set 1 boot on';
/** What is printed at the end is not in the typed line. */
const INSTALL = `clear; ${PREPARE} && grml-debootstrap; echo "ended with $?"`;

/** The first pages: from the boot menu to the choice of a release. */
export const firstPages: readonly Step[] = [
  when('boot-menu').press('ArrowDown').press('Enter'),
  when(text(/^root@debian:~#$/m), { name: 'console', timeout: BOOT_TIMEOUT }).type(`${INSTALL}\n`),
  when(text('Welcome to the interactive'), { name: 'welcome', timeout: '5m' }).press('Enter'),
];

/** The tools' own words, most telling first. */
export const failures = [
  text(/Could not stat device \/dev\/vda/), // no disk
  text(/No space left on device/), // it is too small
  text(/Temporary failure resolving|Could not (?:resolve|connect)|Unable to connect|Cannot initiate/), // no mirror
  text(/^ended with [1-9]\d*$/m),
  serial('Kernel panic - not syncing'),
];

export const install = script(
  'Debian by grml-debootstrap',
  [
    ...firstPages,
    when(text('Please enter the Debian release'), { name: 'release' }).press('Enter'),
    when(text('configure Software RAID?'), { name: 'software RAID' }).press('Enter'),
    when(text('Please select the target partition'), { name: 'partition' }).press('Enter'),
    when(text('Where do you want to install the bootmanager'), { name: 'boot loader' }).press('Enter'),
    // The field begins with a name, and dialog's fields append.
    when(text('Please enter the hostname'), { name: 'hostname' }).press('Control+u').type('keys-alone\n'),
    when(text('password for the root account:'), { name: 'password' }).type([secret('ROOT_PASSWORD'), '\n']),
    when(text('password for the root account again'), { name: 'password again' }).type([
      secret('ROOT_PASSWORD'),
      '\n',
    ]),
    when(text('Where do you want to install from?'), { name: 'source' }).press('Enter'),
    when(text('Please enter Debian mirror'), { name: 'mirror' }).press('Enter'),
    when(text('Is this ok for you?'), { name: 'summary' }).press('Enter'),
    when(text(/^ended with 0$/m), { name: 'installed', timeout: INSTALL_TIMEOUT }).type('reboot\n'),
    ...logIn({ user: 'root', password: secret('ROOT_PASSWORD') }),
  ],
  { failOn: failures },
);
