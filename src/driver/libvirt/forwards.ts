/** Ports of a guest's user network: libvirt 9.0 has no words for them, so QEMU is told itself. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { parseForwards } from '../qemu/forwards.ts';
import type { QmpMonitor } from '../qmp/monitor.ts';
import type { LibvirtPlan } from './plan.ts';

/** libvirt's names of the first network and its card. */
const NETDEV = 'hostnet0';
export const NIC = 'net0';

/** Adds what the plan asks for to a guest that has just started; gives port of the guest to port of the host. */
export async function forwardPorts(
  monitor: QmpMonitor,
  network: LibvirtPlan['network'],
  deadline: Deadline,
): Promise<ReadonlyMap<number, number>> {
  if (network?.kind !== 'user' || network.forwards.length === 0) return new Map();
  for (const { guest, host = 0 } of network.forwards) {
    const rule = `tcp:127.0.0.1:${host}-:${guest}`;
    const complaint = await monitor.human(`hostfwd_add ${NETDEV} ${rule}`, deadline.options);
    if (complaint === '') continue;
    throw new GuestwrightError(`QEMU cannot forward port ${guest} of the guest: ${complaint}`, {
      code: 'start-failed',
      remedy: host === 0 ? 'See its words above.' : `See that port ${host} of the host is free.`,
    });
  }
  return parseForwards(await monitor.human('info usernet', deadline.options));
}
