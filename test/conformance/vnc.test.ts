/** The conformance suite on the vnc driver, over QEMU's VNC server. */
import { PHYSICAL_KEYS, qcode, test } from 'guestwright';
import { VNC_ON_QEMU } from '../support/vnc/qemu-behind-vnc.ts';
import { registerConformance } from './suite.ts';

test.use({ driver: VNC_ON_QEMU });

await registerConformance('vnc', {
  also: ['leds'],
  withoutKeys: PHYSICAL_KEYS.filter((key) => qcode(key) === undefined),
});
