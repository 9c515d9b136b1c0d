/** A lock as libvirt's host keeps it: the smallest domain there can be, which never runs. */
import type { Holder } from '../../hosts/holder.ts';

/** Of memory: QEMU's process is larger by far (34 MiB here). */
const MEMORY_MIB = 1;

export interface LockDomain {
  readonly name: string;
  readonly uuid: string;
  /** libvirt's `type` of a domain: 'qemu' or 'kvm'. */
  readonly type: string;
  readonly holder: Holder;
}

/**
 * libvirt's `<domain>` of a lock. Its name is unique on the host, so that creating it takes the lock; created with
 * AUTODESTROY it ends with its owner's connection.
 */
export function lockDomainXml({ name, uuid, type, holder }: LockDomain): string {
  return [
    `<domain type='${type}'><name>${name}</name><uuid>${uuid}</uuid>`,
    `<title>taken by ${escaped(holder.owner)}</title><description>${escaped(noteOf(holder))}</description>`,
    `<memory unit='MiB'>${MEMORY_MIB}</memory><vcpu>1</vcpu><os><type>hvm</type></os>`,
    "<devices><controller type='usb' model='none'/><memballoon model='none'/></devices></domain>",
  ].join('');
}

/** The description of a lock's domain; `readHolder` reads it. */
export function noteOf(holder: Holder): string {
  return JSON.stringify(holder);
}

/** Which `type` a lock has on a host with these `<capabilities>`: emulated if that can be, as it never runs. */
export function lockType(capabilities: string): string | undefined {
  const types = [...capabilities.matchAll(/<domain type=['"](\w+)['"]/g)].map(([, type]) => type);
  return ['qemu', 'kvm'].find((type) => types.includes(type));
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>'"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
