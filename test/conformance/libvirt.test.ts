/** The conformance suite on the libvirt driver, over a session daemon whose guests are emulated. */
import { PHYSICAL_KEYS, qcode, test } from 'guestwright';
import { LIBVIRT_TESTBED } from '../support/libvirt/driver.ts';
import { registerConformance } from './suite.ts';

test.use({ driver: LIBVIRT_TESTBED });

await registerConformance('libvirt', {
  withoutKeys: PHYSICAL_KEYS.filter((key) => qcode(key) === undefined),
});
