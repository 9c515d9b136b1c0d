/** `npm run fuzz -- --seconds N [--seed N] [--replay FILE]`: hostile VNC servers against the RFB client's parser. */
import path from 'node:path';
import { superviseFuzzer } from '../test/fuzz/supervise.mjs';
import { ensureBuilt, ensureDependencies } from './lib/run.mjs';

ensureDependencies();
ensureBuilt();
const args = process.argv
  .slice(2)
  .map((arg, index, all) => (all[index - 1] === '--replay' ? path.resolve(arg) : arg));
process.exit(await superviseFuzzer(args));
