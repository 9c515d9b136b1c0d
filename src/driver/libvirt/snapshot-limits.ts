/** What libvirt's internal snapshots cannot hold, told by name before anything is tried. Pure. */
import { GuestwrightError } from '../../base/errors.ts';
import { nodeAt, nodesAt, parseXml } from './xml.ts';

/** Error `unsupported` names what is in the way. `xml`: the domain as it is now. */
export function requireSnapshots(name: string, xml: string): void {
  const domain = parseXml(xml);
  const writable = nodesAt(domain, 'devices', 'disk').filter(
    (disk) => nodeAt(disk, 'source') !== undefined && nodeAt(disk, 'readonly') === undefined,
  );
  for (const disk of writable) {
    const format = nodeAt(disk, 'driver')?.attributes.type ?? 'raw';
    if (format === 'qcow2') continue;
    const device = disk.attributes.device ?? 'disk';
    const target = nodeAt(disk, 'target')?.attributes.dev ?? '';
    throw refused(
      name,
      `its ${device} ${target} is written as ${format}`,
      `libvirt keeps snapshots inside of qcow2 files: convert it, make it read-only, or take it out.`,
    );
  }
  if (writable.length === 0)
    throw refused(
      name,
      'it has no disk that is written',
      'libvirt keeps snapshots inside of disks: give it one.',
    );
  if (nodeAt(domain, 'os', 'loader')?.attributes.type === 'pflash')
    throw refused(
      name,
      'its UEFI variables are not kept',
      "libvirt's internal snapshots are for BIOS guests.",
    );
}

/** Error `unsupported` for a snapshot that lies in files of its own, which libvirt 9 cannot go back to. */
export function requireInternal(machine: string, name: string, xml: string): void {
  const snapshot = parseXml(xml);
  const external =
    nodeAt(snapshot, 'memory')?.attributes.snapshot === 'external' ||
    nodesAt(snapshot, 'disks', 'disk').some(({ attributes }) => attributes.snapshot === 'external');
  if (!external) return;
  const what = `machine '${machine}': snapshot '${name}' is an external one, to which libvirt cannot go back`;
  throw new GuestwrightError(what, {
    code: 'unsupported',
    remedy: 'Take it as an internal one: virsh snapshot-create without --disk-only and --memspec.',
  });
}

function refused(name: string, why: string, remedy: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}' cannot have a snapshot: ${why}`, {
    code: 'unsupported',
    remedy,
  });
}
