/** What drivers can always do, by name; asking for more is an error that names driver and capability. */
import { GuestwrightError } from '../base/errors.ts';

/** Each capability and what it promises. README's driver table is printed from these names. */
export const CAPABILITIES = {
  define: 'creates machines from a definition',
  attach: 'takes over machines that exist already',
  reset: 'resets like the reset button',
  shutdown: 'presses the ACPI power button',
  pause: 'pauses and resumes',
  suspend: 'suspends to a file and resumes from it',
  'snapshots.live': 'takes and restores snapshots of a running machine',
  'snapshots.off': 'takes and restores snapshots of a stopped machine',
  'snapshots.files': 'writes snapshots to files that another process or machine can start from',
  'media.running': 'changes media of a running machine',
  floppy: 'has a floppy drive',
  optical: 'has an optical drive',
  disks: 'has hard disks',
  bootOrder: 'sets the boot order',
  keys: 'sends physical keys',
  scancodes: 'sends raw scan codes of set 1',
  leds: 'reports keyboard LEDs',
  'pointer.relative': 'moves a relative pointer',
  'pointer.absolute': 'moves an absolute pointer (when the guest listens: state pointer.absolute)',
  wheel: 'turns the mouse wheel',
  clipboard: 'reads and writes the clipboard of a guest that shares it',
  serial: 'has serial ports',
  network: 'has a network reachable from the host by forwarded ports',
  lan: 'puts machines on a network of their own, without the host',
  agent: 'runs programs and copies files through a guest agent',
  uefi: 'boots UEFI firmware',
  kernel: 'boots a kernel directly',
  clock: 'pins the clock',
  'display.mode': 'pins the display mode',
  exact: 'captures exact pixels',
} as const;

export type Capability = keyof typeof CAPABILITIES;

/** The error for a capability that `driver` lacks. */
export function unsupported(driver: string, capability: Capability, remedy?: string): GuestwrightError {
  return new GuestwrightError(
    `driver '${driver}' lacks the capability '${capability}' (${CAPABILITIES[capability]})`,
    {
      code: 'unsupported',
      remedy:
        remedy ??
        'Use a driver that has it (see the table in README.md) or leave this step out on this driver.',
      details: { driver, capability },
    },
  );
}
