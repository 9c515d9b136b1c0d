/** The boot order as SeaBIOS finds it in CMOS. */
import type { BootOrder } from './protocol.ts';
import type { V86Rtc } from './v86-internals.ts';

const CODES = { floppy: 1, disk: 2, optical: 3 } as const;
/** First and second device: low and high nibble. */
const CMOS_FIRST_TWO = 0x3d;
/** Third device in the high nibble; bit 0: boot floppies without a signature too. */
const CMOS_THIRD = 0x38;
const WITHOUT_SIGNATURE = 1;

/** The number that v86's option `boot_order` takes: one nibble a device, the first one lowest. */
export function bootOrderNumber(order: BootOrder): number {
  return order.reduce((number, device, i) => number | (CODES[device] << (4 * i)), 0);
}

/** Holds from the next reset on. */
export function writeBootOrder(rtc: V86Rtc, order: BootOrder): void {
  const number = bootOrderNumber(order);
  rtc.cmos_write(CMOS_FIRST_TWO, number & 0xff);
  rtc.cmos_write(CMOS_THIRD, WITHOUT_SIGNATURE | ((number >> 4) & 0xf0));
}
