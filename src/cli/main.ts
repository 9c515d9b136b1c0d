#!/usr/bin/env node
/** The `guestwright` command: the process around runCommand. */
import { setFlagsFromString } from 'node:v8';
import { listenForSignals } from './signals.ts';
import type { CliContext } from './verb.ts';

/** The process's own context. */
function processContext(signal: AbortSignal): CliContext {
  return {
    cwd: process.cwd(),
    env: process.env,
    signal,
    terminal: process.stdout.isTTY === true,
    print: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
  };
}

using interruption = listenForSignals();
// Loading TypeScript would let V8's nursery for new objects grow to 48 MB, a third of what a run may take in all.
setFlagsFromString('--semi-space-growth-factor=1');
const { runCommand } = await import('./command.ts');
process.exitCode = await runCommand(process.argv.slice(2), processContext(interruption.signal), interruption);
