/** What a Parallels machine is made of. */
import type { Deadline } from '../../base/deadline.ts';
import type { CloneOptions, Host, Machine } from '../driver.ts';
import type { TransportChoice } from './choose-transport.ts';
import type { GuestLogin } from './options.ts';
import type { ParallelsPlan } from './plan.ts';
import type { MachinePower } from './power.ts';
import type { SerialLines } from './serial-lines.ts';

export interface MachineParts {
  readonly host: Host;
  readonly power: MachinePower;
  /** Undefined where the machine was not made from a definition. */
  readonly plan: ParallelsPlan | undefined;
  readonly borrowed: boolean;
  readonly serials: SerialLines;
  readonly local: boolean;
  readonly guest: GuestLogin | undefined;
  readonly transport: TransportChoice;
  readonly clone: (options: CloneOptions, deadline: Deadline) => Promise<Machine>;
  /** Ends the machine on the service by `ending`, then what it is made of here. */
  readonly leave: (ending: (deadline: Deadline) => Promise<void>) => Promise<void>;
  /** The same by what becomes of it when it is disposed: one of ours is deleted, another let go. */
  readonly onDispose: () => Promise<void>;
}
