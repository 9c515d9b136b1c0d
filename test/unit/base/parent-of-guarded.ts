/** A process for the tests: starts a guarded child, stops it, tells its process id, and waits, or exits when its input ends. */
import { setTimeout } from 'node:timers/promises';
import { startGuarded } from '../../../src/base/child-process.ts';

/** Longer than any test. */
const FOREVER = 600_000;

const child = await startGuarded('/bin/sleep', ['1000']);
process.kill(child.pid, 'SIGSTOP');
if (process.argv[2] === 'exit') process.stdin.resume().once('end', () => process.exit(0));
process.stdout.write(`${child.pid}\n`);
await setTimeout(FOREVER);
