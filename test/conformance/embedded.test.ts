/** The conformance suite on the embedded driver. */
import { registerConformance } from './suite.ts';

await registerConformance('embedded');
