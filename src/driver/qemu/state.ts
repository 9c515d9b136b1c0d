/** QEMU's run states in the contract's words. Pure. */
import type { MachineState } from '../driver.ts';
import type { RunState } from '../qmp/messages.ts';

const STATES: Readonly<Record<RunState, MachineState>> = {
  running: 'running',
  paused: 'paused',
  debug: 'paused',
  prelaunch: 'starting',
  inmigrate: 'starting',
  postmigrate: 'paused',
  'finish-migrate': 'busy',
  'restore-vm': 'busy',
  'save-vm': 'busy',
  colo: 'busy',
  shutdown: 'off',
  // The guest sleeps (ACPI S3): it is not 'suspended', which means saved to a file.
  suspended: 'paused',
  'io-error': 'blocked',
  'guest-panicked': 'blocked',
  'internal-error': 'blocked',
  watchdog: 'blocked',
};

export function machineState(status: RunState): MachineState {
  return STATES[status] ?? 'unknown';
}
