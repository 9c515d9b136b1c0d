/** `npm run typecheck`: everything, tests included; those import the built package, so it is built first if need be. */
import { bin, ensureBuilt, ensureDependencies, must } from './lib/run.mjs';

ensureDependencies();
ensureBuilt();
must(bin('tsc'), ['--noEmit']);
must(bin('tsc'), ['--noEmit', '-p', 'src/recorder/page/tsconfig.json']);
