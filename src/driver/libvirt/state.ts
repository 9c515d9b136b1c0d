/** libvirt's states of domains in the contract's words. Pure. */
import type { MachineState } from '../driver.ts';
import { DOMAIN_STATE } from './library/constants.ts';

const STATES: Readonly<Record<number, readonly [MachineState, string]>> = {
  [DOMAIN_STATE.noState]: ['unknown', 'no state'],
  [DOMAIN_STATE.running]: ['running', 'running'],
  // Waits for a resource of the host's, which is how Xen calls a guest that is idle.
  [DOMAIN_STATE.blocked]: ['running', 'blocked'],
  [DOMAIN_STATE.paused]: ['paused', 'paused'],
  [DOMAIN_STATE.shuttingDown]: ['stopping', 'in shutdown'],
  [DOMAIN_STATE.off]: ['off', 'shut off'],
  [DOMAIN_STATE.crashed]: ['blocked', 'crashed'],
  [DOMAIN_STATE.sleeping]: ['paused', 'pmsuspended'],
};

/** virDomainPausedReason: an I/O error, and a guest that crashed. */
const IO_ERROR = 5;
const PAUSED_CRASHED = 10;

/** `state` and `reason` as libvirt counts them; the detail is its own word. */
export function machineState({ state, reason }: { readonly state: number; readonly reason: number }): {
  readonly state: MachineState;
  readonly detail: string;
} {
  if (state === DOMAIN_STATE.paused && reason === IO_ERROR)
    return { state: 'blocked', detail: 'paused: I/O error' };
  if (state === DOMAIN_STATE.paused && reason === PAUSED_CRASHED)
    return { state: 'blocked', detail: 'paused: crashed' };
  const [word, detail] = STATES[state] ?? ['unknown', `state ${state}`];
  return { state: word, detail };
}
