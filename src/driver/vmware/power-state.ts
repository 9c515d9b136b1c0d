/** VIX's bits of a power state as one of our states. Bits that no header names are left out of account. */
import type { MachineState } from '../driver.ts';
import { POWER_STATES } from './vix/constants.ts';

/** The first that is set counts: what is going on comes before what is. */
const ORDER: readonly (readonly [bit: number, state: MachineState])[] = [
  [POWER_STATES.BLOCKED_ON_MSG, 'blocked'],
  [POWER_STATES.POWERING_OFF, 'stopping'],
  [POWER_STATES.SUSPENDING, 'stopping'],
  [POWER_STATES.POWERING_ON, 'starting'],
  [POWER_STATES.RESUMING, 'starting'],
  [POWER_STATES.RESETTING, 'busy'],
  [POWER_STATES.PAUSED, 'paused'],
  [POWER_STATES.SUSPENDED, 'suspended'],
  [POWER_STATES.POWERED_ON, 'running'],
  [POWER_STATES.POWERED_OFF, 'off'],
];

/** `detail`: VIX's names of the bits that are set. */
export function machineState(bits: number): { readonly state: MachineState; readonly detail: string } {
  const state = ORDER.find(([bit]) => (bits & bit) !== 0)?.[1] ?? 'unknown';
  const names = Object.entries(POWER_STATES).flatMap(([name, bit]) => ((bits & bit) === 0 ? [] : [name]));
  return { state, detail: names.join(' | ') || `0x${bits.toString(16)}` };
}

/** Whether a process of VMware's runs the machine. */
export function isOn(state: MachineState): boolean {
  return state !== 'off' && state !== 'suspended' && state !== 'unknown';
}

/** Whether VMware Tools run in the guest. */
export function toolsRun(bits: number): boolean {
  return (bits & POWER_STATES.TOOLS_RUNNING) !== 0;
}
