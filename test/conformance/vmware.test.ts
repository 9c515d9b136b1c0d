/** The conformance suite on the vmware driver, through the VIX double with QEMU behind it. */
import { PHYSICAL_KEYS, qcode, test } from 'guestwright';
import { VMWARE_DOUBLE } from '../support/vmware/testbed.ts';
import { registerConformance } from './suite.ts';

test.use({ driver: VMWARE_DOUBLE });

// What QEMU's VNC server has beside VMware's.
await registerConformance('vmware', {
  also: ['leds'],
  withoutKeys: PHYSICAL_KEYS.filter((key) => qcode(key) === undefined),
});
