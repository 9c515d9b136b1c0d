/** The engines that come with Guestwright. Others register themselves with `registerEngine`. */
import { exactEngine } from './exact.ts';
import { fuzzyEngine } from './fuzzy.ts';
import { registerEngine } from './registry.ts';

registerEngine(fuzzyEngine);
registerEngine(exactEngine);
