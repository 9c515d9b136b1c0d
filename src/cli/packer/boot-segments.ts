/** A boot command cut where it waits: what is typed in between belongs to one screen. */
import type { BootPart } from '../../input/boot-command/parts.ts';

export interface BootSegment {
  /** Milliseconds that Packer waits before it. */
  readonly waited: number;
  readonly parts: readonly BootPart[];
}

/** Waits that follow each other are one; none is cut while a key is held. `bootWait` ms pass before the first. */
export function segmentsOf(parts: readonly BootPart[], bootWait: number): readonly BootSegment[] {
  const segments: { waited: number; parts: BootPart[] }[] = [{ waited: bootWait, parts: [] }];
  let held = 0;
  for (const part of parts) {
    const current = segments.at(-1) as (typeof segments)[number];
    if (part.kind === 'wait' && held === 0) {
      if (current.parts.length === 0) current.waited += part.milliseconds;
      else segments.push({ waited: part.milliseconds, parts: [] });
      continue;
    }
    if (part.kind === 'key' || part.kind === 'character')
      held += part.action === 'down' ? 1 : part.action === 'up' ? -1 : 0;
    current.parts.push(part);
  }
  return segments;
}
