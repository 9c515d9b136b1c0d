/** Beginnings of inner test files. */

/** The bundled guest, off. Five lines, the first and the last ones empty. */
export const DEMO = `
import { demoMachine, demoScreens, expect, refine, test } from 'guestwright';
test.use({ machine: demoMachine, screens: demoScreens });
`;
