/** The guest agent that the embedded emulator does not have. */
import { unsupported } from '../capabilities.ts';
import type { GuestAgent } from '../driver.ts';
import { DRIVER_NAME } from './plan.ts';

const refuse = async (): Promise<never> => {
  throw unsupported(DRIVER_NAME, 'agent', 'Run commands over the serial port or the screen instead.');
};

export const NO_AGENT: GuestAgent = { exec: refuse, copyIn: refuse, copyOut: refuse };
