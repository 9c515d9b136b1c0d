/**
 * `npm run bench`: matching against every peer, in minutes; `-- --full` with all frames and more rounds, `-- --check`
 * fails where a target is missed, `-- --output FILE` keeps the figures. Others by name: `npm run bench -- memory demo
 * reaction key-to-change rfb scale trace typing virtualbox`, which print JSON lines (SAMPLES=20 shortens reaction: 100 samples take
 * 11 min a driver; ROUNDS=2 shortens trace; CHARACTERS=500, WAYS=verified and DRIVERS=qemu shorten typing: hours otherwise).
 */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { bin, ensureBuilt, ensureDependencies, must, root, run } from './lib/run.mjs';
import { BENCHES, install, mayInstall, missing, remedy } from './lib/testbeds.mjs';

const { benches, options } = request(process.argv.slice(2));

ensureDependencies();
let lacking = missing(benches.flatMap((name) => BENCHES[name]));
if (lacking.length > 0 && mayInstall()) lacking = install(lacking);
if (lacking.length > 0) {
  console.error(
    `bench: missing ${lacking.map(({ need }) => need).join(', ')}; get it with: ${remedy(lacking)}`,
  );
  process.exit(1);
}
ensureBuilt();
let code = 0;
for (const name of benches) {
  console.log(`== ${name}`);
  if (name === 'demo') must(process.execPath, ['scripts/demo.mjs']);
  else {
    const script = path.join(root, 'bench', `${name}.ts`);
    code = Math.max(code, run(bin('jiti'), [script, ...(name === 'matching' ? options : [])]));
  }
}
process.exit(code);

/** The benches named, and the options for matching; ends with what was expected otherwise. */
function request(args) {
  try {
    const flag = { type: 'boolean' };
    const value = { type: 'string' };
    const { positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { full: flag, check: flag, output: value, rounds: value },
    });
    const unknown = positionals.find((name) => !Object.hasOwn(BENCHES, name));
    if (unknown) throw new Error(`expected ${Object.keys(BENCHES).join(', ')}, got '${unknown}'`);
    const benches = positionals.length > 0 ? positionals : ['matching'];
    const options = args.filter((argument) => !positionals.includes(argument));
    if (options.length > 0 && !benches.includes('matching'))
      throw new Error(`'${options[0]}' is for matching, not for ${benches.join(', ')}`);
    return { benches, options };
  } catch (error) {
    console.error(`bench: ${error.message}`);
    process.exit(2);
  }
}
