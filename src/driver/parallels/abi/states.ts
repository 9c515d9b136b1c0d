/** Parallels' states of a machine in ours. */
import type { MachineState } from '../../driver.ts';

const STATES: Readonly<Record<number, readonly [detail: string, state: MachineState]>> = {
  805306369: ['stopped', 'off'],
  805306370: ['starting', 'starting'],
  805306371: ['restoring', 'starting'],
  805306372: ['running', 'running'],
  805306373: ['paused', 'paused'],
  805306374: ['suspending', 'stopping'],
  805306375: ['stopping', 'stopping'],
  805306376: ['compacting', 'busy'],
  805306377: ['suspended', 'suspended'],
  805306378: ['taking a snapshot', 'busy'],
  805306379: ['resetting', 'busy'],
  805306380: ['pausing', 'busy'],
  805306381: ['continuing', 'busy'],
  805306382: ['migrating', 'busy'],
  805306383: ['deleting a snapshot', 'busy'],
  805306384: ['resuming', 'starting'],
  805306385: ['suspending', 'stopping'],
  805306386: ['reconnecting', 'busy'],
  805306387: ['mounted', 'busy'],
};

export interface KnownState {
  readonly state: MachineState;
  /** Parallels' own word. */
  readonly detail: string;
}

/** 'unknown' for what a newer service may add. */
export function machineState(value: number): KnownState {
  const [detail, state] = STATES[value] ?? [`state ${value}`, 'unknown'];
  return { state, detail };
}

/** Whether a process runs the machine. */
export function isOn(state: MachineState): boolean {
  return !['off', 'suspended'].includes(state);
}
