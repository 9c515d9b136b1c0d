/**
 * `npm run bench`: matching against its peers, reaction time, memory and the demo's time; a JSON line each.
 * `npm run bench -- exact` runs one of them. SAMPLES=20 shortens the reaction bench (100 samples take 11 min a driver).
 */

import path from 'node:path';
import { bin, ensureBuilt, ensureDependencies, must, root, run } from './lib/run.mjs';
import { BENCH, install, mayInstall, missing, remedy } from './lib/testbeds.mjs';

const BENCHES = ['exact', 'memory', 'demo', 'reaction'];
const named = process.argv.slice(2);
const unknown = named.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`bench: expected ${BENCHES.join(', ')}, got '${unknown[0]}'`);
  process.exit(2);
}

ensureDependencies();
let lacking = missing(BENCH);
if (lacking.length > 0 && mayInstall()) lacking = install(lacking);
if (lacking.length > 0) console.log(`Some peers are missing; get them with: ${remedy(lacking)}`);
ensureBuilt();
let code = 0;
for (const name of named.length > 0 ? named : BENCHES) {
  console.log(`== ${name}`);
  if (name === 'demo') must(process.execPath, ['scripts/demo.mjs']);
  else code = Math.max(code, run(bin('jiti'), [path.join(root, 'bench', `${name}.ts`)]));
}
process.exit(code);
