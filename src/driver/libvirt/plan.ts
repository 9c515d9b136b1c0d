/** A definition with every default decided, as libvirt's QEMU guests have it. Pure. */
import { GuestwrightError } from '../../base/errors.ts';
import { unsupported } from '../capabilities.ts';
import type { MachineDefinition } from '../definition.ts';
import { type MachinePlan, planMachine } from '../qemu/plan.ts';

export interface LibvirtPlan extends Omit<MachinePlan, 'clock'> {
  readonly clock: MachineDefinition['clock'];
}

/** Decides what `definition` leaves open, as the qemu driver does. Errors: `invalid-argument`, `unsupported`. */
export function planDomain(definition: MachineDefinition): LibvirtPlan {
  const foreign = (['virtualbox', 'vmware', 'parallels'] as const).find((name) => definition[name]);
  if (foreign) throw refused(`machine.${foreign}`, `Leave it out, or use the driver '${foreign}'.`);
  if (definition.agent === 'isa-serial')
    throw refused(
      "machine.agent: 'isa-serial'",
      "libvirt reaches agents by virtio only: use agent: 'virtio'.",
    );
  if (typeof definition.network === 'object' && 'lan' in definition.network)
    throw unsupported('libvirt', 'lan', "Use network: 'user'; machines on a common LAN are not offered.");
  const plan = planMachine(definition);
  if (plan.board === 'other')
    throw refused(
      `machine.qemu.machine: '${plan.machine}'`,
      "Use 'pc' or 'q35'; other boards are not offered here.",
    );
  if (plan.network?.kind === 'user' && (plan.network.tftp ?? plan.network.bootFile) !== undefined)
    throw refused('a TFTP server', 'libvirt 9 has no words for it: boot from media, or use the driver qemu.');
  return { ...plan, clock: definition.clock };
}

function refused(what: string, remedy: string): GuestwrightError {
  return new GuestwrightError(`driver 'libvirt': ${what} cannot be had`, { code: 'unsupported', remedy });
}
