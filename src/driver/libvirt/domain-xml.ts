/** From a plan and its files to libvirt's `<domain>`. Pure. */
import { type DomainFiles, diskControllers, diskElements, networkBoot } from './domain-disks.ts';
import type { LibvirtPlan } from './plan.ts';
import { element, textElement } from './xml.ts';

export interface DomainParts {
  readonly name: string;
  readonly uuid: string;
  /** What `guestwright hosts` tells of it. */
  readonly note: string;
  /** Who made it, as `owner-marker.ts` reads it. */
  readonly owner: string;
  /** 'kvm' where the host's works, else 'qemu', which emulates. */
  readonly type: 'kvm' | 'qemu';
  readonly files: DomainFiles;
  /** Paths on the host. */
  readonly kernel: { readonly image: string; readonly initrd: string | undefined } | undefined;
  /** Of a VNC server, where one is wanted. */
  readonly graphics: string | undefined;
}

/** Of our element in a domain's metadata. */
export const METADATA_NAMESPACE = 'https://guestwright.dev/libvirt/1';
const QEMU_NAMESPACE = 'http://libvirt.org/schemas/domain/qemu/1.0';
const AGENT_CHANNEL = 'org.qemu.guest_agent.0';
/** KiB; what a VGA card of QEMU's has for modes up to 2560x1600. */
const VIDEO_MEMORY = 16_384;
const MILLISECONDS = 1000;

export function domainXml(plan: LibvirtPlan, parts: DomainParts): string {
  return element(
    'domain',
    { type: parts.type, 'xmlns:qemu': plan.args.length > 0 ? QEMU_NAMESPACE : undefined },
    textElement('name', parts.name),
    textElement('uuid', parts.uuid),
    textElement('description', parts.note),
    element('metadata', {}, textElement('gw:owner', parts.owner, { 'xmlns:gw': METADATA_NAMESPACE })),
    textElement('memory', plan.memoryMiB, { unit: 'MiB' }),
    textElement('vcpu', plan.cpus),
    bootElement(plan, parts),
    featuresElement(plan),
    plan.cpu !== undefined && cpuElement(plan.cpu),
    clockElement(plan),
    textElement('on_poweroff', 'destroy'),
    textElement('on_reboot', 'restart'),
    textElement('on_crash', 'preserve'),
    element('devices', {}, ...devices(plan, parts)),
    plan.args.length > 0 &&
      element('qemu:commandline', {}, ...plan.args.map((value) => element('qemu:arg', { value }))),
  );
}

function bootElement(plan: LibvirtPlan, { kernel }: DomainParts): string {
  const architecture = /qemu-system-(\w+)$/.exec(plan.binary)?.[1] ?? 'x86_64';
  return element(
    'os',
    { firmware: plan.uefi ? 'efi' : undefined },
    textElement('type', 'hvm', { arch: architecture, machine: plan.machine }),
    plan.uefi && element('firmware', {}, element('feature', { enabled: 'no', name: 'secure-boot' })),
    kernel && textElement('kernel', kernel.image),
    kernel?.initrd !== undefined && textElement('initrd', kernel.initrd),
    plan.kernel?.commandLine !== undefined && textElement('cmdline', plan.kernel.commandLine),
  );
}

function featuresElement({ pointer }: LibvirtPlan): string {
  const vmport = element('vmport', { state: pointer === 'vmmouse' ? 'on' : 'off' });
  return element('features', {}, element('acpi'), element('apic'), vmport);
}

function cpuElement(model: string): string {
  const name = textElement('model', model, { fallback: 'allow' });
  return element('cpu', { mode: 'custom', match: 'exact', check: 'none' }, name);
}

/** A 'guest' clock counts the guest's own time: it stands while the machine is paused and goes back with a snapshot. */
function clockElement({ clock }: LibvirtPlan): string {
  if (clock === undefined || clock === 'host') return element('clock', { offset: 'utc' });
  const start = Math.floor(new Date(clock.start).getTime() / MILLISECONDS);
  const track = clock.follows === 'host' ? 'wall' : 'guest';
  return element('clock', { offset: 'absolute', start }, element('timer', { name: 'rtc', track }));
}

function devices(plan: LibvirtPlan, { files, graphics }: DomainParts): readonly string[] {
  return [
    ...(plan.binary.includes('/') ? [textElement('emulator', plan.binary)] : []),
    ...diskElements(plan, files),
    ...diskControllers(plan),
    ...pointerElements(plan),
    ...Array.from({ length: plan.serialPorts }, (_, port) =>
      element('serial', { type: 'pty' }, element('target', { type: 'isa-serial', port })),
    ),
    ...(plan.agent ? [agentElement()] : []),
    ...networkElements(plan),
    ...(graphics === undefined ? [] : [graphics]),
    displayElement(plan),
    element('memballoon', { model: 'none' }),
  ];
}

function pointerElements({ pointer }: LibvirtPlan): readonly string[] {
  if (pointer !== 'tablet') return [element('controller', { type: 'usb', model: 'none' })];
  return [
    element('controller', { type: 'usb', model: 'qemu-xhci' }),
    element('input', { type: 'tablet', bus: 'usb' }),
  ];
}

function agentElement(): string {
  return element('channel', { type: 'unix' }, element('target', { type: 'virtio', name: AGENT_CHANNEL }));
}

function networkElements(plan: LibvirtPlan): readonly string[] {
  if (!plan.network) return [];
  const order = networkBoot(plan);
  const model = element('model', { type: plan.network.model });
  return [element('interface', { type: 'user' }, model, order !== undefined && element('boot', { order }))];
}

/** A stock kernel follows the monitor's EDID. */
function displayElement({ display }: LibvirtPlan): string {
  const resolution = display && element('resolution', { x: display.width, y: display.height });
  return element('video', {}, element('model', { type: 'vga', vram: VIDEO_MEMORY }, resolution));
}
