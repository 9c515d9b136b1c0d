/** How the locks on a host are called. */

const SLOT = 'guestwright-slot-';

/** Of slot `index`, from 0. */
export function slotName(index: number): string {
  return `${SLOT}${index}`;
}

/** The slot's index; undefined for other names. */
export function slotIndex(name: string): number | undefined {
  const digits = name.startsWith(SLOT) ? name.slice(SLOT.length) : '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
