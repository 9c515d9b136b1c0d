/** How the locks on a host are called. */

const SLOT = 'guestwright-slot-';
const IMAGE = 'guestwright-image-';

/** Of slot `index`, from 0. */
export function slotName(index: number): string {
  return `${SLOT}${index}`;
}

/** The slot's index; undefined for other names. */
export function slotIndex(name: string): number | undefined {
  const digits = name.startsWith(SLOT) ? name.slice(SLOT.length) : '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** Of the right to upload the image whose content has this hash. */
export function imageLockName(hash: string): string {
  return `${IMAGE}${hash}`;
}

/** Whether it is a lock's: no machine. */
export function isLockName(name: string): boolean {
  return name.startsWith(SLOT) || name.startsWith(IMAGE);
}
