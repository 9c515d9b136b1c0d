/** The conformance suite on the virtualbox driver, over a real VirtualBox. */
import { test } from 'guestwright';
import { VIRTUALBOX_TESTBED } from '../support/virtualbox/testbed.ts';
import { registerConformance } from './suite.ts';

test.use({ driver: VIRTUALBOX_TESTBED });

await registerConformance('virtualbox');
