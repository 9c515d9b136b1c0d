/** Whose a guest on a shared host is: what its description says, for programs. */
import { hostname } from 'node:os';

export interface GuestNote {
  /** The process that made it, and its computer. */
  readonly host: string;
  readonly pid: number;
  /** Id of the slot that it runs in; undefined where hosts are not shared. */
  readonly slot?: string | undefined;
}

/** The description of a guest that this process makes in `slot`. */
export function guestNote(slot: string | undefined): string {
  const note: GuestNote = { host: hostname(), pid: process.pid, ...(slot !== undefined && { slot }) };
  return JSON.stringify({ guestwright: note });
}

/** Undefined for what is no guest of Guestwright's. */
export function readGuestNote(text: string): GuestNote | undefined {
  try {
    const { guestwright: note } = JSON.parse(text) as { guestwright?: Partial<GuestNote> };
    const isNote =
      typeof note?.host === 'string' &&
      Number.isSafeInteger(note.pid) &&
      (note.slot === undefined || typeof note.slot === 'string');
    return isNote ? (note as GuestNote) : undefined;
  } catch {
    return undefined;
  }
}
