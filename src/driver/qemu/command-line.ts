/** From a plan and the files made for it to QEMU's arguments. Pure. */
import { blockNode, type ImageFile, type StorageParts, storageArguments } from './block-devices.ts';
import { bootable, bootIndices } from './boot-order.ts';
import { IDS } from './ids.ts';
import type { MachinePlan, NetworkPlan } from './plan.ts';

/** What was prepared for one power-on. */
export interface CommandLineParts extends StorageParts {
  readonly name: string;
  readonly accel: string;
  readonly firmware: { readonly code: ImageFile; readonly variables: ImageFile } | undefined;
  /** Inherited file descriptors. */
  readonly channels: {
    readonly qmp: number;
    readonly agent: number | undefined;
    readonly lan?: number | undefined;
    readonly serial: readonly number[];
  };
  /** The machine's place on a LAN. */
  readonly lan?: { readonly mac: string } | undefined;
  /** Waits for a saved memory image instead of booting. */
  readonly incoming: boolean;
}

/** All arguments after the binary's name. The machine waits for `cont`. */
export function commandLine(plan: MachinePlan, parts: CommandLineParts): string[] {
  return [
    ...['-name', `guestwright-${parts.name.replaceAll(',', ',,')}`],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-S'],
    ...['-machine', machineOption(plan), '-accel', parts.accel],
    ...(plan.cpu ? ['-cpu', plan.cpu] : []),
    ...['-m', String(plan.memoryMiB), '-smp', String(plan.cpus)],
    ...['-rtc', plan.clock],
    // Strict: a device that the order leaves out is not tried.
    ...['-boot', 'strict=on'],
    ...channels(plan, parts),
    ...display(plan),
    ...pointer(plan),
    ...firmware(parts),
    ...storageArguments(plan, parts),
    ...network(plan, parts),
    ...kernel(plan),
    ...(parts.incoming ? ['-incoming', 'defer'] : []),
    ...plan.args,
  ];
}

function machineOption(plan: MachinePlan): string {
  if (plan.board === 'other' || plan.machine.includes('vmport=')) return plan.machine;
  return `${plan.machine},vmport=${plan.pointer === 'vmmouse' ? 'on' : 'off'}`;
}

/** Sockets that we made and QEMU inherits: nothing listens, and no early byte is lost. */
function channels(plan: MachinePlan, { channels: { qmp, agent, serial } }: CommandLineParts): string[] {
  const socket = (id: string, descriptor: number) => ['-chardev', `socket,id=${id},fd=${descriptor}`];
  const args = [...socket('qmp', qmp), '-mon', 'chardev=qmp,mode=control'];
  for (const [index, descriptor] of serial.entries()) {
    args.push(...socket(`serial${index}`, descriptor), '-serial', `chardev:serial${index}`);
  }
  if (agent === undefined) return args;
  args.push(...socket('agent', agent));
  if (plan.agent === 'isa-serial') args.push('-device', 'isa-serial,chardev=agent');
  else
    args.push(
      '-device',
      'virtio-serial',
      '-device',
      'virtserialport,chardev=agent,name=org.qemu.guest_agent.0',
    );
  return args;
}

function display(plan: MachinePlan): string[] {
  const device = plan.board === 'other' ? 'virtio-gpu-pci' : 'VGA';
  // A stock kernel follows the monitor's EDID.
  const mode = plan.display ? `,edid=on,xres=${plan.display.width},yres=${plan.display.height}` : '';
  return ['-vga', 'none', '-device', `${device},id=display0${mode}`];
}

function pointer(plan: MachinePlan): string[] {
  if (plan.pointer !== 'tablet') return [];
  const keyboard = plan.board === 'other' ? ['-device', 'usb-kbd,bus=usb0.0'] : [];
  return ['-device', 'qemu-xhci,id=usb0', ...keyboard, '-device', 'usb-tablet,bus=usb0.0'];
}

function firmware({ firmware: images }: CommandLineParts): string[] {
  if (!images) return [];
  return [
    ...blockNode('code', images.code, { readOnly: true }),
    ...blockNode(IDS.variablesNode, images.variables, { private: true }),
    ...['-machine', `pflash0=code,pflash1=${IDS.variablesNode}`],
  ];
}

function network(plan: MachinePlan, parts: CommandLineParts): string[] {
  if (!plan.network) return ['-nic', 'none'];
  const index = bootIndices(plan.bootOrder, bootable(plan)).get(IDS.nic) ?? -1;
  const boot = index < 0 ? '' : `,bootindex=${index}`;
  // On a user network each machine is alone: QEMU's own address does.
  const mac = parts.lan ? `,mac=${parts.lan.mac}` : '';
  return [
    ...['-netdev', netdev(plan.network, parts)],
    ...['-device', `${plan.network.model},netdev=${IDS.netdev},id=${IDS.nic}${mac}${boot}`],
  ];
}

function netdev(plan: NetworkPlan, { channels }: CommandLineParts): string {
  if (plan.kind === 'lan') return `socket,id=${IDS.netdev},fd=${channels.lan}`;
  const forwards = plan.forwards.map(({ guest, host = 0 }) => `,hostfwd=tcp:127.0.0.1:${host}-:${guest}`);
  const tftp = plan.tftp === undefined ? '' : `,tftp=${plan.tftp.replaceAll(',', ',,')}`;
  const bootFile = plan.bootFile === undefined ? '' : `,bootfile=${plan.bootFile.replaceAll(',', ',,')}`;
  return `user,id=${IDS.netdev}${forwards.join('')}${tftp}${bootFile}`;
}

function kernel({ kernel: boot }: MachinePlan): string[] {
  if (!boot) return [];
  return [
    ...['-kernel', boot.image],
    ...(boot.initrd === undefined ? [] : ['-initrd', boot.initrd]),
    ...(boot.commandLine === undefined ? [] : ['-append', boot.commandLine]),
  ];
}
