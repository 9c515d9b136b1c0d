/** What a VirtualBox machine is made of. */
import type { Deadline } from '../../base/deadline.ts';
import type { CloneOptions, Host, Machine } from '../driver.ts';
import type { SerialPorts } from '../serial-ports.ts';
import type { GuestLogin } from './agent.ts';
import type { ApiVersion } from './api-version.ts';
import type { VirtualBoxPlan } from './plan.ts';
import type { MachinePower } from './power.ts';

export interface MachineFacts extends Readonly<Record<string, unknown>> {
  readonly id: string;
  /** Of its settings, on the server; of a machine of ours. */
  readonly folder?: string;
}

export interface MachineParts {
  readonly host: Host;
  readonly power: MachinePower;
  readonly version: ApiVersion;
  /** Undefined where the machine was not made from a definition. */
  readonly plan: VirtualBoxPlan | undefined;
  readonly borrowed: boolean;
  readonly serials: SerialPorts;
  readonly displays: number;
  readonly local: boolean;
  readonly guest: GuestLogin | undefined;
  readonly facts: MachineFacts;
  readonly clone: (options: CloneOptions, deadline: Deadline) => Promise<Machine>;
  /** Ends the machine on the server by `ending`, then what it is made of here. */
  readonly leave: (ending: (deadline: Deadline) => Promise<void>) => Promise<void>;
  /** The same by what becomes of it when it is disposed: one of ours is deleted, another let go. */
  readonly onDispose: () => Promise<void>;
}
