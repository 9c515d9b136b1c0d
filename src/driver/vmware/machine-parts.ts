/** What a VMware machine is made of. */
import type { Deadline } from '../../base/deadline.ts';
import type { CloneOptions, Host, Machine } from '../driver.ts';
import type { SerialPorts } from '../serial-ports.ts';
import type { GuestLogin } from './agent.ts';
import type { MachineVnc } from './machine-vnc.ts';
import type { VmwarePlan } from './plan.ts';
import type { MachinePower } from './power.ts';

export interface MachineParts {
  readonly host: Host;
  readonly power: MachinePower;
  readonly vnc: MachineVnc;
  readonly serials: SerialPorts;
  /** Path of its settings on the host. */
  readonly vmx: string;
  /** Of a machine of ours. */
  readonly folder: string | undefined;
  readonly borrowed: boolean;
  /** Undefined where the machine was not made from a definition. */
  readonly plan: VmwarePlan | undefined;
  readonly guest: GuestLogin | undefined;
  readonly clone: (options: CloneOptions, deadline: Deadline) => Promise<Machine>;
  /** Ends the machine by `ending`, then what it is made of here. */
  readonly leave: (ending: (deadline: Deadline) => Promise<void>) => Promise<void>;
  /** The same by what becomes of it when it is disposed: one of ours is deleted, another let go. */
  readonly onDispose: () => Promise<void>;
  /** Takes it off the host's list. */
  readonly unregister: (deadline: Deadline) => Promise<void>;
}
