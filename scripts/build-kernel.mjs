/**
 * Writes src/matchers/kernel/kernel.generated.ts from the AssemblyScript beside it, if that has changed. With --check it
 * only compiles, and fails where the committed bytes are others.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { compileKernel, generated, isUpToDate } from './lib/compile-kernel.mjs';

const committed = existsSync(generated) ? readFileSync(generated, 'utf8') : '';
if (process.argv.includes('--check')) {
  if ((await compileKernel()) !== committed) {
    console.error(`${generated} is not what its source compiles to: run node scripts/build-kernel.mjs`);
    process.exit(1);
  }
} else if (!isUpToDate(committed)) writeFileSync(generated, await compileKernel());
