/** Marks our machines as ours, as extra data of VirtualBox's. */
import { ownMarker } from '../owner-marker.ts';
import type { VboxObject } from './objects.ts';

/** Name of the extra data. */
export const MARKER = 'Guestwright/Owner';

/** Marks a machine that this process has made. */
export async function mark(machine: VboxObject<'IMachine'>): Promise<void> {
  const id = await machine.call('getId', {});
  const settingsFile = await machine.call('getSettingsFilePath', {});
  await machine.call('setExtraData', { key: MARKER, value: ownMarker({ id, settingsFile }) });
}
