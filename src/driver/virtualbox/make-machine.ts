/** Makes a machine of ours: its name, its files on this computer, its ports, and what it is on the server. */
import type { Deadline } from '../../base/deadline.ts';
import { privateFolder } from '../../base/temporary.ts';
import { SerialPorts } from '../serial-ports.ts';
import { type CreatedMachine, deleteMachine } from './define.ts';
import { readDisplays, refuseTaken } from './find-machine.ts';
import type { VirtualBoxHost } from './host.ts';
import type { VirtualBoxMachine } from './machine.ts';
import type { VirtualBoxPlan } from './plan.ts';
import { MachinePower } from './power.ts';

/** Where a new machine goes. */
export interface NewPlace {
  readonly name: string;
  /** Of its settings and disks, on the server; undefined: VirtualBox's own folder for machines. */
  readonly folder: string | undefined;
  /** Whether the server's files are this computer's. */
  readonly local: boolean;
  /** Sockets of its serial ports. */
  readonly serialPaths: readonly string[];
}

/** Tells machines without a name apart. */
let made = 0;

/** What `create` made on the server, and what is held for it here. */
type Made = CreatedMachine & { readonly held?: AsyncDisposable };

/** `create` makes it on the server. Nothing stays behind if it fails. */
export async function makeMachine(
  host: VirtualBoxHost,
  { name: wanted, plan }: { readonly name: string | undefined; readonly plan: VirtualBoxPlan | undefined },
  deadline: Deadline,
  create: (place: NewPlace) => Promise<Made>,
): Promise<VirtualBoxMachine> {
  const { web, watch, facts } = host;
  await watch.start(deadline.options);
  const name = wanted ?? `guestwright-${process.pid}-${Date.now().toString(36)}-${++made}`;
  await web.renewed(() => refuseTaken(web, name, deadline), deadline.options);
  const { local } = facts;
  const files = local ? await privateFolder() : undefined;
  let serials: SerialPorts | undefined;
  try {
    serials = await SerialPorts.open(name, local ? (plan?.serialPorts ?? 0) : 0);
    const { id, folder, held } = await create({
      name,
      folder: files?.path,
      local,
      serialPaths: serials.paths,
    });
    const power = new MachinePower({ name, id, web });
    return host.adopt({
      power,
      plan,
      borrowed: false,
      serials,
      displays: plan?.displays ?? (await readDisplays(web, id, deadline)),
      facts: { id, folder },
      end: async (until) => {
        await power.end(until);
        await deleteMachine(web, id, folder, until);
      },
      held: [held, files].filter((resource) => resource !== undefined),
    });
  } catch (error) {
    await serials?.[Symbol.asyncDispose]();
    await files?.[Symbol.asyncDispose]();
    throw error;
  }
}
