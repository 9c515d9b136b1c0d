/** What libvirt's `<volume>` says of a volume's file. Pure. */
import { nodeAt, parseXml } from '../xml.ts';

export interface VolumeFacts {
  /** Bytes of the file, which for qcow2 are not those that a guest sees. */
  readonly size: number;
  /** When the file was changed last, by the host's clock, in ms since 1970. */
  readonly changedAt: number;
  /** Path of the file that it stands on. */
  readonly backing: string | undefined;
}

const MILLISECONDS = 1000;

export function volumeFacts(xml: string): VolumeFacts {
  const volume = parseXml(xml);
  const text = (...path: readonly string[]) => nodeAt(volume, ...path)?.text.trim();
  return {
    size: Number(text('physical') ?? text('capacity') ?? 0), // the host leaves out what would say the same twice
    changedAt: Number(text('target', 'timestamps', 'mtime') ?? 0) * MILLISECONDS,
    backing: text('backingStore', 'path'),
  };
}
