/** Notices which lock lights the guest sets on its keyboard: v86 accepts the command and forgets it. */
import type { DesktopStates } from '../driver.ts';
import type { V86Cpu } from './v86-internals.ts';

export type Leds = NonNullable<DesktopStates['leds']>;

/** Data port of the keyboard controller. */
const KEYBOARD_DATA = 0x60;
/** Argument of the keyboard's command EDh. */
const SCROLL_LOCK = 1;
const NUM_LOCK = 2;
const CAPS_LOCK = 4;

export function watchLeds({ devices: { ps2 }, io }: V86Cpu, onLeds: (leds: Leds) => void): void {
  io.register_write(KEYBOARD_DATA, ps2, (value) => {
    if (ps2.next_read_led) {
      onLeds({
        capsLock: (value & CAPS_LOCK) !== 0,
        numLock: (value & NUM_LOCK) !== 0,
        scrollLock: (value & SCROLL_LOCK) !== 0,
      });
    }
    ps2.port60_write(value);
  });
}
