/** Runs the fuzzer in a process of its own and keeps the stream that makes it hang or die. Needs dist/. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One execution takes a millisecond; no machine is busy for so long. */
const LONGEST_MS = 20_000;
const LOOK_EVERY_MS = 500;
/** Of the JavaScript heap: a stream that fills it is a failure, not a burden for the machine. */
const HEAP_MIB = 512;

/** Its exit code: 0 only if nothing was found and enough was reached. Failures are left in `failures`. */
export async function superviseFuzzer(args, { failures = process.cwd() } = {}) {
  const root = path.resolve(import.meta.dirname, '../..');
  const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-rfb-'));
  const current = path.join(folder, 'current.stream');
  const jiti = path.join(root, 'node_modules/jiti/lib/jiti-cli.mjs');
  const script = path.join(root, 'test/fuzz/rfb-fuzz.ts');
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MIB}`, jiti, script, '--folder', folder, '--failures', failures, ...args],
    { stdio: 'inherit' },
  );
  let hanging = false;
  const watch = setInterval(() => {
    const changed = statSync(current, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined || Date.now() - changed < LONGEST_MS) return;
    hanging = true;
    child.kill('SIGKILL');
  }, LOOK_EVERY_MS);
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...result) => resolve(result)));
  clearInterval(watch);
  if (hanging || signal !== null) {
    const file = path.join(failures, `fuzz-rfb-${Date.now()}.stream`);
    copyFileSync(current, file);
    console.log(`FAILED: the parser ${hanging ? `hung for ${LONGEST_MS} ms` : `died of ${signal}`}`);
    console.log(`Replay it: npm run fuzz -- --replay ${file}`);
  }
  rmSync(folder, { recursive: true, force: true });
  return hanging ? 1 : (code ?? 1);
}
