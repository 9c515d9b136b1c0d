/** The conformance suite on the parallels driver, through the double of its library with real guests behind it. */
import { PHYSICAL_KEYS, qcode, test } from 'guestwright';
import { PARALLELS_DOUBLE } from '../support/parallels/testbed.ts';
import { registerConformance } from './suite.ts';

test.use({ driver: PARALLELS_DOUBLE });

await registerConformance('parallels', {
  // The guests behind the double run on QEMU, whose keyboard has not all keys.
  withoutKeys: PHYSICAL_KEYS.filter((key) => qcode(key) === undefined),
});
