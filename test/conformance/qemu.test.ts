/** The conformance suite on the qemu driver. */
import { registerConformance } from './suite.ts';

await registerConformance('qemu');
