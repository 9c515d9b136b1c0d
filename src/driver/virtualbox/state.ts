/** VirtualBox's states of a machine in ours. */
import type { MachineState } from '../driver.ts';
import type { Result } from '../soap/schema.ts';
import type { Api } from './web-session.ts';

export type VboxState = Result<Api, 'IMachine_getState'>;

const STATES: Readonly<Partial<Record<VboxState, MachineState>>> = {
  PoweredOff: 'off',
  Aborted: 'off',
  Teleported: 'off',
  Saved: 'suspended',
  AbortedSaved: 'suspended',
  Running: 'running',
  Paused: 'paused',
  Stuck: 'blocked',
  Starting: 'starting',
  Restoring: 'starting',
  Stopping: 'stopping',
  Saving: 'stopping',
  LiveSnapshotting: 'busy',
  OnlineSnapshotting: 'busy',
  Snapshotting: 'busy',
  RestoringSnapshot: 'busy',
  DeletingSnapshot: 'busy',
  DeletingSnapshotOnline: 'busy',
  DeletingSnapshotPaused: 'busy',
  SettingUp: 'busy',
  Teleporting: 'busy',
  TeleportingIn: 'busy',
  TeleportingPausedVM: 'busy',
};

/** 'unknown' for what a newer server may add. */
export function machineState(state: VboxState): MachineState {
  return STATES[state] ?? 'unknown';
}

/** Whether a process runs the machine. */
export function isOn(state: VboxState): boolean {
  return !['off', 'suspended'].includes(machineState(state));
}
