/** What a VNC server says nothing of: each call is refused with the capability's name. */
import { type Capability, unsupported } from '../capabilities.ts';
import type { GuestAgent, Machine, MachineMedia, MachineSnapshots } from '../driver.ts';

export const DRIVER_NAME = 'vnc';

export function lacks(capability: Capability): never {
  throw unsupported(DRIVER_NAME, capability, REMEDIES[capability]);
}

/** A method that rejects. */
export function refusing(capability: Capability): () => Promise<never> {
  return async () => lacks(capability);
}

const REMEDIES: Partial<Record<Capability, string>> = {
  define: "A VNC server shows one machine that exists: take it by `machine: { attach: 'NAME' }`.",
  agent: 'Run commands on the screen instead.',
};

const [snapshot, medium, agent] = (['snapshots.live', 'media.running', 'agent'] as const).map(refusing) as [
  () => Promise<never>,
  () => Promise<never>,
  () => Promise<never>,
];

/** The parts of every machine behind VNC. */
export const LACKING: Pick<Machine, 'snapshots' | 'media' | 'agent'> = {
  snapshots: {
    take: snapshot,
    restore: snapshot,
    remove: snapshot,
    list: snapshot,
    export: snapshot,
  } satisfies MachineSnapshots,
  media: { insert: medium, eject: medium } satisfies MachineMedia,
  agent: { exec: agent, copyIn: agent, copyOut: agent } satisfies GuestAgent,
};
